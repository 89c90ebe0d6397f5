// Somebody in a world who sends what must never be written down: card data, persons, secrets. All requests but one
// are refused, and no value of any may stand in a log, an event or a row (rule R11).
import type { PlantedSecret, Plantings } from '#test/support/oracle/run-record.ts';
import { type Ask, signedGateway } from '#test/support/world/client.ts';
import { credentialsOf, pgSecret } from '#test/support/world/set-up-rows.ts';
import type { World } from '#test/support/world/world.ts';

const card = '4242424242424242';
const phone = '01098765432';
const email = 'canary.kim@example.test';
const holder = 'KANARIENVOGEL HONG';
const account = '11022233344455';
const bearer = 'canary-bearer-7f3a91d2c4';

const line = { productId: 'cup', productName: 'cup', quantity: 1, unitPrice: 9_000 };

const order = (over: object): Ask => ({
  route: 'create-order',
  body: { userId: 'user-canary', serviceId: 'shop', lineItems: [line], ...over },
});

/** One for every way in: bodies, free text, ids, keys, the query, and what is no JSON. */
const asks: readonly Ask[] = [
  order({ cardNumber: card }),
  order({ lineItems: [{ ...line, productName: `paid with ${card}` }] }),
  order({ metadata: { card } }),
  order({ customer: { email, phone, holder } }),
  order({ customer: { name: `paid with ${card}`, email } }),
  order({ userId: { email } }),
  order({ serviceId: holder }),
  order({ bank: { account, holder } }),
  order({ currency: bearer }),
  { route: 'confirm-payment', body: { orderId: email, paymentKey: bearer, amount: account } },
  { route: 'cancel-order', params: { orderId: `ord_${card}` }, body: { reason: card } },
  { route: 'cancel-order', params: { orderId: 'ord_x' }, body: { refundAccount: { account } } },
  { route: 'complete-service', body: { serviceRequestId: bearer, result: { phone } } },
  { route: 'get-order', params: { orderId: encodeURIComponent(email) } },
  { route: 'list-orders', query: `userEmail=${encodeURIComponent(email)}&phone=${phone}` },
  { route: 'create-order', bytes: Buffer.from(`{"cardNumber":"${card}","holder":"${holder}"`) },
];

/** What may be told, and is kept sealed: the one request that is granted. */
const granted: Ask = order({ customer: { name: holder, email, phone } });

const nowhere = (value: string): PlantedSecret => ({ value, allowed: [] });

const shownMax = 4;

/** The signatures of requests that the world has sent, as far as they are looked for. */
const signaturesOf = ({ requests }: World): string[] =>
  requests.flatMap(({ event }) => {
    const { authorization = '' } = (event as { headers: Record<string, string> }).headers;
    return /signature=(\w+)/u.exec(authorization)?.[1] ?? [];
  });

/** A step stores its token with the request to the service, or with the saga, and the command to answer it has it. */
const tokenPlaces: PlantedSecret['allowed'] = [
  { kind: 'SVC', attribute: 'token' },
  { kind: 'SAGA', attribute: 'waiting' },
  { kind: 'CMD', attribute: 'payload' },
];

/** What was planted by the end of a run, and where it may stand. */
const plantingsOf = (world: World): Plantings => {
  const [first] = world.watch.tables.ofKind('ORDER');
  return {
    // An order's id is in the log line of the request that made it.
    control: String(first?.pk.split('#').at(-1) ?? 'no order'),
    secrets: [
      ...[card, phone, email, holder, account, bearer].map(nowhere),
      ...[credentialsOf('M123').secret, credentialsOf('M777').secret, pgSecret].map(nowhere),
      ...signaturesOf(world).slice(0, shownMax).map(nowhere),
      ...[...world.happenings.tokens].slice(0, shownMax).map((value) => ({
        value,
        allowed: tokenPlaces,
      })),
    ],
  };
};

export interface Canaries {
  /** Asked for when the world is at rest. */
  readonly plantings: () => Plantings;
  /** How many of the requests were refused. */
  readonly refused: () => number;
  /** How many got an answer at all: faults strike these requests too. */
  readonly answered: () => number;
  /** True once the customer who may be told was taken. */
  readonly isTaken: () => boolean;
}

/** Puts the client on the stage that sends what may not be kept. */
export const enactCanaries = (world: World): Canaries => {
  const client = world.stranger('k1', signedGateway(credentialsOf('M123')));
  const { draws } = world.ground;
  let refused = 0;
  let answered = 0;
  let isTaken = false;
  const play = async (): Promise<void> => {
    const taken = await client.ask({ key: 'canary-granted', ...granted });
    isTaken = taken.status === 201;
    for (const [number, ask] of asks.entries()) {
      await client.sleep(1 + Math.floor(draws.named(`canary-pause|${number}`) * 1_500));
      const key = `canary-${number}`;
      const { status } = await client.ask({ key, ...ask, isOnce: true });
      if (status > 0) answered += 1;
      if (status >= 400) refused += 1;
    }
  };
  world.ground.later(1, () => {
    play().catch((fault: unknown) => {
      world.ground.traps.push(`the canary's script threw: ${String(fault)}`);
    });
  });
  return {
    plantings: () => plantingsOf(world),
    refused: () => refused,
    answered: () => answered,
    isTaken: () => isTaken,
  };
};
