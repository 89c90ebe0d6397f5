// What every machine's file must keep, and a planted fault for each rule: a lint that finds nothing
// wrong with anything proves nothing.

import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outcomesOf } from '#core/contracts/steps/outcomes.ts';
import { type Definition, readDefinition, type TaskState } from '#test/support/asl/definition.ts';
import type { LintContext } from '#test/support/asl/lint-rule.ts';
import { lint, lintRules } from '#test/support/asl/lint-rules.ts';
import { machineByArn, machineText, placeholdersOf } from '#test/support/asl/machine-file.ts';
import { count } from '#test/support/counters.ts';
import { definitionOfTable, tasksOfTable } from './payment-saga.table.ts';

const context: LintContext = {
  outcomes: Object.fromEntries(tasksOfTable.map((row) => [row.name, row.outcomes])),
  catchTargets: ['SettleService', 'NeedsAttention'],
  person: 'NeedsAttention',
};

/** A fresh copy, which a test may break. */
const draft = (): Definition => machineByArn('payment-saga') as Definition;

const taskIn = (machine: Definition, name: string): TaskState => machine.States[name] as TaskState;

const findingsOf = (ruleName: string, machine: Definition): readonly string[] =>
  lintRules.find((rule) => rule.name === ruleName)?.check(machine, context) ?? [];

type Fault = {
  readonly rule: string;
  readonly fault: string;
  readonly plant: (machine: Definition) => void;
};

const inTask =
  (name: string, change: (task: TaskState) => void) =>
  (machine: Definition): void =>
    change(taskIn(machine, name));

const retryOf = (task: TaskState): Record<string, unknown> =>
  task.Retry?.[0] as Record<string, unknown>;

const catchOf = (task: TaskState): Record<string, unknown> =>
  task.Catch?.[0] as Record<string, unknown>;

const withField =
  (field: string, value: unknown) =>
  (task: TaskState): void => {
    Object.assign(task, { [field]: value });
  };

const faults: readonly Fault[] = [
  ...['HeartbeatSeconds', 'Assign', 'InputPath', 'OutputPath', 'TimeoutSecondsPath'].map(
    (field): Fault => ({
      rule: 'subset',
      fault: `a field ${field}`,
      plant: inTask('CancelPayment', withField(field, '$.x')),
    }),
  ),
  ...['Wait', 'Pass', 'Map', 'Parallel'].map(
    (type): Fault => ({
      rule: 'subset',
      fault: `a state of type ${type}`,
      plant: (machine) => Object.assign(machine.States['Compensated'] as object, { Type: type }),
    }),
  ),
  {
    rule: 'subset',
    fault: 'an intrinsic',
    plant: inTask('CancelOrder', (task) => {
      task.Parameters.Payload['id.$'] = "States.Format('{}', $.sagaId)";
    }),
  },
  {
    rule: 'subset',
    fault: 'a table written by the machine itself',
    plant: inTask('CancelOrder', withField('Resource', 'arn:aws:states:::dynamodb:updateItem')),
  },
  {
    rule: 'subset',
    fault: 'a Choice operator other than StringEquals',
    plant: (machine) => {
      const choice = machine.States['CancelOutcome'];
      if (choice?.Type === 'Choice') Object.assign(choice.Choices[0] as object, { IsNull: true });
    },
  },
  {
    rule: 'asl-validator',
    fault: 'a target that does not exist',
    plant: inTask('CancelOrder', withField('Next', 'Nowhere')),
  },
  {
    rule: 'asl-validator',
    fault: 'a task without Next and End',
    plant: inTask('CompleteOrder', (task) => delete task.End),
  },
  {
    rule: 'timeout',
    fault: 'a task without a timeout',
    plant: inTask('AwaitCancel', (task) => delete task.TimeoutSeconds),
  },
  ...['States.ALL', 'States.Runtime', 'Lambda.ServiceException', 'PAY_003'].map(
    (name): Fault => ({
      rule: 'retry',
      fault: `a retry of ${name}`,
      plant: inTask('CancelPayment', (task) =>
        Object.assign(retryOf(task), { ErrorEquals: [name] }),
      ),
    }),
  ),
  ...['MaxAttempts', 'MaxDelaySeconds', 'IntervalSeconds', 'BackoffRate', 'JitterStrategy'].map(
    (field): Fault => ({
      rule: 'retry',
      fault: `a retry without ${field}`,
      plant: inTask('CompleteOrder', (task) => delete retryOf(task)[field]),
    }),
  ),
  {
    rule: 'retry',
    fault: 'a task without Retry',
    plant: inTask('SettleService', (task) => delete task.Retry),
  },
  {
    rule: 'catch',
    fault: 'a task without Catch',
    plant: inTask('CancelOrder', (task) => delete task.Catch),
  },
  {
    rule: 'catch',
    fault: 'two entries of Catch',
    plant: inTask('CancelOrder', (task) =>
      task.Catch?.push(structuredClone(task.Catch[0]) as never),
    ),
  },
  {
    rule: 'catch',
    fault: 'a Catch of some errors',
    plant: inTask('CancelOrder', (task) =>
      Object.assign(catchOf(task), { ErrorEquals: ['States.TaskFailed'] }),
    ),
  },
  {
    rule: 'catch',
    fault: 'a Catch that ends in a bare Fail',
    plant: inTask('CancelPayment', (task) => Object.assign(catchOf(task), { Next: 'Attention' })),
  },
  {
    rule: 'catch',
    fault: 'a Catch that throws the input away',
    plant: inTask('CancelPayment', (task) => delete catchOf(task)['ResultPath']),
  },
  {
    rule: 'catch',
    fault: 'a Catch on the step that has nobody behind it',
    plant: inTask('NeedsAttention', (task) => {
      task.Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Attention' }];
    }),
  },
  {
    rule: 'outcome',
    fault: 'a step with several outcomes and no Choice',
    plant: inTask('AwaitCancel', withField('Next', 'CancelOrder')),
  },
  ...['ServiceOutcome', 'CancelOutcome'].flatMap((name) =>
    [0, 1, 2].map(
      (index): Fault => ({
        rule: 'outcome',
        fault: `${name} without its branch ${index}`,
        plant: (machine) => {
          const choice = machine.States[name];
          if (choice?.Type === 'Choice') choice.Choices.splice(index, 1);
        },
      }),
    ),
  ),
  {
    rule: 'outcome',
    fault: 'a step that nobody listed',
    plant: (machine) => {
      machine.States['RestoreCredit'] = structuredClone(taskIn(machine, 'CancelOrder'));
    },
  },
  ...['Compensated', undefined].map(
    (target): Fault => ({
      rule: 'choice',
      fault: `an unknown outcome that ends in ${target ?? 'an error'}`,
      plant: (machine) => {
        const choice = machine.States['CancelOutcome'];
        if (choice?.Type !== 'Choice') return;
        if (target === undefined) delete choice.Default;
        else choice.Default = target;
      },
    }),
  ),
  {
    rule: 'choice',
    fault: 'a rule in disguise',
    plant: (machine) => {
      const choice = machine.States['ServiceOutcome'];
      if (choice?.Type === 'Choice') {
        choice.Choices.push({ Variable: '$.entry', StringEquals: 'RESUME', Next: 'AwaitCancel' });
      }
    },
  },
  {
    rule: 'size',
    fault: 'a happy path with one more step',
    plant: (machine) => {
      machine.States['CheckOrder'] = structuredClone(taskIn(machine, 'CompleteOrder'));
      const task = taskIn(machine, 'CompleteOrder');
      delete task.End;
      task.Next = 'CheckOrder';
    },
  },
  {
    rule: 'size',
    fault: 'twenty-six states',
    plant: (machine) => {
      for (let i = 0; i < 15; i += 1) machine.States[`Extra${i}`] = { Type: 'Succeed' };
    },
  },
  {
    rule: 'reachable',
    fault: 'a state that nothing leads to',
    plant: (machine) => {
      machine.States['Lost'] = { Type: 'Succeed' };
    },
  },
  {
    rule: 'named end',
    fault: 'a Fail without a name',
    plant: (machine) => {
      machine.States['Attention'] = { Type: 'Fail' };
    },
  },
  ...['cardNumber', 'pgSecret', 'billingKey', 'accountNumber', 'callbackToken'].map(
    (field): Fault => ({
      rule: 'secret',
      fault: `a payload with ${field}`,
      plant: inTask('CancelPayment', (task) => {
        task.Parameters.Payload['value.$'] = `$.${field}`;
      }),
    }),
  ),
];

describe('payment-saga.asl.json', () => {
  it('is the only machine, so nothing in the folder goes unchecked', () => {
    const folder = new URL('../../statemachines/', import.meta.url);

    expect(readdirSync(folder).sort()).toEqual(['README.md', 'payment-saga.asl.json']);
  });

  it('equals its table, field by field and in its order', () => {
    const file: unknown = JSON.parse(machineText('payment-saga'));

    expect(file).toEqual(definitionOfTable());
    expect(JSON.stringify(file)).toBe(JSON.stringify(definitionOfTable()));
  });

  it('asks each step for the outcomes that the contract lists', () => {
    expect(context.outcomes).toEqual(outcomesOf);
  });

  it('names each function by one placeholder', () => {
    expect(placeholdersOf(machineText('payment-saga')).toSorted()).toEqual(
      tasksOfTable.map((row) => `\${${row.folder}FunctionArn}`).toSorted(),
    );
  });

  it('keeps every rule', () => {
    const machine = draft();
    const before = JSON.stringify(machine);

    expect(lint(machine, context)).toEqual([]);
    expect(JSON.stringify(machine)).toBe(before);
    count('asl-rules', lintRules.length);
  });

  it('is read by the stepper', () => {
    expect(Object.keys(readDefinition(draft()).States)).toHaveLength(11);
  });
});

describe('the lint of a machine', () => {
  it.each(faults)('finds $fault by the rule "$rule"', ({ rule, plant }) => {
    const machine = draft();

    plant(machine);

    expect(findingsOf(rule, machine)).not.toEqual([]);
    count('asl-planted-faults');
  });

  it('has a planted fault for every rule', () => {
    expect(new Set(faults.map((each) => each.rule))).toEqual(
      new Set(lintRules.map((rule) => rule.name)),
    );
  });
});
