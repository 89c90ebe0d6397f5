// The walk from state to state. Choices are followed in a loop, so that a machine that never
// leaves them meets the limit of events and not the end of the stack.

import type { Json } from '#core/kernel/json.ts';
import { readPath } from './data-paths.ts';
import type { ChoiceState, FailState } from './definition.ts';
import { choiceEdge } from './edges.ts';
import { countEvents, type Execution, end, guard, note } from './execution.ts';
import { StateFailure } from './failures.ts';
import { type Move, tryTask } from './task.ts';

type Step = { readonly stateName: string; readonly data: Json };

const choose = (state: ChoiceState, data: Json): { edge: string; to: string } => {
  for (const [index, rule] of state.Choices.entries()) {
    if (readPath(rule.Variable, data, {}) === rule.StringEquals) {
      return { edge: choiceEdge(index), to: rule.Next };
    }
  }
  if (state.Default === undefined) {
    throw new StateFailure('States.NoChoiceMatched', 'no rule matched and there is no Default');
  }
  return { edge: 'Default', to: state.Default };
};

const succeed = (execution: Execution, data: Json): void =>
  end(execution, 'SUCCEEDED', { output: JSON.stringify(data) });

const fail = (execution: Execution, state: FailState): void => {
  const { Error: error, Cause: cause } = state;
  end(execution, 'FAILED', {
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  });
};

/** Does one state; gives the next one where it is known at once. */
const enter = (execution: Execution, { stateName, data }: Step): Step | undefined => {
  const state = execution.machine.definition.States[stateName];
  if (state === undefined) throw new Error(`no such state: ${stateName}`);
  countEvents(execution, state.Type === 'Fail' ? 1 : 2);
  note(execution, { type: 'entered', state: stateName });
  const moved = (edge: string, to: string | undefined): void =>
    note(execution, { type: 'moved', state: stateName, edge, to });

  switch (state.Type) {
    case 'Choice': {
      const { edge, to } = choose(state, data);
      moved(edge, to);
      return { stateName: to, data };
    }
    case 'Succeed':
      moved('End', undefined);
      succeed(execution, data);
      return undefined;
    case 'Fail':
      moved('End', undefined);
      fail(execution, state);
      return undefined;
    case 'Task': {
      const move: Move = (edge, to, output) => {
        moved(edge, to);
        if (to === undefined) succeed(execution, output);
        else walkFrom(execution, { stateName: to, data: output });
      };
      const enteredAtMs = execution.machine.scheduler.now();
      const retries = (state.Retry ?? []).map(() => 0);
      execution.visits += 1;
      tryTask({ execution, visit: { stateName, data, enteredAtMs, retries }, state, move });
      return undefined;
    }
  }
};

/** Goes on from a state until a task, or the end, takes over. */
export const walkFrom = (execution: Execution, start: Step): void => {
  guard(execution, () => {
    let next: Step | undefined = start;
    while (next !== undefined && execution.status === 'RUNNING') next = enter(execution, next);
  });
};
