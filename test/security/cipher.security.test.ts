// What is sealed opens in its own place and nowhere else: for another tenant, object or field it does not, nor
// copied to another row, nor with one bit changed; and what compares secrets takes one time for all of them.
import { beforeAll, describe, expect, it } from 'vitest';
import { openKms } from '#adapters/crypto/kms-client.ts';
import { kmsFieldSeal } from '#adapters/crypto/kms-field-seal.ts';
import { kmsSecrets } from '#adapters/crypto/kms-secrets.ts';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import { apiRouteOf } from '#core/contracts/http/route-table.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId } from '#core/kernel/ids.ts';
import type { SealedPlace } from '#core/privacy/ports.ts';
import { authenticate } from '#functions/_pipeline/authenticate.ts';
import { httpApiRequest } from '#functions/_pipeline/gateway-event.ts';
import { count } from '#test/support/counters.ts';
import { aMerchant, anApiKey } from '#test/support/edge/edge-world.ts';
import { keyId, secret, signedEvent } from '#test/support/edge/signed-event.ts';
import type { LiveRow } from '#test/support/invariants/live-row.ts';
import type { Row } from '#test/support/invariants/view.ts';
import { signedGateway } from '#test/support/world/client.ts';
import { simulated } from '#test/support/world/compose-environment.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { askOf } from './asks.ts';
import { codeSeen, resultOf, type Siege, siege } from './siege.ts';
import { depositOf, putKey, putRow, rowOf, textOf } from './town.ts';

const customer = { name: '남궁보라', email: 'bora.n@example.test', phone: '01055556666' };
const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };
const own = signedGateway(credentialsOf('M123'));
const tenant = { environment: 'test', merchantId: 'M123' } as unknown as Tenant;

const others: readonly (readonly [string, (place: SealedPlace) => SealedPlace])[] = [
  ['another merchant', (at) => ({ ...at, tenant: { ...at.tenant, merchantId: 'M777' as never } })],
  ['another environment', (at) => ({ ...at, tenant: { ...at.tenant, environment: 'live' } })],
  ['another object', (at) => ({ ...at, objectId: `${at.objectId.slice(0, -1)}0` })],
  [
    'another field',
    (at) => ({ ...at, field: at.field === 'customer' ? 'refundAccount' : 'customer' }),
  ],
];

/** A process that has opened nothing yet. */
const sealOf = (here: Siege) =>
  kmsFieldSeal({
    kms: openKms(
      { keyArn: simulated.fieldKeyArn, calls: { run: (_label, effect) => effect() } },
      memoryKms([simulated.fieldKeyArn]),
    ),
    clock: { now: () => here.now() as never },
    instance: processInstance(),
    entropy: { bytes: (many) => new Uint8Array(many) },
  });

const sealedIn = (row: Row, field: string): string => {
  const { sealed } = row.fields[field] as { readonly sealed?: string };
  if (sealed === undefined) throw new Error(`${row.pk} has no sealed ${field}`);
  return sealed;
};

/** One bit of each byte. */
const flipped = (sealed: string): readonly string[] => {
  const bytes = Buffer.from(sealed, 'base64url');
  return [...bytes.keys()].map((at) => {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
    return changed.toString('base64url');
  });
};

describe('a sealed field of a stored row', () => {
  let here: Siege;
  const places: (readonly [SealedPlace, string, string])[] = [];
  const refundIds: string[] = [];

  beforeAll(async () => {
    here = await siege({ seed: 'cipher' });
    const ordered = await here.knock({
      by: own,
      ask: {
        route: 'create-order',
        key: 'with-customer',
        body: {
          userId: 'bora',
          serviceId: 'shop',
          lineItems: [{ productId: 'cup', productName: '컵', quantity: 1, unitPrice: 3_000 }],
          customer,
        },
      },
    });
    const orderId = String(resultOf(ordered)['orderId']);
    const deposit = await depositOf(here, 'c5');
    for (const amount of [1_000, 2_000]) {
      const refunded = await here.knock({
        by: own,
        ask: {
          route: 'request-refund',
          key: `refund-${amount}`,
          params: { paymentId: deposit.paymentId },
          body: { amount, reason: 'mine', refundAccount },
        },
      });
      refundIds.push(String(resultOf(refunded)['refundId']));
      await here.pass(5_000);
    }
    const order = rowOf(here, 'ORDER', orderId);
    const refund = rowOf(here, 'REFUND', refundIds[0] ?? '');
    places.push(
      [
        { tenant, objectId: orderId, field: 'customer' },
        sealedIn(order, 'customer'),
        JSON.stringify(customer),
      ],
      [
        { tenant, objectId: refundIds[0] ?? '', field: 'refundAccount' },
        sealedIn(refund, 'account'),
        JSON.stringify(refundAccount),
      ],
    );
  });

  it('opens in its own place', async () => {
    for (const [place, sealed, text] of places) {
      expect(JSON.parse(await sealOf(here).open(place, sealed))).toEqual(JSON.parse(text));
      count('sealed places');
    }
  });

  it.each(others)('does not open for %s', async (_name, change) => {
    for (const [place, sealed] of places) {
      await expect(sealOf(here).open(change(place), sealed)).rejects.toThrow('does not open');
      count('wrong places');
    }
  });

  it('does not open with any one bit changed', async () => {
    const seal = sealOf(here);
    for (const [place, sealed] of places) {
      for (const changed of flipped(sealed)) {
        await expect(seal.open(place, changed)).rejects.toThrow('does not open');
        count('flipped bits');
      }
    }
  });

  it.each([
    ['its own', 'SUCCEEDED', 0],
    ['one copied from another row', 'not sent', 1],
  ] as const)('that waits to be sent goes out with %s: %s', async (whose, status, lost) => {
    const { control } = here.world.pg.pg;
    const { paymentId, paymentKey } = await depositOf(here, whose === 'its own' ? 'c6' : 'c7');
    const amounts = Array.from({ length: 8 }, (_, nth) => 100 + nth);
    const ask = (amount: number) => ({
      route: 'request-refund' as const,
      key: `refund-${paymentId}-${amount}`,
      params: { paymentId },
      body: { amount, reason: 'mine', refundAccount },
    });
    // Many at once: the last wait for their turn with their account sealed in their rows.
    await here.settle(() =>
      Promise.all(
        amounts.map((amount) =>
          here.world.invoke({
            folder: 'api/request-refund',
            work: `s1.${whose.slice(0, 3)}${amount}`,
            event: here.eventOf({ ask: ask(amount), by: own }),
          }),
        ),
      ),
    );
    const waits = here.world.watch.tables
      .ofKind('REFUND')
      .filter(({ pk, fields }) => pk.endsWith(paymentId) && fields['status'] === 'REQUESTED');
    const row = waits.at(-1) as Row;
    const { account } = (row as LiveRow).item;
    const theirs = sealedIn(rowOf(here, 'REFUND', refundIds[0] ?? ''), 'account');
    if (whose !== 'its own') {
      await putRow(here, row, { account: { M: { ...account?.M, sealed: { S: theirs } } } });
    }

    await here.pass(120_000);

    const refundId = row.sk.replace('REFUND#', '');
    const after = textOf(rowOf(here, 'REFUND', refundId), 'status');
    expect(after === 'SUCCEEDED' ? after : 'not sent').toBe(status);
    const truth = control.truth.payment(paymentKey) as unknown as {
      readonly payment: { readonly cancels: readonly unknown[] | null };
    };
    expect(truth.payment.cancels).toHaveLength(amounts.length - lost);
    count('copied ciphertexts');
  });
});

describe('the secret of an API key', () => {
  let here: Siege;

  beforeAll(async () => {
    here = await siege({ seed: 'secrets' });
  });

  it('copied to another key, merchant or environment lets nobody in', async () => {
    const { keyId: victim, secret: known } = await putKey(here, {
      merchant: 'M123',
      name: 'victim',
    });
    const secretCipher = textOf(rowOf(here, 'KEY', victim), 'secretCipher');
    const thieves = [
      await putKey(here, { merchant: 'M777', name: 'thief' }),
      await putKey(here, { merchant: 'M123', name: 'thief' }),
      await putKey(here, { merchant: 'M123', name: 'thief', environment: 'live' }),
    ];
    for (const thief of thieves) {
      await putRow(here, rowOf(here, 'KEY', thief.keyId), {
        secretCipher: { S: secretCipher },
      });
      const by = signedGateway({ keyId: thief.keyId, secret: known });

      const reply = await here.knock({ ask: askOf('get-order'), by });

      expect(reply.statusCode).toBeGreaterThanOrEqual(401);
      expect(codeSeen(reply)).not.toContain('ORD_');
      count('copied ciphertexts');
    }
    const by = signedGateway({ keyId: victim, secret: known });
    expect(codeSeen(await here.knock({ ask: askOf('get-order'), by }))).toBe('404 ORD_001');
  });

  it('does not open with any one bit changed', async () => {
    const kms = memoryKms([simulated.fieldKeyArn]);
    const secrets = kmsSecrets(
      openKms({ keyArn: simulated.fieldKeyArn, calls: { run: (_label, effect) => effect() } }, kms),
      processInstance(),
    );
    const id = 'fpk_test_M123_02' as KeyId;
    const sealed = await secrets.encrypt('fps_test_x', tenant, id);

    expect(await secrets.decrypt(sealed, tenant, id)).toBe('fps_test_x');
    for (const changed of flipped(Buffer.from(sealed, 'base64').toString('base64url'))) {
      const bent = Buffer.from(changed, 'base64url').toString('base64');
      await expect(secrets.decrypt(bent, tenant, id)).rejects.toThrow();
      count('flipped bits');
    }
  });
});

describe('a cursor', () => {
  it('opens with no bit changed, and for nobody else', async () => {
    const here = await siege({ seed: 'cursor' });
    const live = await putKey(here, { merchant: 'M123', environment: 'live', name: 'other' });
    const body = askOf('create-order').body ?? {};
    for (const nth of [1, 2]) {
      const ask = {
        ...askOf('create-order'),
        body: { ...body, serviceId: 'shop' },
        key: `o${nth}`,
      };
      expect((await here.knock({ ask, by: own })).statusCode).toBe(201);
    }
    const list = (cursor: string, by = own) =>
      here.knock({ ask: { route: 'list-orders', query: `limit=1${cursor}` }, by });
    const cursor = String(resultOf(await list(''))['nextCursor']);

    expect(codeSeen(await list(`&cursor=${cursor}`))).toBe('200 COMMON_000');
    for (const changed of flipped(cursor)) {
      expect(codeSeen(await list(`&cursor=${changed}`))).toBe('400 VAL_005');
      count('flipped bits');
    }
    for (const by of [signedGateway(credentialsOf('M777')), signedGateway(live)]) {
      expect(codeSeen(await list(`&cursor=${cursor}`, by))).toBe('400 VAL_005');
      count('wrong places');
    }
  });
});

describe('a signature', () => {
  it('is compared once, whole and over equal lengths, whoever it is of', async () => {
    const compared: number[][] = [];
    const digests = {
      ...nodeDigests,
      constantTimeEquals: (left: string, right: string) => {
        compared.push([left.length, right.length]);
        return nodeDigests.constantTimeEquals(left, right);
      },
    };
    const now = Date.UTC(2026, 2, 2);
    const keys = [
      ['right', anApiKey(), secret],
      ['wrong', anApiKey(), 'fps_test_wrong'],
      ['unknown', undefined, secret],
      ['revoked', anApiKey({ state: 'REVOKED' }), secret],
      ['of the other environment', anApiKey({ environment: 'live' }), secret],
    ] as const;
    for (const [name, key, known] of keys) {
      const credential =
        key === undefined ? undefined : { key, secret: known, merchant: aMerchant() };
      const stage = authenticate({
        keys: { byId: () => Promise.resolve(credential) },
        digests,
        clock: { now: () => now as never },
        toleranceSeconds: 300,
      });
      const raw = httpApiRequest(
        signedEvent(now, { method: 'GET', path: '/api/v1/orders', keyId }),
      );
      const row = apiRouteOf('get-order');
      const refused = await stage({ row, raw, trace: {} as never, remainingMs: () => 1 });

      expect(refused === undefined, name).toBe(name === 'right');
      expect(compared.splice(0), name).toEqual([[64, 64]]);
      count('compared signatures');
    }
  });
});
