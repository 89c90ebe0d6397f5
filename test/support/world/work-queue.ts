// A queue with its consumer: messages wait their time, stay hidden while they are worked on, come again
// after the visibility timeout, and are put aside after five receives.
// Source: AWS, "Amazon SQS visibility timeout" and "Using Lambda with Amazon SQS".
import type { Waiting } from '#test/support/invariants/view.ts';
import type { Ground, Site } from './ground.ts';
import type { Lambda } from './lambda.ts';

export interface WorkQueueOptions {
  readonly ground: Ground;
  readonly lambda: Lambda;
  readonly name: string;
  readonly folder: string;
  /** Six times the consumer's timeout. */
  readonly visibilityMs: number;
  readonly workOf: (body: string) => string;
  readonly onDeadLetter: (body: string) => void;
  /** True where the message is lost: the layer it belongs to is off. */
  readonly isOff?: () => boolean;
  /** True where nothing would come of it: an idle turn of a timer that is not run. */
  readonly isIdle?: (body: string) => boolean;
}

export interface WorkQueue {
  /** @param onGone - Told when it is worked off or put aside. */
  put(body: string, delaySeconds: number, onGone?: () => void): void;
  waiting(): Waiting[];
}

interface Message {
  readonly number: number;
  readonly body: string;
  readonly onGone: (() => void) | undefined;
  receives: number;
  visibleAt: number;
}

const receivesMax = 5;

const failuresIn = (answer: unknown): boolean =>
  ((answer as { batchItemFailures?: readonly unknown[] } | undefined)?.batchItemFailures?.length ??
    0) > 0;

/** Messages are delivered one by one: a batch of many is no other fault than many batches of one. */
export const workQueue = (options: WorkQueueOptions): WorkQueue => {
  const { ground, lambda, name, folder, workOf } = options;
  const held = new Set<Message>();
  let numbers = 0;

  const end = (message: Message): void => {
    held.delete(message);
    message.onGone?.();
  };
  const hideAgain = (message: Message): void => {
    message.visibleAt = ground.scheduler.now() + options.visibilityMs;
    ground.later(options.visibilityMs, () => receive(message));
  };
  const handled = (message: Message, site: Site, answer: unknown): void => {
    if (failuresIn(answer)) {
      hideAgain(message);
      return;
    }
    if (site.fault === 'duplicate' && message.receives === 1) {
      ground.later(400, () => receive(message));
      return;
    }
    end(message);
  };
  const receive = (message: Message): void => {
    if (!held.has(message)) return;
    if (message.receives >= receivesMax) {
      options.onDeadLetter(message.body);
      end(message);
      return;
    }
    message.receives += 1;
    if (options.isIdle?.(message.body) === true) {
      end(message);
      return;
    }
    const work = workOf(message.body);
    const site = ground.site(`queue:${name}#${work}`, 'deliver', 'delivery:queue');
    const body = site.fault === 'poison' ? '{"not":"a message"}' : message.body;
    const record = {
      messageId: `${name}-${message.number}`,
      body,
      attributes: { ApproximateReceiveCount: String(message.receives) },
    };
    ground.later(
      ground.latency(site, 5, 60) + ground.lateness(site),
      () => {
        lambda.invoke({ folder, work, event: { Records: [record] } }).then(
          (answer) => handled(message, site, answer),
          () => hideAgain(message),
        );
      },
      site,
    );
  };
  return {
    put: (body, delaySeconds, onGone) => {
      if (options.isOff?.() === true) return;
      numbers += 1;
      const visibleAt = ground.scheduler.now() + delaySeconds * 1_000;
      const message: Message = { number: numbers, body, onGone, receives: 0, visibleAt };
      held.add(message);
      ground.scheduler.at(visibleAt, () => receive(message));
    },
    waiting: () => [...held].map(({ body, visibleAt }) => ({ queue: name, body, visibleAt })),
  };
};
