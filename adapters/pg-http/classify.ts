// From status and code of a reply to one of our classes. Total: whatever the PG says has a class, and
// what is not listed for the operation is UNKNOWN. Source: Toss specification, section 12.
import type { PgCause, PgClass } from '#core/payments/payment-gateway.ts';

/** One row of a table: its codes mean the same. */
export interface ClassRow {
  readonly class: Extract<PgClass, 'DECLINED_HARD' | 'DECLINED_SOFT' | 'UNKNOWN'>;
  readonly cause: PgCause;
  /** Final only after one read that shows no effect. */
  readonly needsRead?: true;
  readonly codes: readonly string[];
}

export type ClassTable = ReadonlyMap<string, Omit<ClassRow, 'codes'>>;

export interface ReplyClass {
  readonly class: ClassRow['class'];
  readonly cause?: PgCause;
  readonly needsRead?: true;
  /** A listed 400 or 403: repeated by replays, it shows that this key is spent. */
  readonly isListedRefusal: boolean;
}

/** What any POST may answer: our request, our key or our contract is wrong. */
const everyPost: readonly ClassRow[] = [
  {
    class: 'DECLINED_HARD',
    cause: 'CONFIG',
    needsRead: true,
    codes: [
      'INVALID_REQUEST',
      'INVALID_IDEMPOTENCY_KEY',
      'INVALID_TEST_CODE',
      'UNAUTHORIZED_KEY',
      'INCORRECT_BASIC_AUTH_FORMAT',
    ],
  },
];

/** @throws Error for a code listed twice: the later row would win in silence. */
export const classTable = (rows: readonly ClassRow[]): ClassTable => {
  const table = new Map<string, Omit<ClassRow, 'codes'>>();
  for (const { codes, ...row } of [...everyPost, ...rows]) {
    for (const code of codes) {
      if (table.has(code)) throw new Error(`${code} is listed twice`);
      table.set(code, row);
    }
  }
  return table;
};

/** The statuses under which a code may be a definite no; any other says that nobody knows. */
const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404]);

const unknownBy = (status: number): ReplyClass => {
  if (status === 429) return { class: 'UNKNOWN', cause: 'THROTTLE', isListedRefusal: false };
  if (status === 409 || status >= 500) {
    return { class: 'UNKNOWN', cause: 'TRANSIENT', isListedRefusal: false };
  }
  return { class: 'UNKNOWN', isListedRefusal: false };
};

/** It may be an echo of an earlier call that still runs, so it says nothing about the key. */
const running = 'FORBIDDEN_CONSECUTIVE_REQUEST';

/** Classifies a reply that is not a 200. Never throws. */
export const classify = (table: ClassTable, status: number, code: string): ReplyClass => {
  const row = refusals.has(status) ? table.get(code) : undefined;
  if (row === undefined) return unknownBy(status);
  const isListedRefusal = (status === 400 || status === 403) && code !== running;
  return { ...row, isListedRefusal };
};
