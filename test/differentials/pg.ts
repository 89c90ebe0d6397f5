// The PG's simulator in process beside its HTTP door: equal answers as far as a client sees them, and
// equal journals, each read through its own door.

import { isDeepStrictEqual } from 'node:util';
import type { Timers } from '#local/pg-simulator/clock.ts';
import { virtualClock } from '#local/pg-simulator/clock.ts';
import type { Profile } from '#local/pg-simulator/fault-catalogue.ts';
import { openDoor } from '#local/pg-simulator/http-door.ts';
import { type LiarOptions, liar } from '#local/pg-simulator/liar.ts';
import type { JournalLine } from '#local/pg-simulator/state.ts';
import type { LiarRequest } from '#local/pg-simulator/wire.ts';
import { inProcess, type Seen, sendTo } from '#test/contract/pg-simulator/doors.ts';
import {
  type Batch,
  batchSizes,
  type Differential,
  type Outcome,
  openTally,
  type RunOptions,
  type Tally,
} from './outcome.ts';
import { pgEdgePrograms, refusalCodes } from './pg-edges.ts';
import {
  commandNames,
  controlPath,
  drawPgProgram,
  faultNames,
  type PgCommand,
} from './pg-program.ts';

const batchSize = 25;
const profiles: readonly Profile[] = ['faithful', 'calm', 'hostile'];

/** One side: the same simulator behind one of its doors. */
export type PgSide = {
  readonly send: (request: LiarRequest) => Promise<Seen>;
  readonly close: () => Promise<void>;
};

/** Slow replies are served at once, though never in the same turn. */
const hasty: Timers = { setTimeout: (run) => setImmediate(run), clearTimeout: () => undefined };

/** A held connection is let go soon; what a reset waits for has to arrive first. */
const briefMs = 20;
const brief: Timers = {
  setTimeout: (run, ms) => setTimeout(run, Math.min(ms, briefMs)),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

const optionsOf = (seed: number, profile: number): LiarOptions => ({
  seed,
  profile: profiles[profile] ?? 'faithful',
  clock: virtualClock(),
  timers: hasty,
});

const overHttp = async (options: LiarOptions): Promise<PgSide> => {
  const pg = liar(options);
  const door = await openDoor({ liar: pg, timers: brief });
  return {
    send: (request) => sendTo(door.port, request),
    close: async () => {
      await door.close();
      await pg.close();
    },
  };
};

/** What both doors can show: a crash is a connection that ends without a word. */
const shown = ({ kind, status, headers, text }: Seen) => ({
  kind: kind === 'crash' ? 'no-reply' : kind,
  status,
  type: headers['content-type'],
  trace: headers['x-tosspayments-trace-id'],
  text,
});

/** Puts the side's own payment keys into a request. */
const withKeys = (request: LiarRequest, keys: readonly string[]): LiarRequest => {
  const fill = (text: string): string =>
    text.replace(/\{key(\d+)\}/gu, (_, at: string) => keys[Number(at)] ?? 'nobody-opened');
  const { body, path } = request;
  return { ...request, path: fill(path), ...(body === undefined ? {} : { body: fill(body) }) };
};

const player = (side: PgSide) => {
  const keys: string[] = [];
  return async ({ name, request }: PgCommand): Promise<Seen> => {
    const seen = await side.send(withKeys(request, keys));
    if (name === 'open' && seen.status === 200) keys.push(seen.json.paymentKey ?? '');
    return seen;
  };
};

const journalOf = async ({ send }: PgSide): Promise<readonly JournalLine[]> => {
  const { status, text } = await send({ method: 'GET', path: `${controlPath}journal?after=0` });
  if (status !== 200) throw new Error(`the journal answered ${status}`);
  return JSON.parse(text) as readonly JournalLine[];
};

const noteSeen = ({ note, answered }: Tally, name: string, seen: Seen): void => {
  note(name);
  note(`seen ${seen.kind}`);
  if (seen.kind === 'reply') note(`status ${seen.status}`);
  if (seen.status >= 400 && typeof seen.json.code === 'string') note(`code ${seen.json.code}`);
  answered(seen.kind !== 'reply' || seen.status >= 400);
};

const noteJournal = ({ note }: Tally, lines: readonly JournalLine[]): void => {
  for (const { kind, after } of lines) {
    note(`line ${kind}`);
    if (after.fault === undefined) continue;
    note(`fault ${after.fault.fault}`);
    note(`fault by ${after.fault.source}`);
  }
};

const journalDifference = (
  ours: readonly JournalLine[],
  theirs: readonly JournalLine[],
): string | undefined => {
  if (isDeepStrictEqual(ours, theirs)) return undefined;
  const at = ours.findIndex((line, place) => !isDeepStrictEqual(line, theirs[place]));
  const place = at === -1 ? ours.length : at;
  const show = (line: JournalLine | undefined) => JSON.stringify(line ?? 'no line');
  const lengths = `${ours.length} lines and ${theirs.length}`;
  return `journals of ${lengths}\n  in process ${show(ours[place])}\n  over HTTP  ${show(theirs[place])}`;
};

type Doors = { readonly ours: PgSide; readonly theirs: PgSide };

const perform = async (
  { ours, theirs }: Doors,
  program: readonly PgCommand[],
  tally: Tally,
): Promise<string | undefined> => {
  const [playOurs, playTheirs] = [player(ours), player(theirs)];
  for (const [place, command] of program.entries()) {
    const [one, two] = await Promise.all([playOurs(command), playTheirs(command)]);
    tally.sums.commands += 1;
    noteSeen(tally, command.name, one);
    const [left, right] = [shown(one), shown(two)];
    if (isDeepStrictEqual(left, right)) continue;
    const sides = `in process ${JSON.stringify(left)}\n  over HTTP  ${JSON.stringify(right)}`;
    return `command ${place}, ${command.name} ${JSON.stringify(command.request)}\n  ${sides}`;
  }
  const [one, two] = [await journalOf(ours), await journalOf(theirs)];
  noteJournal(tally, one);
  return journalDifference(one, two);
};

type PgOptions = RunOptions & {
  readonly plant?: (door: PgSide) => PgSide;
  readonly isEndedByFirst?: boolean;
};

const compareOne = async (
  { seed, programs, plant = (door) => door }: PgOptions,
  program: readonly PgCommand[],
  at: number,
  tally: Tally,
): Promise<readonly string[]> => {
  // Programs written by hand come last, and count on what they are told: no lie comes by itself.
  const profile = at < programs ? at % profiles.length : 0;
  const ours = await inProcess.open(optionsOf(seed, profile));
  const theirs = plant(await overHttp(optionsOf(seed, profile)));
  try {
    const difference = await perform({ ours, theirs }, program, tally);
    return difference === undefined ? [] : [`program ${at}: ${difference}`];
  } finally {
    await ours.close();
    await theirs.close();
  }
};

/** Every kind of journal line; a fault and a stored key have lines of their own. */
const lineKinds: readonly string[] = [
  ...['opened', 'authenticated', 'approved', 'declined', 'failed', 'expired', 'canceled'].map(
    (move) => `payment.${move}`,
  ),
  ...['rule.added', 'rule.removed', 'switches.set', 'merchant.added', 'key.stored', 'fault'],
  'lie.ended',
];

const expected: readonly string[] = [
  ...commandNames,
  ...faultNames.map((name) => `fault ${name}`),
  ...['rule', 'marker', 'profile', 'pending'].map((source) => `fault by ${source}`),
  ...['reply', 'cut', 'no-reply', 'crash'].map((kind) => `seen ${kind}`),
  ...[200, 400, 401, 403, 404, 409, 429, 500].map((status) => `status ${status}`),
  ...refusalCodes.map((code) => `code ${code}`),
  ...lineKinds.map((line) => `line ${line}`),
];

export const comparePg = async (options: PgOptions): Promise<Outcome> => {
  const { programs, seed, isEndedByFirst = false, onProgram } = options;
  const tally = openTally();
  const drawn = Array.from({ length: programs }, (_, at) => drawPgProgram(seed * 1_000_003 + at));
  const all = programs === 0 ? [] : [...drawn, ...pgEdgePrograms];
  const batches: Batch[] = [];
  let done = 0;
  for (const size of [...batchSizes(programs, batchSize), all.length - programs]) {
    const differences: string[] = [];
    for (const program of all.slice(done, done + size)) {
      differences.push(...(await compareOne(options, program, done, tally)));
      done += 1;
      onProgram?.(done);
      if (isEndedByFirst && differences.length > 0) break;
    }
    if (size > 0) batches.push({ programs: size, differences });
    if (isEndedByFirst && differences.length > 0) break;
  }
  return {
    name: 'pg',
    seed,
    programs: Math.min(done, programs),
    ...tally.sums,
    seen: tally.seen,
    expected,
    known: [],
    batches,
    gaps: [],
  };
};

export const pgDifferential: Differential = { name: 'pg', programs: 200, run: comparePg };
