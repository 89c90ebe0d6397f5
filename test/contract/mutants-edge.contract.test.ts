// Promises of the edge that no other test would miss: who calls is told by the key alone, signatures are
// compared by the port that takes the same time for every text, and no line holds a body.

import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { httpPipeline } from '#functions/_pipeline/http.ts';
import { edgeWorld, shown, toyContract } from '#test/support/edge/edge-world.ts';
import { goodBody, signedEvent } from '#test/support/edge/signed-event.ts';

const send = async (world: ReturnType<typeof edgeWorld>, headers: Record<string, string>) => {
  const event = signedEvent(world.clock.now(), { body: goodBody, key: 'key-1' });
  return shown(await world.post({ ...event, headers: { ...event.headers, ...headers } }));
};

describe('the caller of a request', () => {
  it.each(['x-merchant-id', 'merchant-id', 'x-tenant'])(
    'is the merchant of its key, whatever %s says',
    async (name) => {
      const world = edgeWorld();

      const answer = await send(world, { [name]: 'M999' });

      expect(answer.status).toBe(201);
      expect(world.runs.map(({ tenant }) => tenant.merchantId)).toEqual(['M123']);
    },
  );
});

describe('a signature', () => {
  it('is judged by the comparison that takes the same time for every text', async () => {
    const world = edgeWorld();
    const digests = { ...nodeDigests, constantTimeEquals: () => false };
    const post = httpPipeline({
      route: 'confirm-payment',
      contract: toyContract,
      deps: { ...world.deps, digests },
      handler: () => Promise.reject(new Error('nobody may come this far')),
    });

    const answer = shown(await post(signedEvent(world.clock.now(), { body: goodBody, key: 'k' })));

    expect(answer).toMatchObject({ status: 401, code: 'AUTH_002' });
  });
});

describe('the log line of a request that went wrong', () => {
  it('holds nothing of its body', async () => {
    const world = edgeWorld({ work: () => Promise.reject(new Error('out of order')) });
    const body = { ...goodBody, label: 'canary-5d21' };

    const event = signedEvent(world.clock.now(), { body, key: 'key-1' });
    const answer = shown(await world.post(event));

    expect(answer.status).toBe(500);
    expect(world.logs.map(({ level }) => level)).toEqual(['ERROR']);
    expect(JSON.stringify(world.logs)).not.toContain('canary-5d21');
  });
});
