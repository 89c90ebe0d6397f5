// The same as attention-work.ts, loaded when an action first touches a payment: most of what operators do
// does not, and it is as large as the rest of the desk.
import type { PaymentWork } from '#core/attention/ports.ts';
import type { ReadCancelsDeps } from '#core/payments/read-cancels.ts';
import type { attentionWork } from './attention-work.ts';

type Load = () => Promise<{ readonly attentionWork: typeof attentionWork }>;

const loadIt: Load = () => import('./attention-work.ts');

export const attentionWorkLater = (deps: ReadCancelsDeps, load = loadIt): PaymentWork => {
  const work = async (): Promise<PaymentWork> => (await load()).attentionWork(deps);
  return {
    readNow: async (key) => (await work()).readNow(key),
    readCancels: async (key) => (await work()).readCancels(key),
    adoptOutcome: async (adopting) => (await work()).adoptOutcome(adopting),
    adoptManualReturn: async (adopting) => (await work()).adoptManualReturn(adopting),
  };
};
