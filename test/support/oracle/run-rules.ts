// Rules about a run as a whole: R01 the same again, R02 no trap, R07 bounded work, R08 the same without
// Redis, R12 everything worth seeing was seen.
import type { Breach, Judged } from '#test/support/invariants/view.ts';
import { callsByKey, factsOf, numberField, textField } from './run-facts.ts';
import type { Rule, RunRecord } from './run-record.ts';
import { routeOf, type Work } from './told-story.ts';

const judged = (looked: number, breaches: readonly Breach[]): Judged => ({ looked, breaches });

export const r01: Rule = {
  id: 'R01',
  check: ({ hash, again }) => {
    if (again === undefined) return judged(0, []);
    const says = `the second run of the same seed has hash ${again.hash}, the first had ${hash}`;
    return judged(1, again.hash === hash ? [] : [{ about: 'run', says }]);
  },
};

export const r02: Rule = {
  id: 'R02',
  check: ({ traps, calls }) =>
    judged(
      calls,
      traps.map((says) => ({ about: 'run', says })),
    ),
};

const callsFactorMax = 20;
/** The first sending has four tries; a doubt replays once in each of its ten slots. */
const firstTries = 4;
const replaysMax = 10;

/** A client that repeats its confirm after "nothing was sent" buys four more tries of the same key. */
const approvals = new Set(['confirm-payment', 'authorize-payment']);

const sendsAllowed = (run: RunRecord, paymentKey: string, op: string): number => {
  // Only an approval that was not sent is asked for again by its client, under the same key.
  if (op !== 'confirm' && op !== 'authorize') return firstTries + replaysMax;
  const facts = factsOf(run);
  const order = facts.told.orders.get(facts.orderOfPaymentKey.get(paymentKey) ?? '');
  const requests = order?.requests ?? run.view.told;
  const confirms = requests.filter((told) => approvals.has(routeOf(told))).length;
  return firstTries * Math.max(1, confirms) + replaysMax;
};

const tooManySends = (run: RunRecord): Judged => {
  const breaches: Breach[] = [];
  const byKey = callsByKey(run.view.pgCalls);
  for (const [key, calls] of byKey) {
    const [first] = calls;
    if (first === undefined) continue;
    const allowed = sendsAllowed(run, first.paymentKey, first.op);
    if (calls.length <= allowed) continue;
    const says = `${first.op} of ${first.paymentKey} was sent ${calls.length} times under the PG key ${key}, at most ${allowed} are configured`;
    breaches.push({ about: first.paymentKey, says });
  }
  return judged(byKey.size, breaches);
};

const wrongRuns = ({ view }: RunRecord): Judged => {
  const executions = new Map<string, number>();
  for (const { input } of view.executions) {
    const paymentId = String(input['paymentId']);
    executions.set(paymentId, (executions.get(paymentId) ?? 0) + 1);
  }
  const breaches: Breach[] = [];
  for (const saga of view.tables.ofKind('SAGA')) {
    const paymentId = textField(saga, 'paymentId');
    const began = executions.get(paymentId) ?? 0;
    executions.delete(paymentId);
    const runNo = numberField(saga, 'runNo');
    if (began === runNo) continue;
    const says = `${began} executions began for this payment, its saga counts ${runNo} runs`;
    breaches.push({ about: paymentId, says });
  }
  for (const [paymentId, began] of executions) {
    breaches.push({
      about: paymentId,
      says: `${began} executions began for a payment without saga`,
    });
  }
  return judged(view.executions.length, breaches);
};

const tooManyCalls = ({ calls, faultFree }: RunRecord): Judged => {
  if (faultFree === undefined) return judged(0, []);
  const most = callsFactorMax * faultFree.calls;
  const says = `${calls} port calls, ${faultFree.calls} without faults: more than ${callsFactorMax} times as many`;
  return judged(1, calls <= most ? [] : [{ about: 'run', says }]);
};

export const allOf = (...parts: readonly Judged[]): Judged => ({
  looked: parts.reduce((sum, { looked }) => sum + looked, 0),
  breaches: parts.flatMap(({ breaches }) => breaches),
});

export const r07: Rule = {
  id: 'R07',
  check: (run) => allOf(tooManySends(run), wrongRuns(run), tooManyCalls(run)),
};

/** Ids and times differ between worlds, so orders go by client and age, answers by work. */
const moneyByOrder = (run: RunRecord, racing: ReadonlySet<string>): Map<string, string> => {
  const { told, orders, pg } = factsOf(run);
  const lines = new Map<string, string>();
  for (const [client, own] of told.byClient) {
    if (racing.has(client)) continue;
    for (const [index, { orderId }] of own.entries()) {
      const stored = orders.get(orderId);
      const money = pg.get(orderId);
      const taken = `${money?.captured ?? 0} captured, ${money?.cancelled ?? 0} cancelled at the PG`;
      const line = `${stored?.status} with its payment ${stored?.main?.status}, ${taken}`;
      lines.set(`order ${index + 1} of ${client}`, line);
    }
  }
  return lines;
};

const answerOf = ({ final }: Work): string => {
  if (final === undefined) return 'none';
  const status = final.result?.['status'];
  return [final.status, final.code, ...(typeof status === 'string' ? [status] : [])].join(' ');
};

const answersByWork = (run: RunRecord): Map<string, string> =>
  new Map(factsOf(run).told.works.map((work) => [`answer to ${work.work}`, answerOf(work)]));

const compared = (name: string, on: Map<string, string>, other: Map<string, string>): Judged => {
  const keys = new Set([...on.keys(), ...other.keys()]);
  const breaches = [...keys].flatMap((key) => {
    const [left, right] = [on.get(key) ?? 'missing', other.get(key) ?? 'missing'];
    const says = `with Redis on: ${left}; with Redis ${name}: ${right}`;
    return left === right ? [] : [{ about: key, says }];
  });
  return judged(keys.size, breaches);
};

export const r08: Rule = {
  id: 'R08',
  check: (run) => {
    const { variants = [], isRace = false, racing = new Set() } = run;
    return allOf(
      ...variants.flatMap(({ name, run: other }) => [
        compared(name, moneyByOrder(run, racing), moneyByOrder(other, racing)),
        ...(isRace ? [] : [compared(name, answersByWork(run), answersByWork(other))]),
      ]),
    );
  },
};

/** What a batch must have met at least once; webhooks, breakers and second releases come later. */
export const sometimes = [
  'late approve after cancel',
  'callback and timeout in one tick',
  'token answered after its end',
  'start delivered twice',
  'batch bisected',
  'DLQ filled and drained',
  'compensation repeated after its own effect',
  'the sweep started a run',
  'replay while the first runs',
  'execution stopped and healed',
  'TransactionConflict',
  'fence lost by a slow handler',
  'Redis lost between check and set',
  'TTL record on a stream',
] as const;

const worldsMin = 500;

export const r12: Rule = {
  id: 'R12',
  check: ({ batch }) => {
    if (batch === undefined) return judged(0, []);
    const seen = new Set(batch.seen);
    const missing = sometimes.filter((name) => !seen.has(name));
    const about = `batch of ${batch.worlds} worlds`;
    const small = `a batch needs ${worldsMin} worlds before an absence means anything`;
    return judged(sometimes.length, [
      ...(batch.worlds < worldsMin ? [{ about, says: small }] : []),
      ...missing.map((name) => ({ about, says: `"${name}" happened in none of them` })),
    ]);
  },
};
