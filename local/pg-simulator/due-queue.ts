// Open payments in the order in which they lapse. Most windows have a fixed length and the clock
// never goes back, so plain queues are already sorted; accounts name their own dates and are put in
// place.
import { dueAt, type PaymentRecord } from './payment-record.ts';

const lapsing = ['READY', 'IN_PROGRESS', 'AUTHORIZED', 'WAITING_FOR_DEPOSIT'] as const;

type Lapsing = (typeof lapsing)[number];

interface Entry {
  readonly paymentKey: string;
  readonly status: Lapsing;
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
    push: (entry: Entry) => {
      let at = entries.length;
      while (at > head && (entries[at - 1]?.due ?? 0) > entry.due) at -= 1;
      if (at === entries.length) entries.push(entry);
      else entries.splice(at, 0, entry);
    },
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

const isLapsing = (status: string): status is Lapsing =>
  (lapsing as readonly string[]).includes(status);

export const dueQueue = (): DueQueue => {
  const queues = {
    READY: fifo(),
    IN_PROGRESS: fifo(),
    AUTHORIZED: fifo(),
    WAITING_FOR_DEPOSIT: fifo(),
  };
  return {
    add: (payment) => {
      const due = dueAt(payment);
      const { paymentKey, status } = payment;
      if (due === undefined || !isLapsing(status)) return;
      queues[status].push({ paymentKey, status, due });
    },
    takeDue: (now) => {
      let earliest: Entry | undefined;
      for (const status of lapsing) {
        const next = queues[status].peek();
        if (next !== undefined && next.due < (earliest?.due ?? Infinity)) earliest = next;
      }
      if (!earliest || earliest.due > now) return undefined;
      queues[earliest.status].shift();
      return earliest;
    },
  };
};
