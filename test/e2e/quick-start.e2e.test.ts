// What a newcomer pastes: the very text of docs/quick-start.md, in a shell of its own, ends with a paid order.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { count } from '#test/support/counters.ts';

const cloud = runningCloud();
const shell = promisify(execFile);

const blocksOf = (page: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) => block);

/** The blocks after the one that starts the cloud: what sells, and what tells of it afterwards. */
const pasted = (page: string): readonly [sells: string, tells: string] => {
  const [, sells = '', tells = ''] = blocksOf(page);
  return [sells, tells];
};

/** A command as the shell reads it: the words after `#` are for people. */
const commandsOf = (page: string): readonly string[] =>
  blocksOf(page).flatMap((block) => block.split('\n').map((line) => line.replace(/ +#.*$/u, '')));

describe('docs/quick-start.md', () => {
  it('sells when it is pasted, and tells what happened', async () => {
    const [sells, tells] = pasted('docs/quick-start.md');
    const script = `${sells}\nprintf '%s\\n' "$ORDER" "$PAID"\n${tells}`;

    const { stdout } = await shell('sh', ['-euc', script]);
    const [payment, order, orderId = '', paymentKey = '', ...told] = stdout.trim().split('\n');
    const stored = await cloud.merchant.get(`/api/v1/orders/${orderId}`);
    const truth = await pgControl(cloud.pgUrl).truth(orderId);

    expect([payment, order]).toEqual(['CONFIRMED', 'COMPLETED']);
    expect(stored.result).toMatchObject({ status: 'COMPLETED', amount: 9_000 });
    expect(truth).toMatchObject({ approvals: 1, approvedAmount: 9_000 });
    expect(paymentKey).not.toBe('');
    expect(told.join('\n')).toContain(`"orderId": "${orderId}"`);
    expect(told.filter((line) => /^pay_.*CONFIRMED/u.test(line))).toHaveLength(1);
    expect(told.at(-1)).toMatch(
      /^verify: .* \d+ records? of \d+ tenants? recounted, nothing differs$/u,
    );
    count('journeys');
  });

  it('is the same in Korean', () => {
    const [sells, tells] = pasted('docs/quick-start.md');

    expect([sells, tells]).not.toContain('');
    expect(commandsOf('docs/quick-start.ko.md')).toEqual(commandsOf('docs/quick-start.md'));
  });
});
