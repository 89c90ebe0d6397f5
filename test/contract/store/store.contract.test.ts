// The port suites of the store over the DynamoDB twin. What they send is noted: the differential's
// generator must know each expression, and none that is no longer sent.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { houseExpressions } from '#test/support/dynamo-programs/house-expressions.ts';
import {
  expressionsIn,
  isPieceOf,
  sourcePieces,
} from '#test/support/dynamo-programs/shipped-expressions.ts';
import { journeyExpressions } from '#test/support/dynamo-programs/shipped-journeys.ts';
import { twinStoreWorld } from '#test/support/engine/store-world.ts';
import { idempotencyRecordsSuite } from '#test/support/suites/idempotency-records.suite.ts';
import { storeAttemptsSuite } from '#test/support/suites/store-attempts.suite.ts';
import { storeAuditSuite } from '#test/support/suites/store-audit.suite.ts';
import { storeBreakersSuite } from '#test/support/suites/store-breakers.suite.ts';
import { storeDeskSuite } from '#test/support/suites/store-desk.suite.ts';
import { storeListDaysSuite } from '#test/support/suites/store-list-days.suite.ts';
import { storeListsSuite } from '#test/support/suites/store-lists.suite.ts';
import { storeLooksSuite } from '#test/support/suites/store-looks.suite.ts';
import { storePagesSuite } from '#test/support/suites/store-pages.suite.ts';
import { storeRefundsSuite } from '#test/support/suites/store-refunds.suite.ts';
import { storeRowsSuite } from '#test/support/suites/store-rows.suite.ts';
import { storeWebhooksSuite } from '#test/support/suites/store-webhooks.suite.ts';
import { storeWorkSuite } from '#test/support/suites/store-work.suite.ts';
import { unitOfWorkSuite } from '#test/support/suites/unit-of-work.suite.ts';

const sent = new Set<string>();
let sends = 0;

const noting = () =>
  twinStoreWorld(async ({ input }, execute) => {
    sends += 1;
    for (const { kind, shape } of expressionsIn(input)) sent.add(`${kind}: ${shape}`);
    return execute();
  });

const name = 'the DynamoDB twin';

unitOfWorkSuite(name, noting);
idempotencyRecordsSuite(name, noting);
storeRowsSuite(name, noting);
storeListsSuite(name, noting);
storeListDaysSuite(name, noting);
storeRefundsSuite(name, noting);
storeDeskSuite(name, noting);
storeWorkSuite(name, noting);
storeLooksSuite(name, noting);
storeWebhooksSuite(name, noting);
storeAttemptsSuite(name, noting);
storeBreakersSuite(name, noting);
storeAuditSuite(name, noting);
storePagesSuite(name, noting);

describe('the expressions that our adapters send', () => {
  const generated = houseExpressions.map(({ kind, text }) => `${kind}: ${text}`);

  it('are those that the differential generates, on the roads and in the suites', async () => {
    const roads = await journeyExpressions();
    const all = new Set([...sent, ...roads.lines]);

    expect([sends > 200, roads.sends > 100]).toEqual([true, true]);
    expect([...all].sort()).toEqual(generated.toSorted());
    count('shipped expressions', all.size);
  });

  it('hold every piece that stands in their source', () => {
    const pieces = sourcePieces();
    const isKnown = (piece: string) => houseExpressions.some(({ text }) => isPieceOf(text, piece));

    expect(pieces.length).toBeGreaterThan(15);
    expect(pieces.filter((piece) => !isKnown(piece))).toEqual([]);
  });
});
