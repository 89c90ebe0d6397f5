// The stepper's own promises: what it refuses to read, how its API answers, and AWS's quotas.

import { describe, expect, it } from 'vitest';
import { readDefinition } from '#test/support/asl/definition.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { createStepper, type Stepper } from '#test/support/asl/stepper.ts';
import { type VirtualClock, virtualClock } from '#test/support/asl/virtual-clock.ts';

type Call = { readonly taskToken: string; readonly state: string };

type Desk = {
  readonly stepper: Stepper;
  readonly clock: VirtualClock;
  readonly calls: Call[];
};

const desk = (answer: (call: Call, number: number) => unknown, definition?: unknown): Desk => {
  const clock = virtualClock(1_000);
  const calls: Call[] = [];
  const stepper = createStepper({
    definition: definition ?? machineByFolder('payment-saga'),
    scheduler: clock,
    invoke: async (_, payload) => {
      const call = payload as Call;
      calls.push(call);
      return answer(call, calls.length);
    },
  });
  return { stepper, clock, calls };
};

const outcome = (name: string): string => JSON.stringify({ outcome: name });

const done = (): object => ({ outcome: 'DONE' });

const named = (name: string): object => expect.objectContaining({ name }) as object;

const started = async (answer: (call: Call, number: number) => unknown = done): Promise<Desk> => {
  const made = desk(answer);
  made.clock.at(2_000, () => made.stepper.startExecution('s1', '{}'));
  return made;
};

/** Acts at that time, then lets everything run to its end. */
const at = async (made: Desk, atMs: number, act: () => void): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  made.clock.at(atMs, () => {
    act();
    resolve();
  });
  await Promise.all([made.clock.runAll(), promise]);
};

const lambda = (over: object = {}): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f', Payload: { 'state.$': '$$.State.Name' } },
  ResultPath: '$.step',
  TimeoutSeconds: 5,
  End: true,
  ...over,
});

const single = (task: object): object => ({ StartAt: 'Only', States: { Only: task } });

describe('startExecution', () => {
  it('gives the running execution for an equal name and input', async () => {
    const made = await started();
    let answers: unknown[] = [];

    await at(made, 3_000, () => {
      answers = [made.stepper.startExecution('s1', '{}'), made.stepper.describe('s1').startedAtMs];
    });

    expect(answers[0]).toMatchObject({ startedAtMs: 2_000 });
    expect(answers[1]).toBe(2_000);
    expect(made.calls.filter((call) => call.state === 'ExecuteService')).toHaveLength(1);
  });

  it('refuses other input under a running name, and any input under an ended one', async () => {
    const made = await started();

    await at(made, 3_000, () => {
      expect(() => made.stepper.startExecution('s1', '{"a":1}')).toThrow(
        named('ExecutionAlreadyExists'),
      );
    });

    expect(made.stepper.describe('s1').status).not.toBe('RUNNING');
    expect(() => made.stepper.startExecution('s1', '{}')).toThrow(named('ExecutionAlreadyExists'));
  });

  it('refuses a name or an input that AWS refuses', () => {
    const { stepper } = desk(done);

    expect(() => stepper.startExecution('a b', '{}')).toThrow(named('InvalidName'));
    expect(() => stepper.startExecution('a', '{')).toThrow(named('InvalidExecutionInput'));
    expect(() => stepper.startExecution('a', JSON.stringify('x'.repeat(262_144)))).toThrow(
      named('InvalidExecutionInput'),
    );
    expect(() => stepper.describe('a')).toThrow(named('ExecutionDoesNotExist'));
  });
});

describe('sendTaskSuccess', () => {
  it('resumes the task once; the second answer is late', async () => {
    const made = await started();

    await at(made, 3_000, () => {
      const token = made.calls[0]?.taskToken ?? '';
      made.stepper.sendTaskSuccess(token, outcome('COMPLETED'));
      expect(() => made.stepper.sendTaskSuccess(token, outcome('COMPLETED'))).toThrow(
        named('TaskTimedOut'),
      );
    });

    expect(made.stepper.describe('s1')).toMatchObject({ status: 'SUCCEEDED', stoppedAtMs: 3_000 });
  });

  it('makes a new token for every try and refuses the one of the try before', async () => {
    const made = await started((call, number) => {
      if (number === 1) throw new Error('down');
      return call;
    });

    await at(made, 4_000, () => {
      const [first, second] = made.calls.map((call) => call.taskToken);
      expect(first).not.toBe(second);
      expect(() => made.stepper.sendTaskSuccess(first ?? '', outcome('COMPLETED'))).toThrow(
        named('TaskTimedOut'),
      );
      made.stepper.sendTaskSuccess(second ?? '', outcome('COMPLETED'));
    });

    expect(made.stepper.history('s1').entered).toContain('CompleteOrder');
  });

  it('accepts the answer while the function still runs, and then nothing of the function', async () => {
    const made: Desk = desk(async (call) => {
      if (call.state !== 'ExecuteService') return done();
      made.stepper.sendTaskSuccess(call.taskToken, outcome('COMPLETED'));
      throw new Error('after the answer');
    });
    made.stepper.startExecution('s1', '{}');

    await made.clock.runAll();

    expect(made.stepper.history('s1')).toMatchObject({ transitions: 4 });
  });

  it('refuses what never was a token, a token of nobody, and output that is not JSON', async () => {
    const made = await started();
    const { stepper } = made;

    await at(made, 3_000, () => {
      const token = made.calls[0]?.taskToken ?? '';
      expect(() => stepper.sendTaskSuccess('x', outcome('DONE'))).toThrow(named('InvalidToken'));
      expect(() => stepper.sendTaskSuccess('asl-task-token/s2/1', outcome('DONE'))).toThrow(
        named('TaskDoesNotExist'),
      );
      expect(() => stepper.sendTaskSuccess('asl-task-token/s1/9', outcome('DONE'))).toThrow(
        named('TaskDoesNotExist'),
      );
      expect(() => stepper.sendTaskSuccess(token, '{')).toThrow(named('InvalidOutput'));
    });
  });

  it('refuses every token of a stopped execution', async () => {
    const made = await started();

    await at(made, 3_000, () => made.stepper.stop('s1', { error: 'Operator', cause: 'by hand' }));

    expect(made.stepper.describe('s1')).toMatchObject({ status: 'ABORTED', error: 'Operator' });
    expect(made.clock.now()).toBeLessThan(10_000);
    expect(() =>
      made.stepper.sendTaskSuccess(made.calls[0]?.taskToken ?? '', outcome('COMPLETED')),
    ).toThrow(named('TaskTimedOut'));
  });
});

describe('a run', () => {
  it('cannot be changed through what a function was handed', async () => {
    const made = desk((call) => Object.assign(call, { state: 'changed', outcome: 'DONE' }));
    made.stepper.startExecution('s1', '{}');
    await made.clock.runAll();

    const tried = made.stepper.history('s1').events.find((event) => event.type === 'tried');

    expect(tried).toMatchObject({ payload: { state: 'ExecuteService' } });
  });

  it('is fatal where a path leads nowhere, whatever Retry and Catch say', async () => {
    const made = desk(() => ({ result: 'DONE' }));
    made.clock.at(1_000, () => made.stepper.startExecution('s1', '{}'));

    await at(made, 3_000, () =>
      made.stepper.sendTaskSuccess(made.calls[0]?.taskToken ?? '', outcome('COMPLETED')),
    );

    expect(made.stepper.describe('s1')).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
    expect(made.calls.filter((call) => call.state === 'CompleteOrder')).toHaveLength(1);
  });

  it('fails above 256 KiB, and no Catch may hide it', async () => {
    const task = lambda({
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Only' }],
    });
    const made = desk(() => 'x'.repeat(262_144), single(task));
    made.stepper.startExecution('s1', '{}');

    await made.clock.runAll();

    expect(made.stepper.describe('s1').error).toBe('States.DataLimitExceeded');
  });

  it('fails at 25,000 events, even in a loop that costs no time', async () => {
    const again = { Variable: '$.step.Payload', StringEquals: 'again', Next: 'Only' };
    const loop = {
      StartAt: 'Only',
      States: {
        Only: { ...lambda({ Next: 'More' }), End: undefined },
        More: { Type: 'Choice', Choices: [again], Default: 'Only' },
      },
    };
    const made = desk(() => 'again', JSON.parse(JSON.stringify(loop)));
    made.stepper.startExecution('s1', '{}');

    await made.clock.runAll();

    expect(made.stepper.describe('s1')).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
    expect(made.calls.length).toBeGreaterThan(3_000);
  });

  it('fails by name where no branch fits and there is no default', async () => {
    const choice = {
      Type: 'Choice',
      Choices: [{ Variable: '$.a', StringEquals: 'x', Next: 'End' }],
    };
    const made = desk(done, {
      StartAt: 'Choose',
      States: { Choose: choice, End: { Type: 'Succeed' } },
    });
    made.stepper.startExecution('s1', '{"a":"y"}');
    await made.clock.runAll();

    expect(made.stepper.describe('s1').error).toBe('States.NoChoiceMatched');
  });

  it('waits longer after each failure, at most as long as the bound', async () => {
    const entry = {
      ErrorEquals: ['States.TaskFailed'],
      IntervalSeconds: 1,
      BackoffRate: 2,
      MaxAttempts: 5,
      MaxDelaySeconds: 8,
      JitterStrategy: 'FULL',
    };
    const times: number[] = [];
    const made: Desk = desk(
      () => {
        times.push(made.clock.now() - 1_000);
        throw new Error('down');
      },
      single(lambda({ Retry: [entry] })),
    );
    made.stepper.startExecution('s1', '{}');

    await made.clock.runAll();

    expect(times).toEqual([0, 1_000, 3_000, 7_000, 15_000, 23_000]);
  });
});

describe('readDefinition', () => {
  it.each([
    ['a heartbeat', lambda({ HeartbeatSeconds: 1 })],
    ['an intrinsic', lambda({ ResultSelector: { 'a.$': "States.Format('x')" } })],
    ['a filter', lambda({ ResultPath: '$.a[0]' })],
    ['variables', lambda({ Assign: { a: 1 } })],
    ['JSONata', lambda({ QueryLanguage: 'JSONata' })],
    ['another service', lambda({ Resource: 'arn:aws:states:::sqs:sendMessage' })],
    ['a Wait', { Type: 'Wait', Seconds: 1, Next: 'Only' }],
    ['both Next and End', lambda({ Next: 'Only' })],
    ['a lost target', lambda({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Nowhere' }] })],
  ])('refuses %s', (_, task) => {
    expect(() => readDefinition(single(task))).toThrow();
  });

  it('refuses a start that does not exist and an unknown field at the top', () => {
    expect(() => readDefinition({ ...single(lambda()), StartAt: 'Other' })).toThrow('StartAt');
    expect(() => readDefinition({ ...single(lambda()), QueryLanguage: 'JSONPath' })).toThrow();
    expect(readDefinition(single(lambda()))).toEqual(single(lambda()));
  });
});
