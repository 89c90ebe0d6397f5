// However many partial refunds ask at once, no more goes back than was paid.
import { randomUUID } from 'node:crypto';
import type { EngineClient, EngineReply, EngineResult } from './engine-reply.ts';
import { type Patience, patientAsk, patientRead } from './patient-shop.ts';

export interface ManyRefunds {
  readonly accepted: number;
  /** Codes of the rest. */
  readonly refusals: readonly string[];
  /** The payment, once nothing of it is under way. */
  readonly payment: EngineResult;
}

const isSettled = ({ refundingAmount }: EngineResult): boolean => refundingAmount === 0;

/** Asks all at once, each under its own key until it is decided, and waits for the payment to be quiet. */
export const manyRefunds = async (
  client: EngineClient,
  { paymentId, many, amount }: { paymentId: string; many: number; amount: number },
  patience: Patience,
): Promise<ManyRefunds> => {
  const path = `/api/v1/payments/${paymentId}/refunds`;
  const body = { amount, reason: 'one of many' };
  const ask = (): Promise<EngineReply> => {
    const key = randomUUID();
    return patientAsk(() => client.post(path, body, key), patience);
  };
  const replies = await Promise.all(Array.from({ length: many }, ask));
  const isAccepted = ({ status }: EngineReply): boolean => status === 201 || status === 202;
  const payment = await patientRead(client, `/api/v1/payments/${paymentId}`, isSettled, patience);
  return {
    accepted: replies.filter(isAccepted).length,
    refusals: replies.filter((reply) => !isAccepted(reply)).map(({ code }) => code),
    payment,
  };
};
