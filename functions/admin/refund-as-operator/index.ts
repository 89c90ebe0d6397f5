// Wires refund-as-operator.
import { refundAsOperatorContract } from '#core/contracts/http/desk-payments.ts';
import { adminPipeline } from '#functions/_pipeline/admin.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { startUp } from '#functions/_pipeline/start-up.ts';
import { adminEdge } from '#functions/_wiring/admin-edge.ts';
import { ownersOf } from '#functions/_wiring/desk.ts';
import { fieldSealOf } from '#functions/_wiring/field-seal.ts';
import { payDeps } from '#functions/_wiring/pay.ts';
import { refundLater } from '#functions/_wiring/refund-later.ts';
import { runtimeDeps } from '#functions/_wiring/runtime.ts';
import { storeOf, warmUp, writeDeps } from '#functions/_wiring/store.ts';
import { env as schema } from './env.ts';
import { refundAsOperatorHandler } from './handler.ts';

const env = loadEnv(schema);
const runtime = runtimeDeps(env);
const store = storeOf(env, runtime);
await startUp(runtime.telemetry, warmUp(store));

export const handler = adminPipeline({
  route: 'refund-as-operator',
  contract: refundAsOperatorContract,
  deps: await adminEdge(env, store, runtime),
  handler: refundAsOperatorHandler(
    refundLater({
      ...writeDeps(store, runtime),
      ...payDeps(env, store, runtime),
      fieldSeal: fieldSealOf(env, runtime),
    }),
    ownersOf(store),
  ),
});
