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

/** The block that sells: from an order to its status. */
const pasted = (page: string): string =>
  blocksOf(page).find((block) => block.startsWith('ORDER=')) ?? '';

describe('docs/quick-start.md', () => {
  it('sells when it is pasted', async () => {
    const block = pasted('docs/quick-start.md');
    const script = `${block}\nprintf '%s\\n' "$ORDER" "$PAID"\n`;

    const { stdout } = await shell('sh', ['-euc', script]);
    const [payment, order, orderId = '', paymentKey = ''] = stdout.trim().split('\n');
    const stored = await cloud.merchant.get(`/api/v1/orders/${orderId}`);
    const truth = await pgControl(cloud.pgUrl).truth(orderId);

    expect([payment, order]).toEqual(['CONFIRMED', 'COMPLETED']);
    expect(stored.result).toMatchObject({ status: 'COMPLETED', amount: 9_000 });
    expect(truth).toMatchObject({ approvals: 1, approvedAmount: 9_000 });
    expect(paymentKey).not.toBe('');
    count('journeys');
  });

  it('is the same in Korean', () => {
    expect(pasted('docs/quick-start.md')).not.toBe('');
    expect(blocksOf('docs/quick-start.ko.md').slice(0, 2)).toEqual(
      blocksOf('docs/quick-start.md').slice(0, 2),
    );
  });
});
