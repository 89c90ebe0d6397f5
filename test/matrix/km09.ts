// KM09: the execution of a saga is stopped by hand in each state; the callback comes after that, and the start again.
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import { poll } from '#local/cloud/poll.ts';
import { patientAsk } from '#test/support/cloud/patient-shop.ts';
import { paidSale, type Sale } from '#test/support/cloud/sale.ts';
import { numberAt, statusOf, textAt } from '#test/support/invariants/field-reading.ts';
import { idOf } from '#test/support/invariants/stories.ts';
import type { Toxic } from '#test/support/proxy/toxics.ts';
import type { Row, RowStage, Seen } from './row.ts';
import { askerOf } from './wire.ts';

/** A state, and the function whose work it is. */
interface State {
  readonly name: string;
  readonly asker: string;
  readonly outcome: 'completed' | 'failed';
}

const inFlight: readonly State[] = [
  { name: 'CompleteOrder', asker: 'steps-complete-order', outcome: 'completed' },
  { name: 'CancelPayment', asker: 'steps-cancel-payment', outcome: 'failed' },
  { name: 'CancelOrder', asker: 'steps-cancel-order', outcome: 'failed' },
];

const runsMax = 3;
const limitMs = 60_000;
/** Of a function whose execution was stopped. */
const outliveSeconds = 10;

interface Hand {
  readonly isRunning: (name: string) => Promise<boolean>;
  /** Ends the execution of that name, whatever it does. */
  readonly stop: (name: string) => Promise<void>;
  /** Starts it again under the name and with the input it had. @returns whether it was refused. */
  readonly startAgain: (name: string) => Promise<boolean>;
  readonly close: () => void;
}

const handOf = async ({ cloud }: RowStage): Promise<Hand> => {
  const client = new SFNClient(emulatedAws(cloud.awsEndpointUrl));
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const stateMachineArn = stateMachines[0]?.stateMachineArn ?? '';
  const arnOf = (name: string) =>
    `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return {
    isRunning: async (name) => {
      try {
        const executionArn = arnOf(name);
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
        return status === 'RUNNING';
      } catch {
        // It was not started yet.
        return false;
      }
    },
    stop: async (name) => {
      await client.send(
        new StopExecutionCommand({ executionArn: arnOf(name), error: 'BY_HAND', cause: 'KM09' }),
      );
    },
    startAgain: async (name) => {
      const { input } = await client.send(
        new DescribeExecutionCommand({ executionArn: arnOf(name) }),
      );
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
        return false;
      } catch (error) {
        return (error as Error).name === 'ExecutionAlreadyExists';
      }
    },
    close: () => client.destroy(),
  };
};

const nameOf = ({ paymentId }: Sale, run: number): string =>
  `M123-${paymentId}${run === 1 ? '' : `-r${run}`}`;

const callBack = ({ client }: RowStage, { orderId }: Sale, outcome: State['outcome']) =>
  patientAsk(
    () =>
      client.post(`/api/v1/service-callbacks/${outcome}`, {
        orderId,
        ...(outcome === 'failed' && { reasonCode: 'gpu-unavailable' }),
      }),
    { limitMs },
  );

const sell = ({ shop, pg, run }: RowStage, nth: number): Promise<Sale> =>
  paidSale(shop.client, pg, { serviceId: 'lumen-ai', userId: `${run}-stopped-${nth}` });

/** What a function asks about one payment is held up or lost; resolves at the first time. */
const hold = (
  { wire }: RowStage,
  { paymentId, orderId }: Sale,
  { asker, toxic }: { readonly asker: string; readonly toxic: Toxic },
) => {
  const first = Promise.withResolvers<void>();
  wire.aws.plant({
    toxic,
    matches: (exchange) =>
      (exchange.request.includes(paymentId) || exchange.request.includes(orderId)) &&
      askerOf(exchange) === asker,
    ...(toxic.does === 'latency' && { times: 1 }),
    onHit: first.resolve,
  });
  return { hit: first.promise };
};

/** It waits for its callback: nobody works on it. */
const stopWaiting = async (stage: RowStage, hand: Hand, nth: number): Promise<Sale> => {
  const sale = await sell(stage, nth);
  const name = nameOf(sale, 1);
  if (!(await poll(() => hand.isRunning(name), limitMs))) throw new Error(`${name} never ran`);
  await hand.stop(name);
  await callBack(stage, sale, 'completed');
  return sale;
};

/** The step's function is at work, and goes on: an effect without an execution. */
const stopInFlight = async (
  stage: RowStage,
  hand: Hand,
  { state, nth }: { readonly state: State; readonly nth: number },
): Promise<Sale> => {
  const sale = await sell(stage, nth);
  const { hit } = hold(stage, sale, { asker: state.asker, toxic: { does: 'latency', ms: 1_500 } });
  await callBack(stage, sale, state.outcome);
  await hit;
  await hand.stop(nameOf(sale, 1));
  await callBack(stage, sale, state.outcome);
  return sale;
};

/**
 * Each run is stopped before its step has written anything. What its function asks goes on coming to nothing:
 * a worker outlives its execution, and asks again.
 */
const stopEveryRun = async (stage: RowStage, hand: Hand, nth: number): Promise<Sale> => {
  const sale = await sell(stage, nth);
  const { hit } = hold(stage, sale, {
    asker: 'steps-complete-order',
    toxic: { does: 'black-hole' },
  });
  await callBack(stage, sale, 'completed');
  await hit;
  for (let run = 1; run <= runsMax; run += 1) {
    const name = nameOf(sale, run);
    if (!(await poll(() => hand.isRunning(name), limitMs))) throw new Error(`${name} never ran`);
    await hand.stop(name);
  }
  await stage.pause(outliveSeconds);
  return sale;
};

const sagaOf = ({ view }: Seen, { paymentId }: Sale) =>
  view.tables.ofKind('SAGA').find((row) => idOf(row.pk) === paymentId);

export const km09: Row = {
  id: 'KM09',
  what: 'execution stopped by hand, callback after that, start sent again',
  signal: 'new run, after three an item',
  // A stopped wait is found by the `due` sweep, a minute after its callback.
  quietSeconds: 150,
  mayAskPersons: true,
  play: async (stage) => {
    const hand = await handOf(stage);
    const waiting = await stopWaiting(stage, hand, 0);
    stage.say('stopped in ExecuteService');
    const stopped: Sale[] = [];
    for (const [nth, state] of inFlight.entries()) {
      stopped.push(await stopInFlight(stage, hand, { state, nth: nth + 1 }));
      stage.say(`stopped in ${state.name}`);
    }
    const stuck = await stopEveryRun(stage, hand, inFlight.length + 1);
    stage.say(`${runsMax} runs of one saga stopped`);
    const resumed = [waiting, ...stopped];
    const refusals = await Promise.all(resumed.map((sale) => hand.startAgain(nameOf(sale, 1))));
    hand.close();
    return {
      done: `${resumed.length + runsMax} executions stopped in ${inFlight.length + 1} states`,
      judge: (seen) => {
        const ends = resumed.map((sale) => sagaOf(seen, sale));
        const unended = ends.filter((saga) => {
          const status = saga === undefined ? '' : statusOf(saga);
          return status !== 'COMPLETED' && status !== 'COMPENSATED';
        });
        const newRuns = ends.filter((saga) => saga !== undefined && numberAt(saga, 'runNo') > 1);
        const items = seen.view.tables
          .ofKind('ITEM')
          .filter((item) => numberAt(item, 'openedAt') >= stage.startedAt)
          .map((item) => textAt(item, 'paymentId'));
        const wrong = items.filter((paymentId) => paymentId !== stuck.paymentId);
        const given = items.length - wrong.length;
        return {
          findings: [
            ...unended.map((saga) => `a stopped saga is ${saga && statusOf(saga)}`),
            ...refusals.flatMap((isRefused, at) =>
              isRefused ? [] : [`a second start of ${resumed[at]?.paymentId} was not refused`],
            ),
            ...wrong.map((paymentId) => `a person is asked about ${paymentId}`),
          ],
          signal:
            newRuns.length === 0 || given !== 1
              ? undefined
              : `${newRuns.length} new runs, ${given} item after ${runsMax}`,
        };
      },
    };
  },
};
