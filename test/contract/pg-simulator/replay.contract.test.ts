import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { virtualClock } from '#local/pg-simulator/clock.ts';
import { readJournal, told } from '#local/pg-simulator/replay.ts';
import { authenticatedPayment, cancelOf, confirmOf, inProcess, readOf } from './doors.ts';

const folder = mkdtempSync(join(tmpdir(), 'liar-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A payment whose confirm was answered with a lie, and a refund of part of it. */
const lived = async () => {
  const opened = await inProcess.open({ dataDir: folder, clock: virtualClock() });
  opened.pg.control.setSwitches({ 'cancel.oneSecond': 'off' });
  const payment = authenticatedPayment(opened, { amount: 990_005 });
  await opened.send(confirmOf(payment, { key: 'key-1' }));
  await opened.send(cancelOf(payment, { cancelAmount: 5 }));
  const [read, list] = [await opened.send(readOf(payment)), opened.pg.control.journal()];
  await opened.close();
  return { payment, read, list };
};

describe('a replayed journal', () => {
  it('shows what the process knew, from its file or from what it has answered', async () => {
    const { payment, read, list } = await lived();
    const file = join(folder, 'journal.jsonl');
    const answered = join(folder, 'answered.json');
    writeFileSync(answered, JSON.stringify(list));
    const before = readFileSync(file, 'utf8');

    for (const path of [file, answered]) {
      const again = await inProcess.open({ lines: readJournal(path) });

      expect((await again.send(readOf(payment))).text).toBe(read.text);
      expect(again.pg.control.truth.key('key-1')).toMatchObject({ effects: 1 });
      await again.send(cancelOf(payment, { cancelAmount: 5 }));
    }
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('tells its story, a line each: what moved, by which lie, under which key', async () => {
    const { payment, list } = await lived();

    const story = list.map(told);

    const ofPayment = story.filter((line) => line.includes(payment.paymentKey));
    expect(ofPayment.map((line) => /\w+ > \w+/u.exec(line)?.[0] ?? 'READY')).toEqual([
      'READY',
      'READY > IN_PROGRESS',
      'IN_PROGRESS > DONE',
      'DONE > PARTIAL_CANCELED',
    ]);
    expect(ofPayment[2]).toContain('F05 confirm by marker');
    expect(ofPayment[2]).toContain('key key-1');
    expect(ofPayment[3]).toContain('990000 KRW left');
  });

  it('is refused where the file holds no line', () => {
    const path = join(folder, 'empty.jsonl');
    writeFileSync(path, '');

    expect(() => readJournal(path)).toThrow('holds no line');
  });
});
