// The PG that lies, as one program with two doors: call `handle` in process, or put
// `openDoor` (http-door.ts) in front of it.
import { type Clock, movableClock, realTimers, type Timers } from './clock.ts';
import { type Control, controlOf } from './control.ts';
import { controlPrefix, controlReply } from './control-surface.ts';
import { type LatencyShape, seededDraws } from './draws.ts';
import { settleExpiries } from './expiry.ts';
import type { Profile } from './fault-catalogue.ts';
import { fileJournal, memoryJournal } from './journal.ts';
import { metricsReply } from './metrics.ts';
import { errorShape } from './payment-shape.ts';
import type { Program } from './program.ts';
import { rateLimit } from './rate-limit.ts';
import { recordSurface } from './record-surface.ts';
import { applyLine, emptyState, type JournalLine } from './state.ts';
import { tossSurface } from './toss-surface.ts';
import { windowSurface } from './window-surface.ts';
import { header, json, type LiarReply, type LiarRequest } from './wire.ts';

export interface LiarOptions {
  readonly seed?: string | number;
  readonly profile?: Profile;
  readonly clock?: Clock;
  /** Serve base latency and slow replies; the doors serve the rest. */
  readonly timers?: Timers;
  readonly latency?: LatencyShape;
  /** Folder of the journal; without it the program forgets everything when it ends. */
  readonly dataDir?: string;
  /** Lines of another process to go on from, in memory. */
  readonly lines?: readonly JournalLine[];
  /** When set, control requests must carry it as `X-Liar-Token`. */
  readonly controlToken?: string;
}

export interface Liar {
  /**
   * Answers one request.
   *
   * @throws LiarCrash when fault F28 strikes: the effect is committed and no reply exists.
   */
  handle(request: LiarRequest): Promise<LiarReply>;
  readonly control: Control;
  /** Resolves when everything decided so far is on the disk. */
  durable(): Promise<void>;
  close(): Promise<void>;
}

const programOf = (options: LiarOptions): Program => {
  const { dataDir } = options;
  const { journal, lines } = dataDir
    ? fileJournal(dataDir)
    : { journal: memoryJournal(), lines: options.lines ?? [] };
  const program: Program = {
    profile: options.profile ?? 'faithful',
    latency: options.latency ?? { p50: 0, p95: 0 },
    clock: options.clock ?? movableClock('real'),
    timers: options.timers ?? realTimers,
    draws: seededDraws(String(options.seed ?? 1)),
    journal,
    state: emptyState(),
    lastLine: 0,
    requests: 0,
  };
  for (const line of lines) {
    applyLine(program.state, line);
    program.lastLine = line.n;
  }
  const newest = lines.at(-1)?.at ?? 0;
  const { control } = program.clock;
  // A virtual clock that began again at its epoch would make old payments young.
  if (control?.mode() === 'virtual' && newest > program.clock.now()) control.moveTo(newest);
  return program;
};

export const liar = (options: LiarOptions = {}): Liar => {
  const program = programOf(options);
  const control = controlOf(program);
  const toss = tossSurface(program);
  const surfaces = [windowSurface(program), recordSurface(program)];
  const isOverLimit = rateLimit(program);
  const flushed = async (reply: LiarReply): Promise<LiarReply> => {
    await program.journal.durable();
    return reply;
  };
  const answerClient = (request: LiarRequest): LiarReply | Promise<LiarReply> => {
    if (request.path.startsWith('/v1/') && isOverLimit(request)) {
      return json(429, errorShape('TOO_MANY_REQUESTS', 'ko'));
    }
    for (const surface of surfaces) {
      const reply = surface(request);
      if (reply !== undefined) return flushed(reply);
    }
    return toss(request);
  };
  const health = () => ({
    isHealthy: true,
    seed: String(options.seed ?? 1),
    profile: program.state.profile ?? program.profile,
    clock: program.clock.control?.mode() ?? 'caller',
    now: program.clock.now(),
    lines: program.lastLine,
  });
  const answerControl = async (request: LiarRequest): Promise<LiarReply> => {
    const { controlToken } = options;
    if (controlToken !== undefined && header(request, 'x-liar-token') !== controlToken) {
      return json(401, { code: 'LIAR_CONTROL', message: 'X-Liar-Token is missing or wrong' });
    }
    const isMetrics = request.path === `${controlPrefix}metrics` && request.method === 'GET';
    if (isMetrics) return metricsReply(program);
    const reply = await controlReply(control, request);
    await program.journal.durable();
    return reply;
  };
  return {
    handle: async (request) => {
      settleExpiries(program);
      if (!request.path.startsWith(controlPrefix)) return answerClient(request);
      const isHealth = request.path === `${controlPrefix}health` && request.method === 'GET';
      return isHealth ? json(200, health()) : answerControl(request);
    },
    control,
    durable: async () => program.journal.durable(),
    close: () => program.journal.close(),
  };
};
