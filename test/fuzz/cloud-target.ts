// The running local cloud as a target: one address for both of its APIs, and a merchant's shelf of things to name.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { breakerNames } from '#core/contracts/breaker-names.ts';
import { assumeRole } from '#local/cloud/admin-client.ts';
import { region } from '#local/cloud/emulated-aws.ts';
import { forward } from '#local/cloud/forward.ts';
import { type LocalCloud, readLocalFile } from '#local/cloud/local-file.ts';
import { outputOf, readStacks } from '#local/cloud/stacks.ts';
import { operatorOf } from '#test/support/cloud/operator.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { openSale, paidSale, type Sale } from '#test/support/cloud/sale.ts';
import { isForOperators } from './gateway-events.ts';
import { type Names, salePath, type Target } from './target.ts';

const many = 8;

const times = async <T>(make: () => Promise<T>): Promise<T[]> => {
  const made: T[] = [];
  for (let nth = 0; nth < many; nth += 1) made.push(await make());
  return made;
};

const openFront = async ({ apiUrl, adminUrl }: LocalCloud, sell: () => Promise<Sale>) => {
  const portOf = (url: string): number => Number(new URL(url).port);
  const server = createServer({ maxHeaderSize: 65_536 }, (incoming, answer) => {
    if (incoming.url === salePath) {
      sell().then(
        ({ confirm }) => answer.end(JSON.stringify(confirm)),
        (fault: unknown) => answer.destroy(fault as Error),
      );
      return;
    }
    const port = portOf(isForOperators(incoming.url ?? '') ? adminUrl : apiUrl);
    forward(incoming, answer, { port, prefix: '' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};

interface Shelf {
  readonly paid: readonly Sale[];
  readonly reserved: readonly string[];
  readonly refunds: readonly string[];
}

const fillShelf = async (): Promise<Shelf> => {
  const { merchant, merchantId, pgUrl } = runningCloud();
  const pg = pgControl(pgUrl);
  const paid = await times(() => paidSale(merchant, pg));
  const reserve = { merchantId, amount: 3_000, currency: 'KRW' };
  return {
    paid,
    reserved: await times(async () => {
      const { result } = await merchant.post('/payments/authorize', reserve);
      return result.paymentId;
    }),
    refunds: await Promise.all(
      paid.slice(0, 2).map(async ({ paymentId }) => {
        const body = { amount: 500, reason: 'fuzzed' };
        const { result } = await merchant.post(`/api/v1/payments/${paymentId}/refunds`, body);
        return result.refundId ?? '';
      }),
    ),
  };
};

/** Whatever the desk lists under this name. */
const listedBy =
  (send: Awaited<ReturnType<typeof operatorOf>>, merchantId: string) =>
  async (list: string, name: string): Promise<string[]> => {
    const path = `/admin/v1/${list}`;
    const { result } = await send({ method: 'GET', path, query: { merchantId, limit: '20' } });
    const { items = [] } = (result ?? {}) as {
      readonly items?: readonly Readonly<Record<string, string>>[];
    };
    return items.map((item) => item[name] ?? '').filter((text) => text !== '');
  };

const namesOf = async (cloud: LocalCloud, shelf: Shelf): Promise<Names> => {
  const send = await operatorOf(cloud, 'fuzz-run');
  const listed = listedBy(send, cloud.merchantId);
  const { otherMerchant } = cloud;
  return {
    orderId: shelf.paid.map(({ orderId }) => orderId),
    paymentId: shelf.paid.map(({ paymentId }) => paymentId),
    paid: shelf.paid.map(({ paymentId }) => paymentId),
    reserved: shelf.reserved,
    refundId: shelf.refunds,
    sagaId: await listed('sagas', 'sagaId'),
    attentionId: await listed('attention', 'attentionId'),
    auditId: await listed('audit', 'auditId'),
    serviceRequestId: [],
    merchantId: [cloud.merchantId],
    // Nobody of the cloud's own: what is changed here stays changed.
    otherMerchant: ['FUZZED'],
    keyOwner: ['FUZZED'],
    otherKey: [],
    serviceId: ['shop'],
    endpointId: [new URL(cloud.webhookUrl).pathname.split('/').at(-1) ?? otherMerchant.merchantId],
    breaker: breakerNames,
    usedKey: [],
    usedMethod: ['POST'],
    usedRoute: ['/api/v1/orders'],
  };
};

/** @throws Setback when no local cloud runs. */
export const cloudTarget = async (): Promise<Target> => {
  const cloud = readLocalFile();
  const stacks = await readStacks(cloud.awsEndpointUrl, cloud.stage);
  const roleArn = outputOf(stacks, 'OperatorRoleArn');
  const operator = await assumeRole({ ...cloud, roleArn, sessionName: 'fuzz-run' });
  const shelf = await fillShelf();
  const { merchant, pgUrl } = runningCloud();
  const front = await openFront(cloud, () => openSale(merchant, pgControl(pgUrl)));
  return {
    ...front,
    key: { keyId: cloud.keyId, secret: cloud.secret },
    operator: { ...operator, region },
    names: await namesOf(cloud, shelf),
    now: new Date(),
    guardsOperators: false,
  };
};
