import { describe, expect, it } from 'vitest';
import { readEventsArguments, readLogsArguments } from '#local/cloud/command-line.ts';
import { Setback } from '#local/cloud/setback.ts';

describe('readEventsArguments', () => {
  it('listens without end when nothing is said', () => {
    expect(readEventsArguments([])).toEqual({
      isJson: false,
      isFromStart: false,
      limit: Number.POSITIVE_INFINITY,
    });
  });

  it('reads every flag', () => {
    expect(readEventsArguments(['--json', '--once', '3', '--from-start'])).toEqual({
      isJson: true,
      isFromStart: true,
      limit: 3,
    });
  });

  it.each([[['--once', 'x']], [['--once', '0']], [['--onze', '1']], [['all']]])(
    'refuses %j and shows the usage',
    (args) => {
      expect(() => readEventsArguments(args)).toThrow(Setback);
    },
  );
});

describe('readLogsArguments', () => {
  it('takes a function, or a request id, or both', () => {
    expect(readLogsArguments(['create-order', '--follow'])).toEqual({
      isJson: false,
      isFollowing: true,
      functionName: 'create-order',
    });
    expect(readLogsArguments(['--request-id', 'req-1', '--json'])).toEqual({
      isJson: true,
      isFollowing: false,
      requestId: 'req-1',
    });
  });

  it.each([[[]], [['--follow']], [['a', 'b']], [['a', '--requestid', 'x']]])(
    'refuses %j',
    (args) => {
      expect(() => readLogsArguments(args)).toThrow(Setback);
    },
  );
});
