// A client's own JSON is kept and given back as it came, whatever JSON can say.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Reply, resultOf, type Siege, siege } from '#test/security/siege.ts';
import { shopOf } from '#test/security/town.ts';
import { type Ask, signedGateway } from '#test/support/world/client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';

const metadata = {
  fraction: 0.5,
  tiny: -4.5880574382959696e-279,
  huge: 1e300,
  nothing: null,
  amount: 5,
  deep: { unitPrice: 7, minor: [1, null, 2.5, { amount: 9007199254740992 }] },
  '': 'no name',
  text: 'ß\u{2b523}\f',
};

interface Entry {
  readonly DetailType: string;
  readonly Detail: string;
}

interface CreatedEvent {
  readonly data: { readonly metadata?: unknown };
}

const by = signedGateway(credentialsOf('M123'));

describe('the JSON of a client', () => {
  let here: Siege;
  let made = 0;
  const ask = (sent: Ask): Promise<Reply> => {
    made += 1;
    return here.knock({ by, ask: { key: `json-${made}`, ...sent } });
  };
  const orderOf = async (orderId: unknown) =>
    resultOf(await ask({ route: 'get-order', params: { orderId: String(orderId) } }));

  beforeAll(async () => {
    here = await siege({ seed: 'client json' });
  });

  it('is given back with its order, at once and later', async () => {
    const lineItems = [{ productId: 'cup', productName: '컵', quantity: 1, unitPrice: 9_000 }];
    const body = { userId: 'user-1', serviceId: 'shop', lineItems, metadata };

    const answer = await ask({ route: 'create-order', body });

    expect(answer.statusCode).toBe(201);
    const { orderId, metadata: told } = resultOf(answer);
    expect(told).toEqual(metadata);
    expect((await orderOf(orderId))['metadata']).toEqual(metadata);
    const { items } = resultOf(await ask({ route: 'list-orders' }));
    expect(items).toEqual([expect.objectContaining({ orderId, metadata })]);
  });

  it('is given back with an order that was made for a reservation', async () => {
    const body = { merchantId: 'M123', amount: 3_000, serviceId: 'reserve', metadata };

    const answer = await ask({ route: 'authorize-payment', body });

    expect(answer.statusCode).toBe(200);
    expect((await orderOf(resultOf(answer)['orderId']))['metadata']).toEqual(metadata);
  });

  it.each(['complete-service', 'fail-service'] as const)('is taken by %s', async (route) => {
    const { orderId } = await shopOf(here, route === 'fail-service' ? 'c1' : 'c2').paid('patient');
    const reason = route === 'fail-service' ? { reasonCode: 'odd' } : {};

    const answer = await ask({ route, body: { orderId, detail: metadata, ...reason } });

    expect(answer.statusCode).toBe(200);
  });

  it('goes out with the events of its order', async () => {
    await here.pass(10_000);

    const sent = here.utterances.filter(({ place }) => place.startsWith('PutEvents'));
    const entries = sent.flatMap(
      ({ text }) => (JSON.parse(text) as { readonly Entries: readonly Entry[] }).Entries,
    );
    const told = entries
      .filter(({ DetailType }) => DetailType === 'com.fluxpay.order.created')
      .map(({ Detail }) => (JSON.parse(Detail) as CreatedEvent).data.metadata);

    expect(told).toContainEqual(metadata);
  });
});
