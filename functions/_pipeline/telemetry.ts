// One structured log line per invocation, written before the answer leaves. Pipelines fill it; a
// formatter takes out what must not be read. Source: operations specification, section 5.1.
import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { Clock, Instance } from '#core/kernel/ports.ts';
import { redact } from './redact.ts';

export interface LogRecord {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  /** A constant name: `api.create-order`. */
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What was thrown. Its text is redacted like everything else. */
  readonly error?: unknown;
}

export type Telemetry = (record: LogRecord) => void;

/** As a Lambda's `env.ts` has it after `loadEnv`. */
export interface TelemetryNames {
  readonly fluxpayStage: string;
  readonly fluxpayVersion: string;
  /** The function's folder: `api/create-order`. */
  readonly powertoolsServiceName: string;
}

const shapeOf = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error === undefined ? undefined : { name: typeof error };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause === undefined ? {} : { cause: shapeOf(cause) }) };
};

/** A class, because the logger takes no function here. */
export class RedactingFormatter extends LogFormatter {
  readonly #names: TelemetryNames;

  constructor(names: TelemetryNames) {
    super();
    this.#names = names;
  }

  override formatAttributes(base: UnformattedAttributes, more: LogAttributes): LogItem {
    return new LogItem({
      attributes: {
        timestamp: base.timestamp.toISOString(),
        level: base.logLevel,
        message: base.message,
        service: 'fluxpay',
        function: this.#names.powertoolsServiceName,
        stage: this.#names.fluxpayStage,
        version: this.#names.fluxpayVersion,
        ...(redact(more) as LogAttributes),
      },
    });
  }
}

const methods = { INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Writes each record as one JSON line to the standard output of the process. */
export const powertoolsTelemetry = (names: TelemetryNames): Telemetry => {
  const logger = new Logger({ logFormatter: new RedactingFormatter(names) });
  return ({ level, message, fields, error }) => {
    const known = Object.entries(fields).filter(([, value]) => value !== undefined);
    const failure = error === undefined ? {} : { error: shapeOf(error) };
    logger[methods[level]](message, { ...Object.fromEntries(known), ...failure } as LogAttributes);
  };
};

/** True for the first invocation of a process. */
const isColdStart = (instance: Instance): boolean => {
  const state = instance.memory('telemetry.cold-start', () => ({ isCold: true }));
  const { isCold } = state;
  state.isCold = false;
  return isCold;
};

/** Measures one invocation. Call it first; what it returns tells the fields every line has. */
export const invocationFields = ({
  clock,
  instance,
}: {
  readonly clock: Clock;
  readonly instance: Instance;
}): (() => { readonly durationMs: number; readonly coldStart: boolean }) => {
  const startedAt = clock.now();
  const coldStart = isColdStart(instance);
  return () => ({ durationMs: clock.now() - startedAt, coldStart });
};
