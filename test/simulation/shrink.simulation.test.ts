// From a random world with dozens of faults to the two that it needs, and from the line that is printed back to
// the same violation at the same virtual time.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { textAt } from '#test/support/invariants/field-reading.ts';
import { Findings } from '#test/support/invariants/findings.ts';
import type { Invariant, View } from '#test/support/invariants/view.ts';
import { optionsOf } from './jobs.ts';
import { randomOptions, specOfWorld } from './random-world.ts';
import { rejudge } from './rejudge.ts';
import {
  castsOf,
  castsText,
  isWorld,
  type RunSpec,
  replayLine,
  specOfLine,
} from './replay-line.ts';
import { runCasts } from './run-world.ts';
import { type breaks, shrink } from './shrink.ts';

/** Payments whose confirm was sent more than once. */
const sentTwice = ({ pgCalls }: View): Set<string> => {
  const keys = pgCalls.flatMap(({ op, paymentKey }) => (op === 'confirm' ? [paymentKey] : []));
  return new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
};

/** Subjects of which the bus has heard an event more than once. */
const heardTwice = ({ deliveries }: View): Set<string> => {
  const ids = deliveries.map(({ event }) => event.id);
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return new Set(
    deliveries.flatMap(({ event }) => (twice.has(event.id) ? [JSON.stringify(event)] : [])),
  );
};

/** Sold by the service that no scenario has the PG lie about. */
const isPatient = ({ tables }: View, orderId: string): boolean =>
  tables.ofKind('ORDER').some(({ fields }) => {
    const isOwn = fields['orderId'] === orderId;
    return isOwn && JSON.stringify(fields).includes('patient');
  });

/** Stands for a bug that shows only where a confirm is repeated and its order's event as well. */
const i99: Invariant = {
  id: 'I99',
  when: 'Q',
  rows: [],
  production: false,
  check: (view) => {
    const findings = new Findings();
    const keys = sentTwice(view);
    const events = [...heardTwice(view)];
    for (const payment of view.tables.ofKind('PAYMENT')) {
      const text = JSON.stringify(payment.fields);
      const isSent = [...keys].some((key) => text.includes(key));
      const orderId = textAt(payment, 'orderId');
      findings.see();
      const isBroken =
        isSent && isPatient(view, orderId) && events.some((event) => event.includes(orderId));
      findings.expect(!isBroken, textAt(payment, 'paymentId'), () => 'sent and heard twice');
    }
    return findings;
  },
};

const breaking: typeof breaks = async (spec) => {
  const { ran, verdict } = await rejudge(spec, { invariants: [i99] });
  return { violations: verdict.violations, labelOf: ran.world.labelOf };
};

/** The first random world of these seeds that breaks it: two of its faults are enough. In others it takes more, or one. */
const brokenWorld = async (): Promise<RunSpec> => {
  for (let world = 0; ; world += 1) {
    const options = { ...randomOptions(`two-${world}`), invariants: [i99] };
    const ran = await runCasts(options);
    if (ran.violations.length > 0) return specOfWorld(ran, options);
  }
};

describe('shrinking a random world', () => {
  it('comes down to two faults, whose line breaks the same number', {
    timeout: 60_000,
  }, async () => {
    const spec = await brokenWorld();
    expect(spec.faults.length).toBeGreaterThan(30);

    const small = await shrink(spec, 'I99', { breaking, seconds: 30 });
    expect(small.isRepeated).toBe(true);
    expect(small.spec.faults).toHaveLength(2);
    // An outage is met by everybody: the client at whose call it begins may be another one.
    expect(castsOf(small.spec.template).length).toBeLessThanOrEqual(small.spec.faults.length);
    expect(small.runs).toBeLessThanOrEqual(300);

    const line = replayLine(small.spec);
    const pasted = specOfLine(line);
    expect(replayLine(pasted)).toBe(line);
    const again = (await breaking(pasted)).violations.find(({ id }) => id === 'I99');
    expect(again).toEqual(small.violation);
    expect(again?.at).toBe(small.violation?.at);
    count('faults shrunk away', spec.faults.length - 2);
  });
});

describe('a random world as forced faults', () => {
  it('is the same run', { timeout: 60_000 }, async () => {
    for (const seed of ['forced-0', 'forced-1', 'forced-2']) {
      const options = randomOptions(seed);
      const ran = await runCasts(options);
      const spec = specOfLine(replayLine(specOfWorld(ran, options)));
      const again = await runCasts(optionsOf(spec));

      expect(again.hash, seed).toBe(ran.hash);
      count('worlds forced');
    }
  });

  it('keeps the clients that are left, and stays a world with one of them', () => {
    const text = 'S14:c1.c3@2+700';
    const [cast] = castsOf(text);

    expect(Object.keys(cast?.template.clients ?? {})).toEqual(['c1', 'c3']);
    expect(cast?.template.expected.map(({ client }) => client)).toEqual(['c1', 'c3']);
    expect(castsText(castsOf(text))).toBe(text);
    expect(isWorld({ template: 'S01@0+1' })).toBe(true);
    expect(isWorld({ template: 'S01' })).toBe(false);
  });
});

describe('a run that is judged again', () => {
  it('is compared with all that its batch had compared it with', async () => {
    const redis = await rejudge({ template: 'S05', seed: 'a', faults: [], redis: 'on' });
    const twice = await rejudge({ template: 'S05@0+1', seed: 'a', faults: [], again: true });
    const fault = 'error-before|api/create-order#c1.1/TX-ORDER~0';
    const alone = await rejudge({ template: 'S05', seed: 'a', faults: [fault] });

    expect(redis.verdict.looked.get('R08')).toBeGreaterThan(0);
    expect(twice.verdict.looked.get('R01')).toBe(1);
    expect(alone.verdict.looked.get('R07')).toBeGreaterThan(0);
    for (const { verdict } of [redis, twice, alone]) expect(verdict.violations).toEqual([]);
  });

  it('with Redis may answer a race otherwise, and takes the same money', async () => {
    for (const seed of ['1', '3', '4']) {
      const { verdict } = await rejudge({ template: 'S12', seed, faults: [], redis: 'on' });

      expect(verdict.violations, seed).toEqual([]);
      expect(verdict.looked.get('R08')).toBeGreaterThan(0);
      count('races with Redis');
    }
  });
});
