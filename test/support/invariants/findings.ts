// What one judgement gathers: how many objects it looked at, and what is broken.
import type { Breach, Judged, RowKind } from './view.ts';

export class Findings implements Judged {
  looked = 0;
  readonly breaches: Breach[] = [];

  see(count = 1): void {
    this.looked += count;
  }

  /** Says what is broken unless it holds. */
  expect(holds: boolean, about: string, says: () => string): void {
    if (!holds) this.breaches.push({ about, says: says() });
  }
}

/** For invariants over logs that grow beside the tables: any write is a moment to look at them. */
export const everyKind: readonly RowKind[] = [
  'ORDER',
  'PAYMENT',
  'ATTEMPT',
  'REFUND',
  'SAGA',
  'SVC',
  'UNIQ',
  'GROUP',
  'ITEM',
  'MERCHANT',
  'KEY',
  'IDEM',
  'RESPONSE',
  'NONCE',
  'WALLET',
  'LOT',
  'HOLD',
  'CTX',
  'OUT',
  'CMD',
];
