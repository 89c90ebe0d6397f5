// Every call of an adapter goes through here under a label of the closed list: the label is the call's
// span in production and its site in simulation. An adapter holds no bare client, so it cannot forget.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallLabel } from '#core/contracts/labels.ts';
import type { Instant } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';

export interface Calls {
  /** Runs the effect once and hands its outcome through, the exception included. */
  run<T>(label: CallLabel, effect: () => Promise<T>): Promise<T>;
}

/** One call as it was measured, failed ones included. */
export interface CallInterval {
  readonly label: CallLabel;
  readonly startedAt: Instant;
  readonly durationMs: number;
}

/**
 * A command of an AWS SDK v3 client, as far as it tells its output. Told by structure, so that this
 * file needs no SDK; every `...Command` class of every client fits.
 */
export interface SdkCommand<Output> {
  readonly input: object;
  resolveMiddleware(
    stack: never,
    configuration: never,
    options: never,
  ): (args: never) => Promise<{ readonly output: Output }>;
}

/** What an adapter gets instead of a client. The twins of the clients fit behind it as well. */
export interface LabelledClient {
  send<Output>(label: CallLabel, command: SdkCommand<Output>): Promise<Output>;
}

const intervalsOfRequest = new AsyncLocalStorage<CallInterval[]>();

/** Runs the work of one request; its calls are added to the list, also when the work throws. */
export const collectingCalls = <T>(intervals: CallInterval[], work: () => Promise<T>): Promise<T> =>
  intervalsOfRequest.run(intervals, work);

/** Measures calls into the list of the request they belong to; outside of any, only runs them. */
export const measuredCalls = (clock: Clock): Calls => ({
  run: async (label, effect) => {
    const intervals = intervalsOfRequest.getStore();
    if (intervals === undefined) return effect();
    const startedAt = clock.now();
    try {
      return await effect();
    } finally {
      intervals.push({ label, startedAt, durationMs: clock.now() - startedAt });
    }
  },
});

/** @param client - An AWS SDK v3 client, or a twin of one. */
export const labelled = (
  client: { send(command: never): Promise<unknown> },
  calls: Calls,
): LabelledClient => ({
  send: <Output>(label: CallLabel, command: SdkCommand<Output>) =>
    calls.run(label, () => client.send(command as never) as Promise<Output>),
});
