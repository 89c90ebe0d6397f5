// What happens now and then, noted where it happens: only the engine of executions, the store and a stream's
// mapping know of it, and no row keeps it.
import type { ExecutionEngine } from '#adapters/memory/aws/memory-step-functions.ts';
import type { MemoryDynamo } from '#adapters/memory/dynamo/memory-dynamo.ts';
import type { CallContext } from './calls.ts';

export type Happening =
  | 'token answered after its end'
  | 'start delivered twice'
  | 'the sweep started a run'
  | 'batch bisected'
  | 'fence lost by a slow handler';

export interface Happenings {
  readonly met: Set<Happening>;
  /** Task tokens that somebody answered. */
  readonly tokens: Set<string>;
}

export const noHappenings = (): Happenings => ({ met: new Set(), tokens: new Set() });

const isSwept = ({ current }: CallContext): boolean =>
  current?.site.name.includes('#sweep') === true;

/** The workflow engine, listened to. */
export const listenedEngine = (
  engine: ExecutionEngine,
  context: CallContext,
  { met, tokens }: Happenings,
): ExecutionEngine => ({
  ...engine,
  startExecution: (name, input) => {
    try {
      const started = engine.startExecution(name, input);
      if (isSwept(context)) met.add('the sweep started a run');
      return started;
    } catch (fault) {
      if ((fault as Error).name === 'ExecutionAlreadyExists') met.add('start delivered twice');
      throw fault;
    }
  },
  sendTaskSuccess: (token, output) => {
    tokens.add(token);
    try {
      engine.sendTaskSuccess(token, output);
    } catch (fault) {
      met.add('token answered after its end');
      throw fault;
    }
  },
});

interface Cancelled {
  readonly name?: string;
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/** Writes of what a call of the PG came to, for which its attempt must still be the caller's own. */
const records: ReadonlySet<string> = new Set(['TX-APPROVED', 'TX-DECLINED', 'TX-DOUBT']);

/** The store, listened to. */
export const listenedStore = (
  dynamo: MemoryDynamo,
  context: CallContext,
  { met }: Happenings,
): MemoryDynamo => {
  const send = (command: never): Promise<unknown> => {
    const { current } = context;
    const sent = dynamo.send(command) as Promise<unknown>;
    if (current === undefined || !records.has(current.label)) return sent;
    sent.catch((fault: unknown) => {
      const { CancellationReasons = [] } = fault as Cancelled;
      if (CancellationReasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) {
        met.add('fence lost by a slow handler');
      }
    });
    return sent;
  };
  return { ...dynamo, send: send as MemoryDynamo['send'] };
};
