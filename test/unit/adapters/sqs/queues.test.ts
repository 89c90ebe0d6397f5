import type { SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { QueueCommands } from '#adapters/sqs/queue-commands.ts';
import { sqsDeadLetters } from '#adapters/sqs/sqs-dead-letters.ts';
import { sqsSweeper } from '#adapters/sqs/sqs-sweeper.ts';
import { sqsWatchdog } from '#adapters/sqs/sqs-watchdog.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { instant, plus } from '#core/kernel/instant.ts';

const now = instant(1_800_000_000_000);
const clock = { now: () => now };
const url = 'https://queue.test/q';

const queue = () => {
  const sent: unknown[] = [];
  const client: QueueCommands = {
    send: (label, { input }: SendMessageCommand) => {
      sent.push([label, input.QueueUrl, input.MessageBody, input.DelaySeconds]);
      return Promise.resolve({ $metadata: {} });
    },
  };
  return { client, sent };
};

const broken: QueueCommands = { send: () => Promise.reject(new Error('no answer')) };
const message = {
  tenant: 'test.M123',
  ref: { kind: 'SERVICE', serviceRequestId: 'svc_1' },
} as const;

describe('sqsWatchdog', () => {
  it.each([
    [0, 0],
    [-5_000, 0],
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [900_000, 900],
    [900_001, 900],
    [86_400_000, 900],
  ])('waits for %i ms: %i s', async (ms, seconds) => {
    const { client, sent } = queue();

    await sqsWatchdog(client, url, clock).send(message, plus(now, ms));

    expect(sent).toEqual([['queue.watchdog', url, JSON.stringify(message), seconds]]);
  });

  it('throws when the queue has not taken it', async () => {
    const watchdog = sqsWatchdog(broken, url, clock);

    await expect(watchdog.send(message, now)).rejects.toThrow(DependencyUnavailable);
  });
});

describe('sqsSweeper', () => {
  it('asks for the next sweep', async () => {
    const { client, sent } = queue();

    await sqsSweeper(client, url).sendIn(10);

    expect(sent).toEqual([['queue.sweeper', url, '{}', 10]]);
  });
});

describe('sqsDeadLetters', () => {
  it('keeps who gave up, why, and on what', async () => {
    const { client, sent } = queue();
    const letter = { source: 'relay-eventbridge', reason: 'SIZE', body: '{"id":"1"}' };

    await sqsDeadLetters(client, url).put(letter);

    expect(sent).toEqual([['queue.dead-letter', url, JSON.stringify(letter), 0]]);
  });

  it('throws when the letter is not kept', async () => {
    const letters = sqsDeadLetters(broken, url);

    await expect(letters.put({ source: 's', reason: 'r', body: 'b' })).rejects.toThrow('SQS');
  });
});
