// S08 and S09 without authorize and capture: refunds by request at once, in turn, in doubt, and
// beside those of the PG's console.
import type { Row } from '#test/support/invariants/view.ts';
import type { Client } from '#test/support/world/client.ts';
import { confirm, order, pay, refund } from '../buyer.ts';
import type { Stage, Template } from '../template.ts';

/** Sells one order that is final with its payment. @returns What its buyer needs to ask money back. */
const sold = async ({ world, client }: Stage, name: string) => {
  const buyer = client(name);
  const checkout = await order(buyer);
  if (checkout === undefined) return undefined;
  const paymentKey = pay(world, checkout);
  const paid = await confirm(buyer, checkout, paymentKey);
  if (paid.status !== 200) return undefined;
  return { buyer, paymentKey, paymentId: String(paid.result?.['paymentId']) };
};

export const s08: Template = {
  id: 'S08',
  says: 'two refunds at once that together exceed the rest, and two that fit and take their turns',
  serviceMs: 0,
  isTimed: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
    { client: 'c2', order: 'COMPLETED', payment: 'REFUNDED' },
  ],
  clients: {
    c1: async (stage) => {
      const sale = await sold(stage, 'c1');
      if (sale === undefined) return;
      const { buyer, paymentId } = sale;
      const at = (work: string) => ({ work: `${buyer.name}.${work}` });
      await Promise.all([
        refund(buyer, paymentId, 'one', 6_000, at('one')),
        refund(buyer, paymentId, 'other', 6_000, at('other')),
      ]);
    },
    c2: async (stage) => {
      const sale = await sold(stage, 'c2');
      if (sale === undefined) return;
      const { buyer, paymentId } = sale;
      const at = (work: string) => ({ work: `${buyer.name}.${work}` });
      await Promise.all([
        refund(buyer, paymentId, 'one', 3_000, at('one')),
        refund(buyer, paymentId, 'other', 2_000, at('other')),
      ]);
      await refund(buyer, paymentId, 'rest');
    },
  },
};

const cancelAttempts = ({ world }: Stage, paymentId: string): readonly Row[] =>
  world.watch.tables
    .ofKind('ATTEMPT')
    .filter(({ fields }) => fields['paymentId'] === paymentId && fields['op'] === 'REFUND');

/** A read that has begun tells nothing of what comes now, and may be the last one. */
const aheadMs = 100;

/** Whoever finds a call overdue writes the doubt and reads at once; whoever made the call leaves it to the slots. */
const isBetweenReads = ({ fields }: Row, now: number): boolean =>
  fields['state'] === 'IN_DOUBT' &&
  Number(fields['nextReadAt']) > now + aheadMs &&
  (Number(fields['doubtAt']) < Number(fields['deadlineAt']) || fields['firstReadAt'] !== undefined);

/**
 * Waits for the console's moment: what nobody looks for again, only its webhook tells.
 *
 * @returns false when the refund was known too soon.
 */
type Moment = (
  stage: Stage,
  buyer: Client,
  sale: { readonly paymentId: string; readonly paymentKey: string },
) => Promise<boolean>;

/** When the PG returned something of it, to the second. */
const cancelsOf = ({ world }: Stage, paymentKey: string): readonly number[] =>
  world.pg
    .payments()
    .filter((payment) => payment.paymentKey === paymentKey)
    .flatMap(({ effects }) => effects)
    .filter(({ kind }) => kind === 'CANCELED')
    .map(({ at }) => at);

/** The console, like everybody, leaves the PG a second between two cancels; times are cut to the second. */
const isLeftAlone = (stage: Stage, paymentKey: string, now: number): boolean =>
  cancelsOf(stage, paymentKey).every((at) => at < now - 2_000);

/**
 * The first read of a held call comes 12 s after it was sent, and one that lags shows the PG of 8 s before:
 * what is done later, such a read misses, and nobody looks again.
 */
const isInTime = ({ fields }: Row, now: number): boolean => now <= Number(fields['sentAt']) + 4_000;

/** The slowest answer that still comes is over, and a lagging read sees what is done now. */
const whileHeld: Moment = async (stage, buyer, { paymentId, paymentKey }) => {
  let seen = -1;
  await buyer.sleep(1_100);
  while (seen < cancelsOf(stage, paymentKey).length) {
    seen = cancelsOf(stage, paymentKey).length;
    await buyer.sleep(2_400);
  }
  const now = stage.world.ground.scheduler.now();
  return cancelAttempts(stage, paymentId).some(
    (row) => row.fields['state'] === 'SENT' && isInTime(row, now),
  );
};

const betweenReads: Moment = async (stage, buyer, { paymentId, paymentKey }) => {
  for (let tries = 0; tries < 80; tries += 1) {
    const now = stage.world.ground.scheduler.now();
    const attempts = cancelAttempts(stage, paymentId);
    const isMoment = attempts.some((row) => isBetweenReads(row, now));
    if (isMoment && isLeftAlone(stage, paymentKey, now)) return true;
    await buyer.sleep(250);
  }
  return false;
};

/** A refund whose call goes wrong, and somebody who returns a part in the PG's console meanwhile. */
const besideConsole = async (
  stage: Stage,
  name: string,
  fault: string,
  moment: Moment,
): Promise<void> => {
  const sale = await sold(stage, name);
  if (sale === undefined) return;
  const { buyer, paymentId, paymentKey } = sale;
  const { pg } = stage.world;
  pg.lie({ fault, match: { op: 'cancel', paymentKey } });
  const asking = refund(buyer, paymentId, 'one', 3_000, { work: `${buyer.name}.refund` });
  if (await moment(stage, buyer, sale)) pg.consoleCancel(paymentKey, 4_000);
  await asking;
};

export const s09: Template = {
  id: 'S09',
  says: 'refund in doubt, done or not, and a part returned in the PG console before it is known',
  serviceMs: 0,
  isTimed: true,
  expected: [
    { client: 'c1', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
    { client: 'c2', order: 'COMPLETED', payment: 'PARTIALLY_REFUNDED' },
  ],
  clients: {
    c1: (stage) => besideConsole(stage, 'c1', 'F01', whileHeld),
    c2: (stage) => besideConsole(stage, 'c2', 'F03', betweenReads),
  },
};
