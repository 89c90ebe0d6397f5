// How a failed test is told in the last lines of a log: one line that says what differed.
import { describe, expect, it } from 'vitest';
import { lineOf } from '#test/support/tally-reporter.ts';

describe('the line of a failure', () => {
  it('names what differed, without colours and without the headings of the diff', () => {
    const diff = [
      '\u001B[32m- Expected\u001B[39m',
      '\u001B[31m+ Received\u001B[39m',
      '',
      '  {',
      '\u001B[32m-   "status": 200,\u001B[39m',
      '\u001B[31m+   "code":   "IDEM_001",\u001B[39m',
      '  }',
    ].join('\n');

    const line = lineOf('a sale', [{ message: 'expected one to match another\nat x', diff }]);

    expect(line).toBe(
      'a sale: expected one to match another (- "status": 200, | + "code": "IDEM_001",)',
    );
  });

  it('is the message alone where nothing was compared, and short however much differs', () => {
    const many = '+ "a line of a very large answer"\n'.repeat(100);

    expect(lineOf('a', [{ message: 'gone' }])).toBe('a: gone');
    expect(lineOf('a', [])).toBe('a: no message');
    expect(lineOf('a', [{ message: 'b', diff: many }]).length).toBeLessThan(420);
  });
});
