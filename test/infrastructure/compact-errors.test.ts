// The factory stands for the SDK's own classes: the same exports, names, sides and fields.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import * as original from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { assert } from '#core/kernel/assert.ts';
import { compactErrors } from '#lib/bundling/compact-errors.ts';

type ErrorClass = new (options: object) => Error & Readonly<Record<string, unknown>>;

const client = dirname(
  createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb/package.json'),
);
const source = readFileSync(join(client, 'dist-es/models/errors.js'), 'utf8');
const exported = [...source.matchAll(/export class (\w+)/gu)].map(([, name]) => name ?? '');

/** The compact text run by itself, over the SDK's own base class. */
const compacted = (): Readonly<Record<string, ErrorClass>> => {
  const body = compactErrors(source)
    .replace(/^import[^\n]*\n/u, '')
    .replaceAll('export const', 'const')
    .replaceAll('export class', 'class');
  const text = `(__BaseException) => { ${body}; return { ${exported.join(', ')} }; }`;
  const made = runInThisContext(text) as (base: unknown) => Readonly<Record<string, ErrorClass>>;
  return made(original.DynamoDBServiceException);
};

describe('the errors of the SDK, said once', () => {
  it('are fewer than half the bytes; one with a field of its own stays a class', () => {
    const compact = compactErrors(source);

    expect(exported.length).toBeGreaterThan(30);
    expect(compact.length * 2).toBeLessThan(source.length);
    expect(compact.match(/export class \w+/gu)).toEqual([
      'export class ReplicatedWriteConflictException',
    ]);
  });

  it.each(exported)('%s is what it was', (name) => {
    const wanted = {
      message: 'no',
      Message: 'no',
      CancellationReasons: [{ Code: 'x' }],
      Item: { pk: { S: 'a' } },
      $metadata: { httpStatusCode: 400 },
    };
    const Before = (original as unknown as Readonly<Record<string, ErrorClass>>)[name];
    const After = compacted()[name];
    assert(Before !== undefined && After !== undefined, `${name} is exported`);

    const before = new Before(wanted);
    const after = new After(wanted);

    expect(Object.fromEntries(Object.entries(after))).toEqual(
      Object.fromEntries(Object.entries(before)),
    );
    expect([after.name, after.message]).toEqual([before.name, before.message]);
    expect(after).toBeInstanceOf(original.DynamoDBServiceException);
    expect(after).toBeInstanceOf(Error);
  });
});
