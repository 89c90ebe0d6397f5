// A cash receipt as the PG itself knows it.
export const receiptTypes = ['소득공제', '지출증빙'] as const;

export interface CashReceiptRecord {
  readonly receiptKey: string;
  readonly mId: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly type: (typeof receiptTypes)[number];
  readonly customerIdentityNumber: string;
  /** Whole won. */
  readonly amount: number;
  readonly taxFree: number;
  /** Of a cancel: the key of what it takes back. */
  readonly cancels: string | null;
  readonly requestedAt: number;
}
