// The index of the simulator's conformance: which file holds which numbered check of the Toss specification
// (section 23). A test that belongs to one begins its name with the number, so that a search finds it.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Check {
  readonly says: string;
  /** Files below `test/`; each holds a test of that number. */
  readonly where: readonly string[];
  /** What a part of the check waits for. */
  readonly waitsFor?: string;
}

const here = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `contract/pg-simulator/${name}.contract.test.ts`);

const kill = 'integration/pg-simulator-kill.integration.test.ts';
const connectors = [
  'contract/pg/connectors.contract.test.ts',
  'contract/pg/hostile.contract.test.ts',
];

const checks: Readonly<Record<number, Check>> = {
  1: { says: 'authentication and its refusals', where: here('authentication') },
  2: { says: 'a key repeats its first reply byte for byte', where: here('idempotency') },
  3: { says: 'a hundred confirms under one key run once', where: here('idempotency') },
  4: { says: 'length and age of keys', where: here('idempotency') },
  5: { says: 'both windows lapse, with one webhook', where: here('windows') },
  6: { says: 'VAT, also of what is left', where: here('cancel') },
  7: { says: 'partial cancels down to nothing', where: here('cancel') },
  8: { says: 'a full cancel, twice', where: here('cancel') },
  9: { says: 'the refundable amount as a lock', where: here('cancel') },
  10: { says: 'two cancels within a second', where: here('cancel') },
  11: { says: 'virtual accounts', where: [], waitsFor: 'virtual accounts' },
  12: { says: 'billing keys and charges', where: here('billing') },
  13: { says: 'eight deliveries of a webhook', where: here('webhooks') },
  14: { says: 'a receiver that answers late', where: here('webhooks') },
  15: {
    says: 'every fault and every value of every switch',
    where: here('faults', 'switches', 'webhooks', 'settlements', 'billing'),
    waitsFor: 'F21: virtual accounts',
  },
  16: { says: 'equal seeds, equal journals', where: here('determinism') },
  17: { says: 'a killed process loses no reply', where: [...here('journal'), kill] },
  18: { says: 'settlement rows and their sums', where: here('settlements') },
  19: { says: 'the test code header', where: here('test-code', 'billing') },
  20: {
    says: 'the redirects of the window, every way out of it',
    where: here('window'),
    waitsFor: 'the storefront, which leaves it by approve, fail and close',
  },
  21: { says: 'the connectors, against faithful and hostile', where: connectors },
};

const textOf = (file: string): string => {
  const path = new URL(`../../${file}`, import.meta.url);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** Numbers that names of tests begin with; one name may carry two. */
const numbersIn = (text: string): ReadonlySet<number> => {
  const names = text.matchAll(/(?:it|describe|\))\(\s*['"`]((?:\d{1,2}: )+)/gu);
  return new Set(
    [...names].flatMap(([, numbers = '']) =>
      [...numbers.matchAll(/\d+/gu)].map(([one]) => Number(one)),
    ),
  );
};

describe('the conformance of the PG simulator', () => {
  it('has 21 checks', () => {
    expect(Object.keys(checks).map(Number)).toEqual(Array.from({ length: 21 }, (_, at) => at + 1));
  });

  const places = Object.entries(checks).flatMap(([number, { says, where }]) =>
    where.map((file) => [Number(number), says, file] as const),
  );

  it.each(places)('%i, %s, is in %s', (number, _says, file) => {
    expect([...numbersIn(textOf(file))]).toContain(number);
  });

  it.each(Object.entries(checks))(
    '%s is somewhere, or says what it waits for',
    (_number, check) => {
      expect(check.where.length > 0 || check.waitsFor !== undefined).toBe(true);
    },
  );
});
