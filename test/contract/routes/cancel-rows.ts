// What both cancels answer alike, an order's and a payment's: what is reserved is let go at the PG first.
import type { Ask } from '#test/support/world/client.ts';
import type { CodeRow } from './code-row.ts';
import {
  type Happens,
  hurried,
  lie,
  paidSale,
  type Reserved,
  reserved,
  silence,
  whileOpen,
} from './code-sales.ts';
import type { CodeStage } from './code-stage.ts';

type Reaches = Readonly<Record<string, CodeRow['reach']>>;

/** Of a sale, by either of its ids. */
type CancelOf = (stage: CodeStage, sale: Pick<Reserved, 'orderId' | 'paymentId'>) => Ask;

const nothing: Happens = () => undefined;

export const cancelReaches = (cancelOf: CancelOf) => {
  /** The cancel of what is reserved, at whose void the PG does this. */
  const letGoWhile = async (stage: CodeStage, happens: Happens): Promise<Ask> => {
    const checkout = await reserved(stage);
    happens(stage, checkout);
    return cancelOf(stage, checkout);
  };
  return {
    COMMON_001: async (stage) => stage.send(cancelOf(stage, await paidSale(stage, 'patient'))),
    PAY_005: async (stage) => stage.send(await letGoWhile(stage, silence('void'))),
    PAY_009: async (stage) => {
      const ask = await letGoWhile(stage, nothing);
      return whileOpen(stage, 'pg-sandbox-void', () => stage.send(ask));
    },
    PAY_012: async (stage) =>
      stage.send(await letGoWhile(stage, lie('F27', 'void', { field: 'orderId' }))),
    SYS_003: async (stage) => stage.send(await letGoWhile(stage, nothing), hurried),
  } satisfies Reaches;
};
