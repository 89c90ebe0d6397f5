// Open payments in the order in which they lapse. Both windows have a fixed length and the clock
// never goes back, so two plain queues are already sorted; accounts name their own dates and are put
// in place.
import { dueAt, type PaymentRecord } from './payment-record.ts';

type OpenStatus = 'READY' | 'IN_PROGRESS' | 'WAITING_FOR_DEPOSIT';

interface Entry {
  readonly paymentKey: string;
  readonly status: OpenStatus;
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

const isQueued = (status: PaymentRecord['status']): status is OpenStatus =>
  status === 'READY' || status === 'IN_PROGRESS' || status === 'WAITING_FOR_DEPOSIT';

export const dueQueue = (): DueQueue => {
  const queues = { READY: fifo(), IN_PROGRESS: fifo(), WAITING_FOR_DEPOSIT: fifo() };
  return {
    add: (payment) => {
      const due = dueAt(payment);
      const { paymentKey, status } = payment;
      if (due === undefined || !isQueued(status)) return;
      queues[status].push({ paymentKey, status, due });
    },
    takeDue: (now) => {
      let earliest: Entry | undefined;
      for (const queue of Object.values(queues)) {
        const next = queue.peek();
        if (next && next.due < (earliest?.due ?? Infinity)) earliest = next;
      }
      if (!earliest || earliest.due > now) return undefined;
      queues[earliest.status].shift();
      return earliest;
    },
  };
};
