// What the design itself takes longer for the faults that one client met, beside the limits of a well world:
// which read of the PG can be the first that decides, by the schedule of whoever reads. Source: saga
// specification, 2.3, 3.2 and 3.3; testing specification, 2.6 (5).
import type { Slack } from '#test/support/oracle/run-record.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import type { Met, Struck } from './met.ts';

/** Reads after a doubt began (SEL 3.2). */
const slotsMs: readonly number[] = [
  2_000, 5_000, 10_000, 20_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000,
];

/** The limit of 30 s holds every read up to here. */
const usualMs = 20_000;

/** A row is due a minute after its time, the sweep comes every ten seconds, and has one more try. */
const sweepAfterMs = 60_000 + 10_000 + 10_000;

/** An unanswered call is a doubt from its deadline on. */
const deadlineMs = 15_000;

/** A command whose stream is off is 30 s old before a sweep hands it out, every ten seconds. */
const commandAfterMs = 30_000 + 10_000;

/** A saga needs its start and its resume; in doubt also the message to the watchdog, and a second resume. */
const commandsMax = 4;

/** Of slots that are past when somebody comes, only the newest is read. */
const readsOf = (firstMs: number, everyLaterMs: number): number[] => [
  firstMs,
  ...slotsMs.filter((slot) => slot > firstMs).map((slot) => slot + everyLaterMs),
];

/** A call without an answer, or a message or write that comes late; meanwhile slots go by unread. */
const slowMs = 12_000;

const readsWithout = (layerOff: LayerName | undefined): readonly number[] => {
  if (layerOff === 'watchdog') {
    const lateMs = deadlineMs + sweepAfterMs;
    return readsOf(lateMs, lateMs);
  }
  return layerOff === 'streams' ? readsOf(commandAfterMs, 0) : slotsMs;
};

/** What reads doubts; the messages that wake it; how they are sent. */
const messageRoad = /^(?:events\/on-watchdog-due#|queue:watchdog#)|\/queue\.watchdog~/u;
/** The same with the way to the first message. */
const wholeRoad = /^(?:streams\/dispatch-commands#|stream:commands#)|\/TX-DOUBT~/u;
const pgCall = /\/pg\.\w+~/u;

/** A message that is late, doubled or overtaken still comes. */
const cutsNothing: ReadonlySet<string> = new Set(['duplicate', 'delay', 'reorder']);
/** These lose no time either. */
const losesNothing: ReadonlySet<string> = new Set(['duplicate', 'cold', 'stale', 'nudge']);

const isLie = ({ kind }: Struck): boolean => kind.startsWith('pg:');

const isCut = (fault: Struck): boolean =>
  messageRoad.test(fault.site) && !cutsNothing.has(fault.kind) && !isLie(fault);

/** Nobody reads while the store or the PG is away, or while every instance dies. */
const stopsAll: ReadonlySet<string> = new Set(['store-down', 'pg-down', 'restart', 'deploy']);

/** Who comes late to one read finds only the next: of slots that are past only the newest is read. */
const losesRead = (fault: Struck): boolean => stopsAll.has(fault.kind) || isOnRoad(fault);

const isOnRoad = (fault: Struck): boolean =>
  (messageRoad.test(fault.site) || wholeRoad.test(fault.site)) &&
  !losesNothing.has(fault.kind) &&
  !(isLie(fault) && pgCall.test(fault.site));

/** How far a clock may be off: ahead, slots seem past, and what it dates is young to a sweep; behind, too early. */
const clockOffMs = 301_000;

/**
 * Whoever reads a doubt, or says when it or its saga is looked at: the watchdog, the dispatcher of its first
 * message, the sweep, and what hears of an execution's end.
 */
const tellsTime =
  /^(?:streams\/dispatch-commands|schedules\/sweep-pending-work|events\/on-execution-ended)#/u;

const isSkewedRead = ({ kind, site }: Struck): boolean =>
  (messageRoad.test(site) || tellsTime.test(site)) &&
  (kind === 'clock-forward' || kind === 'clock-back');

/** Ahead, a clock has whoever reads in vain pass over every slot up to its own time: the next read is the one after. */
const passesOver = ({ kind, site }: Struck): boolean =>
  kind === 'clock-forward' && site.startsWith('events/on-watchdog-due#');

/** The n-th read at the latest; past the last slot a person is asked. */
const nth = (reads: readonly number[], index: number): number =>
  reads[Math.min(index, reads.length - 1)] ?? 0;

/** Three refusals 55 s apart, or three not-founds over 70 s: the sixth read is the first that has them. */
const readsForProof = 5;
/** Read late, the third read proves it, or the PG's own window of ten minutes is over by then. */
const lateReadsForProof = 2;

/** Tier 1 keeps the lease of 30 s of a claim whose end it was never told; its client asks once a second. */
const leaseMs = 2_000;

const dies: ReadonlySet<string> = new Set(['crash-before', 'crash-after', 'restart', 'deploy']);

const leavesLease = ({ kind, site }: Struck): boolean =>
  site.includes('/redis.idem-') || (dies.has(kind) && site.startsWith('api/'));

/** No token was stored, so nobody resumes: the saga's own time ends it, a minute after the deadline (C25). */
const tokenlessMs = 3_600_000 + sweepAfterMs;

/**
 * Without retries a step that meets an outage ends its execution, and the message that tells of it meets
 * the outage too: its queue hides it for six times its function's timeout of 30 s.
 */
const hiddenMs = 180_000 + 10_000;

const slackOfRetries = (faults: readonly Struck[]): number => {
  const isTokenless = faults.some(({ site }) => site.startsWith('steps/request-service#'));
  if (isTokenless) return tokenlessMs;
  return faults.some(({ kind }) => kind === 'store-down') ? hiddenMs : 0;
};

/** What tells of an execution's end, and the ways in which a try of it fails. */
const endRoad = /^(?:events\/on-execution-ended|queue:execution-ended)#/u;
const failsEnd: ReadonlySet<string> = new Set([
  'crash-before',
  'crash-after',
  'error-before',
  'throttle',
  'conflict',
  'poison',
]);

/** In an execution that is stopped a step that fails so is not tried again. */
const failsStep: ReadonlySet<string> = new Set([
  'crash-before',
  'crash-after',
  'error-before',
  'throttle',
]);

/** The first write of each step before which no row of its saga has moved since its service was closed. */
const firstWrites: Readonly<Record<string, readonly string[]>> = {
  'steps/cancel-payment': ['TX-RETURN-CLAIM', 'TX-RETURN-NONE'],
  'steps/complete-order': ['TX-COMPLETE'],
  'steps/raise-attention': ['TX-ATTENTION'],
  'steps/request-service': ['TX-TOKEN'],
  'steps/settle-service': ['TX-SVC-CLOSE'],
};

/** A step of one saga, and the call of it: `steps/cancel-payment#c1` and `TX-RETURN-CLAIM`. */
const partsOf = ({ site }: Struck) => {
  const [step = '', label = ''] = site.split(/(?<=#[^/]*)\//u);
  return { step, folder: step.slice(0, step.indexOf('#')), label: label.replace(/~\d+$/u, '') };
};

/** True for a fault after which the step may have written nothing, and was asked for no more. */
const losesFirstRow = (fault: Struck): boolean => {
  const { folder, label } = partsOf(fault);
  const first = firstWrites[folder];
  if (first === undefined || !failsStep.has(fault.kind) || label.startsWith('pg.')) return false;
  // Done before its caller died: the row has moved.
  return !label.startsWith('TX-') || (first.includes(label) && fault.kind !== 'crash-after');
};

/**
 * An execution is stopped while the store is away, or its step fails after that and so does the message that
 * tells of its end: no row has moved since the service was closed, so the sweep still comes by the service's
 * deadline, and the message comes again before it. A step that has written its first row is not excused: from
 * then on the sweep looks in its minute.
 *
 * @param faults - In the order in which they struck.
 */
const slackOfStop = (faults: readonly Struck[]): number => {
  const isStop = ({ kind }: Struck): boolean => kind === 'stop-execution';
  if (!faults.some(isStop)) return 0;
  if (faults.some(({ kind }) => kind === 'store-down')) return hiddenMs;
  const isStepLost = faults.some(
    (stop, index) =>
      isStop(stop) &&
      faults
        .slice(index + 1)
        .some((fault) => losesFirstRow(fault) && partsOf(fault).step === partsOf(stop).step),
  );
  const isHidden = faults.some(({ kind, site }) => failsEnd.has(kind) && endRoad.test(site));
  return isStepLost && isHidden ? hiddenMs : 0;
};

const slackOfLayer = ({ layerOff, faults }: Met): number => {
  if (layerOff === 'streams') {
    const isAhead = faults.some(({ kind }) => kind === 'clock-forward');
    return commandsMax * commandAfterMs + (isAhead ? clockOffMs : 0);
  }
  if (layerOff === 'state-retries') return slackOfRetries(faults);
  return slackOfStop(faults);
};

export const slackFor = (met: Met): Slack => {
  const { faults, liesAtReads, slowLies, layerOff, templateMs = 0 } = met;
  const reads = readsWithout(layerOff);
  const losing = faults.filter(losesRead).length;
  const lost = liesAtReads + losing + (met.isHeldUp === true ? 1 : 0);
  const isOneOfSeveral = faults.length + liesAtReads > 1;
  // A doubt has two chains of messages; one fault cuts one of them.
  const roadMs = isOneOfSeveral && faults.some(isCut) ? sweepAfterMs : 0;
  const skewed = isOneOfSeveral ? faults.filter(isSkewedRead).length : 0;
  const passedOver = isOneOfSeveral && faults.some(passesOver) ? 1 : 0;
  const slowTotalMs = (losing + slowLies) * slowMs + skewed * clockOffMs;
  const always = templateMs + roadMs + slackOfLayer(met) + (faults.some(leavesLease) ? leaseMs : 0);
  const forProof = reads === slotsMs ? readsForProof : lateReadsForProof;
  // What is slow may cost its own read, or the first slots together: whichever ends later. Where the road is
  // cut the sweep reads first, and a lie eats that read.
  const readMs = Math.max(
    nth(reads, lost),
    slowTotalMs === 0
      ? 0
      : nth(readsOf(slowTotalMs, 0), Math.max(liesAtReads - slowLies, passedOver)),
    roadMs === 0 || liesAtReads === 0 ? 0 : nth(readsOf(sweepAfterMs, 0), liesAtReads),
  );
  return {
    waitMs: always + Math.max(0, readMs - usualMs),
    proofMs: always + nth(reads, lost + forProof),
  };
};
