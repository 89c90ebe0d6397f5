import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { retriesIn, statesEntered } from '#local/demo/saga-history.ts';

let id = 0;
const event = (type: HistoryEvent['type'], name?: string): HistoryEvent => {
  id += 1;
  return {
    id,
    type,
    timestamp: new Date(0),
    ...(name === undefined ? {} : { stateEnteredEventDetails: { name } }),
  };
};

const history = [
  event('ExecutionStarted'),
  event('TaskStateEntered', 'ExecuteService'),
  event('TaskScheduled'),
  event('TaskFailed'),
  event('TaskScheduled'),
  event('TaskSucceeded'),
  event('TaskStateExited'),
  event('ChoiceStateEntered', 'ServiceOutcome'),
  event('ExecutionSucceeded'),
];

describe('the history of an execution', () => {
  it('names the states in the order they were entered', () => {
    expect(statesEntered(history)).toEqual(['ExecuteService', 'ServiceOutcome']);
  });

  it('counts a task scheduled again as a retry', () => {
    expect(retriesIn(history)).toBe(1);
    expect(retriesIn(history.slice(0, 3))).toBe(0);
  });
});
