// What is typed after `npm run events --` and `npm run local:logs --`.
import { describe, expect, it } from 'vitest';
import { eventsForm, logsForm } from '#local/cloud/command-line.ts';
import { parsedOptions } from '#local/read-options.ts';

describe('npm run events', () => {
  it('listens without end when nothing is said', () => {
    expect(parsedOptions([], eventsForm)).toEqual({
      kind: 'GIVEN',
      given: { values: { json: false, 'from-start': false, once: undefined }, words: [] },
    });
  });

  it('reads every flag', () => {
    expect(parsedOptions(['--json', '--once', '3', '--from-start'], eventsForm)).toMatchObject({
      given: { values: { json: true, 'from-start': true, once: 3 } },
    });
  });

  it.each([[['--once', 'x']], [['--once', '0']], [['--onze', '1']], [['all']]])(
    'refuses %j',
    (args) => {
      expect(parsedOptions(args, eventsForm)).toMatchObject({ kind: 'WRONG' });
    },
  );
});

describe('npm run local:logs', () => {
  it('takes a function, or a request id, or both', () => {
    expect(parsedOptions(['create-order', '--follow'], logsForm)).toMatchObject({
      given: { words: ['create-order'], values: { follow: true, 'request-id': undefined } },
    });
    expect(parsedOptions(['--request-id', 'req-1', '--json'], logsForm)).toMatchObject({
      given: { words: [], values: { 'request-id': 'req-1', json: true } },
    });
  });

  it.each([[['a', 'b']], [['a', '--requestid', 'x']]])('refuses %j', (args) => {
    expect(parsedOptions(args, logsForm)).toMatchObject({ kind: 'WRONG' });
  });
});
