// Codes of operators' routes that a state decides, and how each is reached.
import { askOf } from '#test/security/asks.ts';
import { itemOfDoubt, putRow, rowOf, textOf } from '#test/security/town.ts';
import type { RowKind } from '#test/support/invariants/view.ts';
import type { Ask } from '#test/support/world/client.ts';
import { type CodeRow, rowsOfRoute } from './code-row.ts';
import { calm, lie, merchantId, paidSale, reason } from './code-sales.ts';
import type { CodeStage, Trouble } from './code-stage.ts';
import { keptAsk } from './kept-asks.ts';

/** Somebody else changes a row whenever this request is about to write it. */
export const contended = (stage: CodeStage, kind: RowKind, id: string): Trouble => ({
  at: /^TX-/u,
  meanwhile: () => {
    const row = rowOf(stage.here, kind, id);
    const version = { N: String(Number(row.fields['version'] ?? 0) + 1) };
    void putRow(stage.here, row, { version });
  },
});

const acted =
  (route: 'resolve-attention' | 'approve-attention' | 'acknowledge-attention') =>
  (stage: CodeStage, attentionId: string, body: object = {}) =>
    stage.send({ route, key: stage.fresh(), params: { attentionId }, body: { ...body, reason } });

const resolve = acted('resolve-attention');
const approve = acted('approve-attention');
const acknowledge = acted('acknowledge-attention');

/** An item that is over. */
const resolved = async (stage: CodeStage): Promise<string> => {
  const attentionId = await itemOfDoubt(stage.here, stage.buyer());
  await resolve(stage, attentionId, { action: 'RETRY' });
  return attentionId;
};

const items = [
  ...rowsOfRoute(
    'acknowledge-attention',
    { SYS_006: async (stage) => acknowledge(stage, await resolved(stage)) },
    'aged',
  ),
  ...rowsOfRoute(
    'resolve-attention',
    {
      SYS_006: async (stage) => resolve(stage, await resolved(stage), { action: 'READ_AGAIN' }),
    },
    'aged',
  ),
  ...rowsOfRoute('approve-attention', {
    SYS_006: (stage) => approve(stage, stage.estate.attentionId, { action: 'CLOSE' }),
  }),
];

/** The saga of a sale whose service failed, and whose money the PG does not give back. */
const stuck = async (stage: CodeStage): Promise<string> => {
  const sale = await paidSale(stage, 'patient');
  await calm(stage, 'pg-toss-refund');
  lie('F26', 'cancel')(stage, sale);
  const body = { orderId: sale.orderId, reasonCode: 'no-gpu' };
  await stage.send({ route: 'fail-service', key: stage.fresh(), body });
  await stage.here.pass(120_000);
  return textOf(rowOf(stage.here, 'SAGA', sale.paymentId), 'sagaId');
};

const resumeAsk = ({ fresh }: CodeStage, sagaId: string): Ask => ({
  route: 'resume-saga',
  key: fresh(),
  params: { sagaId },
  body: { reason },
});

const keepers = [
  ...rowsOfRoute('resume-saga', {
    COMMON_001: async (stage) => stage.send(resumeAsk(stage, await stuck(stage))),
    SYS_006: async (stage) => {
      const ask = await keptAsk(stage, 'resume-saga');
      await stage.send(ask);
      return stage.send({ ...ask, key: stage.fresh() });
    },
  }),
  ...rowsOfRoute('create-merchant', {
    SYS_006: ({ send }) => send(askOf('create-merchant')),
    // It reads nothing but what its key has come to.
    SYS_001: async (stage) => {
      const ask = await keptAsk(stage, 'create-merchant');
      await stage.send(ask);
      await stage.spoil(({ kind, pk }) => kind === 'RESPONSE' && pk.endsWith(`#${ask.key}`));
      return stage.send(ask);
    },
  }),
  ...rowsOfRoute('create-api-key', {
    SYS_006: async (stage) => {
      const ask = () => keptAsk(stage, 'create-api-key');
      await stage.send(await ask());
      await stage.send(await ask());
      return stage.send(await ask());
    },
  }),
  ...rowsOfRoute('retire-api-key', {
    SYS_006: async (stage) => {
      const ask = await keptAsk(stage, 'revoke-api-key');
      await stage.send(ask);
      return stage.send({ ...ask, route: 'retire-api-key', key: stage.fresh() });
    },
  }),
  ...rowsOfRoute('change-merchant', {
    SYS_006: async (stage) =>
      stage.sendUnder(
        contended(stage, 'MERCHANT', merchantId),
        await keptAsk(stage, 'change-merchant'),
      ),
  }),
  ...rowsOfRoute('revoke-api-key', {
    SYS_006: async (stage) =>
      stage.sendUnder(
        contended(stage, 'MERCHANT', merchantId),
        await keptAsk(stage, 'revoke-api-key'),
      ),
  }),
  ...rowsOfRoute('change-breaker', {
    SYS_006: async (stage) => {
      const ask = await keptAsk(stage, 'change-breaker');
      await stage.send({ ...ask, key: stage.fresh() });
      return stage.sendUnder(contended(stage, 'OTHER', ask.params?.['name'] ?? ''), ask);
    },
  }),
];

/** Lists that name a merchant whom nobody knows. */
const lists = (
  ['list-attention', 'list-sagas', 'search-payments', 'get-trial-balance', 'list-audit'] as const
).flatMap((route) =>
  rowsOfRoute(route, {
    SYS_005: ({ send }) => send({ ...askOf(route), query: 'merchantId=M999' }),
  }),
);

export const operatorRows: readonly CodeRow[] = [...items, ...keepers, ...lists];
