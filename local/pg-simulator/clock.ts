// Time for the simulator. `movableClock` in real mode is the only place that reads the machine's clock.
import { ControlRefusal } from './wire.ts';

export interface Clock {
  /** Milliseconds since the epoch; never goes back. */
  now(): number;
  /** Present when the control API may move this clock. */
  readonly control?: ClockControl;
}

export interface ClockControl {
  mode(): ClockMode;
  switchTo(mode: ClockMode): void;
  /** Virtual mode only; forwards only. */
  moveTo(atMs: number): void;
}

export type ClockMode = 'real' | 'virtual';

export interface Timers {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

export const realTimers: Timers = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

const kstOffsetMs = 9 * 3600 * 1000;

/** Where a virtual clock starts unless told otherwise: 2026-01-01T00:00:00+09:00. */
export const virtualEpochMs = Date.UTC(2026, 0, 1) - kstOffsetMs;

/**
 * A clock the control API can move.
 *
 * Real mode after virtual mode keeps whatever lead the virtual time had, so time never goes back.
 */
export const movableClock = (mode: ClockMode, startMs: number = virtualEpochMs): Clock => {
  let current = mode;
  let at = startMs;
  let leadMs = 0;
  const now = () => (current === 'real' ? Date.now() + leadMs : at);
  const control: ClockControl = {
    mode: () => current,
    switchTo: (next) => {
      if (next === current) return;
      const moment = now();
      leadMs = Math.max(0, moment - Date.now());
      at = moment;
      current = next;
    },
    moveTo: (atMs) => {
      if (current === 'real') throw new ControlRefusal(400, 'a real clock does not move by call');
      if (!Number.isFinite(atMs) || atMs < at) {
        throw new ControlRefusal(400, 'the clock only moves forward');
      }
      at = atMs;
    },
  };
  return { now, control };
};

export const virtualClock = (startMs: number = virtualEpochMs): Clock =>
  movableClock('virtual', startMs);

const kst = (atMs: number) => new Date(atMs + kstOffsetMs).toISOString();

/** `yyyy-MM-dd'T'HH:mm:ss+09:00`, the form of every time in a Payment. */
export const tossTime = (atMs: number): string => `${kst(atMs).slice(0, 19)}+09:00`;

/** Microseconds without offset, the form of a webhook's `createdAt`. */
export const webhookTime = (atMs: number): string => `${kst(atMs).slice(0, 23)}000`;

/** `yyyyMMddHHmmss` in KST, as it stands in payment keys. */
export const compactTime = (atMs: number): string => kst(atMs).slice(0, 19).replace(/\D/g, '');

/** `yyyy-MM` in KST: phone payments can only be cancelled within it. */
export const kstMonth = (atMs: number): string => kst(atMs).slice(0, 7);

/** `yyyy-MM-dd` in KST. */
export type KstDay = string;

export const kstDay = (atMs: number): KstDay => kst(atMs).slice(0, 10);

export const kstDayPlus = (day: KstDay, days: number): KstDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * 3600 * 1000).toISOString().slice(0, 10);

/**
 * A time as queries spell it: KST, with or without its seconds; a day stands for its first second.
 *
 * @returns undefined for any other text, and for a day that no calendar has.
 */
export const kstMoment = (text: string | null): number | undefined => {
  const found = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}))?$/.exec(text ?? '');
  if (!found?.[1]) return undefined;
  const atMs = Date.parse(`${found[1]}T${found[2] ?? '00:00:00'}+09:00`);
  return Number.isNaN(atMs) || kstDay(atMs) !== found[1] ? undefined : atMs;
};
