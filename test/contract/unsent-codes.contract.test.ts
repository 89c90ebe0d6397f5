// Which codes clients meet today: the sources spell every code that is sent, and none that is said to wait.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { unsent } from '#core/contracts/unsent-codes.ts';
import { count } from '#test/support/counters.ts';

/** Lists of what might be answered; nothing is sent from them. */
const lists =
  /^core\/contracts\/(?:error-table|messages|unsent-codes|http\/(?:route-table|route-codes|own-codes|admin-routes))\.ts$/u;

/** Comments speak of codes, and audit records keep some that no answer has. */
const withoutTalk = (text: string): string =>
  text
    .replaceAll(/\/\*.*?\*\//gsu, '')
    .replaceAll(/^\s*\/\/.*$/gmu, '')
    .replaceAll(/audit: \{[^}]*\}/gu, '');

const sources = ['core', 'functions', 'adapters']
  .flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
  )
  .filter((file) => file.endsWith('.ts') && !lists.test(file));

const text = sources.map((file) => withoutTalk(readFileSync(file, 'utf8'))).join('\n');

describe('a code of the table', () => {
  const codes = Object.keys(errorTable) as ErrorCode[];

  it.each(codes)('%s is sent, or is said to wait', (code) => {
    expect(text.includes(`'${code}'`)).toBe(unsent(code) === undefined);
    count('codes sent or waiting');
  });

  it('was looked for in every source', () => {
    expect(sources.length).toBeGreaterThan(500);
  });
});
