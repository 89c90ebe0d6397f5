// Whatever a client sends, the edge answers: never a 5xx, never an exception, always the envelope.

import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { isErrorCode } from '#core/contracts/error-table.ts';
import { count } from '#test/support/counters.ts';
import { edgeWorld, shown } from '#test/support/edge/edge-world.ts';
import { goodBody, signedEvent } from '#test/support/edge/signed-event.ts';

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('', ' ', '\u0000', '%', '%zz', '%00', ',', '"', '""', 'null', '1e400', '\ud800'),
  fc.string({ maxLength: 400 }),
);

const headerNames = [
  'authorization',
  'x-timestamp',
  'x-nonce',
  'content-type',
  'idempotency-key',
  'x-request-id',
  'traceparent',
  'accept-language',
  'Accept-Language',
  'X-NONCE',
  '__proto__',
  'constructor',
] as const;

const headers = fc.dictionary(fc.constantFrom(...headerNames), oddText, { maxKeys: 3 });

const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constantFrom('{"amount":1e400}', '{"amount":9007199254740993}', '{"__proto__":1}', '[]', '1'),
  fc
    .dictionary(
      fc.constantFrom('orderId', 'amount', 'label', 'idempotencyKey', 'x'),
      fc.jsonValue(),
    )
    .map((fields) => JSON.stringify({ ...goodBody, ...fields })),
  oddText,
);

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  json.map((text) => new Uint8Array(Buffer.from(text))),
  fc.constant(new Uint8Array(65_537)),
);

const query = fc.oneof(fc.constant(''), oddText);

const contentType = fc.oneof(
  fc.constant('application/json'),
  fc.constantFrom('application/json;charset=utf-8', 'application/json; charset', 'a;b=c;;', ''),
  oddText,
);

describe('the edge', () => {
  test.prop([bytes, query, contentType, fc.option(oddText), headers, fc.boolean()], {
    numRuns: 2_000,
  })('never fails', async (body, rawQuery, media, key, over, isRead) => {
    const world = edgeWorld();
    const event = signedEvent(world.clock.now(), {
      method: isRead ? 'GET' : 'POST',
      path: isRead
        ? `/api/v1/orders/${encodeURIComponent(media.toWellFormed())}`
        : '/api/v1/payments/confirm',
      query: rawQuery,
      bytes: body,
      contentType: media,
      key: key ?? undefined,
      headers: over,
    });

    const answer = shown(await (isRead ? world.get(event) : world.post(event)));

    expect(answer.status).toBeLessThan(500);
    expect(isErrorCode(answer.code)).toBe(true);
    expect(answer.headers['X-Request-Id']).toMatch(/^[A-Za-z0-9_-]{8,64}$/u);
    expect(world.logs).toHaveLength(1);
    count(answer.code);
  });

  test.prop([fc.anything({ maxDepth: 4 })], { numRuns: 500 })(
    'survives any event',
    async (event) => {
      const world = edgeWorld();

      expect(shown(await world.post(event)).status).toBeLessThan(500);
    },
  );
});
