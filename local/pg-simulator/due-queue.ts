// Open payments in the order in which they lapse. Both windows have a fixed length and the clock
// never goes back, so two plain queues are already sorted.
import { dueAt, type PaymentRecord } from './payment-record.ts';

interface Entry {
  readonly paymentKey: string;
  readonly status: 'READY' | 'IN_PROGRESS';
  readonly due: number;
}

export interface DueQueue {
  add(payment: PaymentRecord): void;
  /** Takes the earliest entry that is due at `now`, or undefined. */
  takeDue(now: number): Entry | undefined;
}

const fifo = () => {
  let entries: Entry[] = [];
  let head = 0;
  return {
    push: (entry: Entry) => entries.push(entry),
    peek: () => entries[head],
    shift: () => {
      head += 1;
      // Compacting now and then keeps both the memory and the cost of a shift small.
      if (head > 1024 && head * 2 > entries.length) {
        entries = entries.slice(head);
        head = 0;
      }
    },
  };
};

export const dueQueue = (): DueQueue => {
  const queues = { READY: fifo(), IN_PROGRESS: fifo() };
  return {
    add: (payment) => {
      const due = dueAt(payment);
      const { paymentKey, status } = payment;
      if (due === undefined || (status !== 'READY' && status !== 'IN_PROGRESS')) return;
      queues[status].push({ paymentKey, status, due });
    },
    takeDue: (now) => {
      const ready = queues.READY.peek();
      const inProgress = queues.IN_PROGRESS.peek();
      const isReadyFirst = (ready?.due ?? Infinity) <= (inProgress?.due ?? Infinity);
      const earliest = isReadyFirst ? ready : inProgress;
      if (!earliest || earliest.due > now) return undefined;
      queues[earliest.status].shift();
      return earliest;
    },
  };
};
