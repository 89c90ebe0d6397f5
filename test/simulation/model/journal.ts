// Relay and sweeper beside each other, and two instances with two clocks that write to one aggregate: a
// row's marker leaves it only with the acknowledgement, and group times rise with the commits.
import { type Instant, later, plus } from '#core/kernel/instant.ts';
import type { Edge, Model } from './exploration.ts';

interface Row {
  readonly time: Instant;
  readonly isPending: boolean;
  readonly isSent: boolean;
}

export interface Journal {
  /** In the order of their commits. */
  readonly rows: readonly Row[];
  /** How far the stream has come. */
  readonly stream: number;
  /** The mapping is off, or has given these records up. */
  readonly isOff: boolean;
}

export interface JournalRules {
  /** Time of a group: `now` by the writer's clock, `last` of the aggregate. */
  readonly groupTime: (now: Instant, last: Instant) => Instant;
  readonly relayWaitsForAcknowledgement: () => boolean;
  readonly sweeperPublishes: () => boolean;
  readonly streamRuns: () => boolean;
}

/** As `assembleCommit` stamps a group. */
export const journalRules: JournalRules = {
  groupTime: (now, last) => later(now, plus(last, 1)),
  relayWaitsForAcknowledgement: () => true,
  sweeperPublishes: () => true,
  streamRuns: () => true,
};

const rowsMax = 4;
const clocks = { ahead: 3, behind: 0 };

const update = (s: Journal, at: number, change: Partial<Row>): Journal => ({
  ...s,
  rows: s.rows.map((row, index) => (index === at ? { ...row, ...change } : row)),
});

const committing = (rules: JournalRules, s: Journal): readonly Edge<Journal>[] => {
  if (s.rows.length >= rowsMax) return [];
  const last = s.rows.at(-1)?.time ?? (0 as Instant);
  return Object.entries(clocks).map(([name, skew]) => {
    const time = rules.groupTime((s.rows.length + skew) as Instant, last);
    const row = { time, isPending: true, isSent: false };
    return { say: `the instance ${name} commits`, to: { ...s, rows: [...s.rows, row] } };
  });
};

const relaying = (rules: JournalRules, s: Journal): readonly Edge<Journal>[] => {
  const index = s.stream;
  if (s.isOff || !rules.streamRuns() || s.rows[index] === undefined) return [];
  const done = { ...update(s, index, { isSent: true, isPending: false }), stream: index + 1 };
  const unheard = update(s, index, { isSent: true });
  const edges: Edge<Journal>[] = [
    { say: `the relay publishes row ${index + 1}`, to: done },
    { say: `the relay dies after row ${index + 1} [fault]`, to: unheard, isFault: true },
    { say: 'the mapping is switched off [fault]', to: { ...s, isOff: true }, isFault: true },
  ];
  if (rules.relayWaitsForAcknowledgement()) return edges;
  const unsent = { ...update(s, index, { isPending: false }), stream: index + 1 };
  return [...edges, { say: `row ${index + 1} is refused [fault]`, to: unsent, isFault: true }];
};

const sweeping = (rules: JournalRules, s: Journal): readonly Edge<Journal>[] => {
  const pending = s.rows.filter(({ isPending }) => isPending);
  const oldest = pending.toSorted((one, other) => one.time - other.time)[0];
  if (oldest === undefined || !rules.sweeperPublishes()) return [];
  const index = s.rows.indexOf(oldest);
  const say = `the sweeper publishes row ${index + 1}`;
  return [
    { say, to: update(s, index, { isSent: true, isPending: false }) },
    { say: `${say} and dies [fault]`, to: update(s, index, { isSent: true }), isFault: true },
  ];
};

export const journalModel = (rules: JournalRules = journalRules): Model<Journal> => ({
  start: { rows: [], stream: 0, isOff: false },
  keyOf: ({ rows, stream, isOff }) =>
    `${stream}${isOff}${rows.map((row) => `${row.time}${row.isPending}${row.isSent}`).join()}`,
  edges: (s) => [...committing(rules, s), ...relaying(rules, s), ...sweeping(rules, s)],
  unsafe: (_before, { rows }) =>
    rows.some(({ isSent }, index) => isSent && rows.slice(0, index).some((row) => !row.isSent))
      ? 'P10'
      : undefined,
  undone: ({ rows }) =>
    rows.every(({ isSent, isPending }) => isSent && !isPending) ? undefined : 'P10',
  sometimes: {
    'the mapping is off and rows wait': ({ isOff, rows }) =>
      isOff && rows.some(({ isPending }) => isPending),
    'the sweeper is ahead of the stream': ({ rows, stream }) => rows[stream]?.isSent === true,
  },
});
