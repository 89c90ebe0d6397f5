// A write call is one transaction, a confirm one on each side of its PG call: counted on the wire,
// between the real `index.ts` and the store.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesBeside } from '#lib/bundling/files-beside.ts';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import { type CountingAws, countingAws } from '#test/support/boot/counting-aws.ts';
import { bootFunction, type FunctionProcess } from '#test/support/boot/function-process.ts';
import { httpEvent } from '#test/support/boot/http-event.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import {
  openSale,
  orderBecomes,
  orderBody,
  paidSale,
  type Sale,
} from '#test/support/cloud/sale.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const { merchant } = cloud;
const pg = pgControl(cloud.pgUrl);
const folders = [
  'create-order',
  'confirm-payment',
  'cancel-order',
  'complete-service',
  'fail-service',
];

/** What the deploy gave the function, with our addresses in front of the emulator and the PG. */
const deployedEnvironment = async (name: string): Promise<Record<string, string>> => {
  const lambda = new LambdaClient(emulatedAws(cloud.awsEndpointUrl));
  const { Environment: found } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `fluxpay-local-api-${name}` }),
  );
  lambda.destroy();
  return found?.Variables ?? {};
};

const transaction = 'DynamoDB_20120810.TransactWriteItems';
const put = 'DynamoDB_20120810.PutItem';
const get = 'DynamoDB_20120810.GetItem';
const query = 'DynamoDB_20120810.Query';
const pgConfirm = '/v1/payments/confirm';

describe('on the wire', () => {
  const asked: string[] = [];
  const booted = new Map<string, FunctionProcess>();
  const addresses: CountingAws[] = [];
  const scratch = mkdtempSync(join(tmpdir(), 'fluxpay-wire-'));

  beforeAll(async () => {
    const aws = await countingAws(cloud.awsEndpointUrl, asked);
    const pgAddress = await countingAws(cloud.pgUrl, asked);
    addresses.push(aws, pgAddress);
    const policies = join(scratch, 'policies.json');
    const [beside] = filesBeside['api/create-order'] ?? [];
    writeFileSync(policies, beside?.content(repositoryRoot) ?? '');
    for (const name of folders) {
      const folder = join(repositoryRoot, 'functions/api', name);
      const env = {
        ...(await deployedEnvironment(name)),
        AWS_ENDPOINT_URL: aws.endpoint,
        AWS_REGION: cloud.region,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        PG_TOSS_BASE_URL: pgAddress.endpoint,
        PG_SANDBOX_BASE_URL: pgAddress.endpoint,
        POLICY_BUNDLE: relative(folder, policies),
      };
      booted.set(name, await bootFunction(join(folder, 'index.ts'), env));
    }
  });

  afterAll(() => {
    for (const each of booted.values()) each.stop();
    for (const each of addresses) each.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Invokes once. @returns what it asked, in order. */
  const invoke = async (
    name: string,
    { path, body, orderId }: { path: string; body: unknown; orderId?: string },
  ): Promise<{ readonly status: number; readonly asked: readonly string[] }> => {
    asked.splice(0);
    const call = {
      method: 'POST',
      path,
      contentType: 'application/json',
      body: JSON.stringify(body),
      key: randomUUID(),
    };
    const options = {
      credentials: cloud.merchantKey,
      ...(orderId === undefined ? {} : { pathParameters: { orderId } }),
    };
    const answer = await booted.get(name)?.invoke(httpEvent(call, options));
    return { status: answer?.statusCode ?? 0, asked: asked.splice(0) };
  };

  const writes = (names: readonly string[]): readonly string[] =>
    names.filter((name) => ![get, query].includes(name));

  const confirmOf = (sale: Sale) =>
    invoke('confirm-payment', { path: '/api/v1/payments/confirm', body: sale.confirm });

  /** 503 is the limiter, late on a busy machine: nothing was done, and it is asked again. */
  const cancelOf = ({ orderId }: Sale) =>
    eventually(
      { what: `an answer to the cancel of ${orderId}`, limitMs: 20_000 },
      () =>
        invoke('cancel-order', {
          path: `/api/v1/orders/${orderId}/cancel`,
          body: { reason: 'counted' },
          orderId,
        }),
      ({ status }) => status !== 503,
    );

  /** Keys and secrets are read once a process; what is counted is every later call. */
  const second = async <T>(run: () => Promise<T>): Promise<T> => {
    await run();
    return run();
  };

  it('an order is one transaction, and nothing else', async () => {
    const made = await second(() =>
      invoke('create-order', { path: '/api/v1/orders', body: orderBody() }),
    );

    expect(made).toEqual({ status: 201, asked: [transaction] });
    count('calls on the wire');
  });

  it.each(['shop', 'lumen-ai'])(
    'a confirm is one transaction on each side of its PG call: %s',
    async (serviceId) => {
      const made = await second(async () => confirmOf(await openSale(merchant, pg, { serviceId })));

      const reads = made.asked.filter((name) => name === get || name === query);
      const ordered = made.asked.filter((name) => [transaction, pgConfirm].includes(name));
      expect(made.status).toBe(200);
      expect(ordered).toEqual([transaction, pgConfirm, transaction]);
      // The nonce of a call that moves money is the one write beside them.
      expect(writes(made.asked).toSorted()).toEqual(
        [transaction, transaction, put, pgConfirm].toSorted(),
      );
      expect(reads.length).toBeLessThanOrEqual(1);
      expect(made.asked.indexOf(put)).toBeLessThan(made.asked.indexOf(pgConfirm));
      count('calls on the wire');
    },
  );

  it('a cancel before the payment is one transaction', async () => {
    const made = await second(async () => cancelOf(await openSale(merchant, pg)));

    expect(made.status).toBe(200);
    expect(writes(made.asked).toSorted()).toEqual([transaction, put].toSorted());
    count('calls on the wire');
  });

  it('a cancel during the service is one transaction', async () => {
    const sale = await paidSale(merchant, pg, { serviceId: 'lumen-ai' });

    const made = await cancelOf(sale);
    await orderBecomes(merchant, sale, 'CANCELLED');

    expect(made.status).toBe(202);
    expect(writes(made.asked).toSorted()).toEqual([transaction, put].toSorted());
    count('calls on the wire');
  });

  it.each([
    ['complete-service', 'completed', 'COMPLETED', {}],
    ['fail-service', 'failed', 'CANCELLED', { reasonCode: 'gpu-unavailable' }],
  ])('a report is one transaction: %s', async (name, ending, status, more) => {
    const report = async () => {
      const sale = await paidSale(merchant, pg, { serviceId: 'lumen-ai' });
      const made = await invoke(name, {
        path: `/api/v1/service-callbacks/${ending}`,
        body: { orderId: sale.orderId, ...more },
      });
      return { sale, made };
    };

    const { sale, made } = await second(report);
    expect(made.status).toBe(200);
    await orderBecomes(merchant, sale, status);

    expect(writes(made.asked)).toEqual([transaction]);
    count('calls on the wire');
  });

  it('a refusal writes nothing but its answer, and asks no PG', async () => {
    const sale = await openSale(merchant, pg);
    const wrong = { ...sale, confirm: { ...sale.confirm, amount: sale.amount - 1 } };

    const made = await second(() => confirmOf(wrong));

    expect(made.status).toBe(422);
    expect(writes(made.asked).toSorted()).toEqual([transaction, put].toSorted());
    expect(await pg.truth(sale.pgOrderId)).toMatchObject({ approvals: 0 });
    count('calls on the wire');
  });
});
