// The saga as Step Functions tells it: the execution's own history, not the engine's rows.
import {
  DescribeExecutionCommand,
  type HistoryEvent,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import { DemoFailure } from './failure.ts';

export type SagaRun = {
  readonly executionName: string;
  readonly status: string;
  /** In order; a state entered twice stands twice. */
  readonly states: readonly string[];
  /** States entered, the start, and each retry: what AWS counts. */
  readonly transitions: number;
  readonly durationMs: number;
};

export type SagaHistory = {
  /** @returns null when no such execution was ever started. */
  read(executionName: string): Promise<SagaRun | null>;
  close(): void;
};

export async function sagaHistory(awsEndpointUrl: string, stage: string): Promise<SagaHistory> {
  const client = new SFNClient({ ...emulatedAws(awsEndpointUrl), disableHostPrefix: true });
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const name = `fluxpay-${stage}-payment-saga`;
  const arn = stateMachines.find((machine) => machine.name === name)?.stateMachineArn;
  if (arn === undefined) throw new DemoFailure('saga', `there is no state machine ${name}`);
  return {
    read: (executionName) =>
      readRun(client, `${arn.replace(':stateMachine:', ':execution:')}:${executionName}`),
    close: () => client.destroy(),
  };
}

async function readRun(client: SFNClient, executionArn: string): Promise<SagaRun | null> {
  const found = await describe(client, executionArn);
  if (found === null) return null;
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn })) {
    events.push(...(page.events ?? []));
  }
  const states = statesEntered(events);
  const { name = '', status = '', startDate, stopDate } = found;
  return {
    executionName: name,
    status,
    states,
    transitions: states.length + 1 + retriesIn(events),
    durationMs: (stopDate?.getTime() ?? Date.now()) - (startDate?.getTime() ?? Date.now()),
  };
}

async function describe(client: SFNClient, executionArn: string) {
  try {
    return await client.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if ((error as Error).name === 'ExecutionDoesNotExist') return null;
    throw error;
  }
}

export const statesEntered = (events: readonly HistoryEvent[]): readonly string[] =>
  events.flatMap(({ stateEnteredEventDetails: entered }) =>
    entered?.name === undefined ? [] : [entered.name],
  );

/** A task scheduled again inside its state. */
export function retriesIn(events: readonly HistoryEvent[]): number {
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  return Math.max(0, count('TaskScheduled') - count('TaskStateEntered'));
}
