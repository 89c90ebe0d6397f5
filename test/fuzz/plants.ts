// Faults that a run must find: each is what a route could come to answer one day.
import type { Reply } from '#test/security/siege.ts';

export interface Plant {
  /** The function whose answers are spoiled. */
  readonly folder: string;
  readonly spoil: (reply: Reply) => Reply;
  /** Where it must be found, and by which check. */
  readonly operation: string;
  readonly check: string;
}

const withMore = (body: string): string => {
  const { result, ...envelope } = JSON.parse(body) as { readonly result: object | null };
  return JSON.stringify({ ...envelope, result: { ...result, planted: true } });
};

/** What a route would answer that had not looked. */
const letIn =
  (refusal: number, as: number) =>
  (reply: Reply): Reply =>
    reply.statusCode === refusal ? { ...reply, statusCode: as } : reply;

const getPayment = { folder: 'api/get-payment', operation: 'GET /api/v1/payments/{paymentId}' };

export const plants = {
  /** A handler that throws: the gateway has nothing but a 500. */
  throw: {
    ...getPayment,
    check: 'not_a_server_error',
    spoil: () => {
      throw new Error('planted');
    },
  },
  status: {
    ...getPayment,
    check: 'status_code_conformance',
    spoil: (reply) => ({ ...reply, statusCode: reply.statusCode === 200 ? 206 : reply.statusCode }),
  },
  field: {
    ...getPayment,
    check: 'response_schema_conformance',
    spoil: (reply) => (reply.statusCode === 200 ? { ...reply, body: withMore(reply.body) } : reply),
  },
  unproven: { ...getPayment, check: 'ignored_auth', spoil: letIn(401, 200) },
  invalid: {
    folder: 'api/create-order',
    operation: 'POST /api/v1/orders',
    check: 'negative_data_rejection',
    spoil: letIn(400, 201),
  },
} as const satisfies Readonly<Record<string, Plant>>;

export type PlantName = keyof typeof plants;

export const plantNames = Object.keys(plants) as readonly PlantName[];
