// Holds the model against the engine's tables: every move it makes is legal there, and every legal move is
// made by it or waits, by name, for a feature that the model does not hold.
import { type Machine, movesTaken, type StatusOf, tables } from './state.ts';

type Move<M extends Machine> = readonly [machine: M, from: StatusOf<M>, to: StatusOf<M>];
type AnyMove = { [M in Machine]: Move<M> }[Machine];

/** Features whose edges the model does not walk yet, with the legal moves that only they make. */
export const waiting: readonly { readonly feature: string; readonly moves: readonly AnyMove[] }[] =
  [
    { feature: 'webhooks and their worker (P8, M78)', moves: [] },
    { feature: 'credits (M74)', moves: [] },
    {
      feature: 'authorize, capture, void, deposit (M77)',
      moves: [['payment', 'IN_DOUBT', 'CANCELLED']],
    },
    {
      feature: 'refunds by request (M75)',
      moves: [
        ['payment', 'CONFIRMED', 'PARTIALLY_REFUNDED'],
        ['payment', 'PARTIALLY_REFUNDED', 'PARTIALLY_REFUNDED'],
        ['payment', 'PARTIALLY_REFUNDED', 'REFUNDED'],
        ['refund', 'REQUESTED', 'SENT'],
      ],
    },
    {
      feature: 'partial cancels in the PG console, and cancels there that no read of ours meets',
      moves: [
        ['payment', 'APPROVED', 'PARTIALLY_REFUNDED'],
        ['payment', 'APPROVED', 'REFUNDED'],
        ['refund', 'FAILED', 'SUCCEEDED'],
      ],
    },
    {
      feature: 'authorize, capture and void in the model',
      moves: [
        ['payment', 'READY', 'AUTHORIZED'],
        ['payment', 'AUTHORIZED', 'APPROVED'],
        ['payment', 'AUTHORIZED', 'EXPIRED'],
        ['payment', 'AUTHORIZED', 'CANCELLED'],
        ['payment', 'AUTHORIZED', 'IN_DOUBT'],
        ['payment', 'IN_DOUBT', 'AUTHORIZED'],
      ],
    },
    {
      feature: 'virtual accounts and their deposits in the model',
      moves: [
        ['payment', 'READY', 'WAITING_FOR_DEPOSIT'],
        ['payment', 'WAITING_FOR_DEPOSIT', 'APPROVED'],
        ['payment', 'WAITING_FOR_DEPOSIT', 'CONFIRMED'],
        ['payment', 'WAITING_FOR_DEPOSIT', 'EXPIRED'],
        ['payment', 'WAITING_FOR_DEPOSIT', 'CANCELLED'],
        ['payment', 'WAITING_FOR_DEPOSIT', 'IN_DOUBT'],
        ['payment', 'IN_DOUBT', 'WAITING_FOR_DEPOSIT'],
        ['payment', 'APPROVED', 'WAITING_FOR_DEPOSIT'],
        ['payment', 'CONFIRMED', 'WAITING_FOR_DEPOSIT'],
        ['refund', 'PENDING_ACCOUNT', 'SENT'],
        ['refund', 'PENDING_ACCOUNT', 'FAILED'],
        ['refund', 'SENT', 'PENDING_PG'],
        ['refund', 'PENDING_PG', 'SUCCEEDED'],
        ['refund', 'PENDING_PG', 'FAILED'],
      ],
    },
    {
      feature: "an operator's retry",
      moves: [
        ['saga', 'NEEDS_ATTENTION', 'RUNNING'],
        ['saga', 'NEEDS_ATTENTION', 'COMPENSATING'],
        ['saga', 'NEEDS_ATTENTION', 'COMPLETED'],
        ['saga', 'NEEDS_ATTENTION', 'COMPENSATED'],
      ],
    },
  ];

/** What the model holds in a smaller or simpler form than the engine. */
export const simplified: readonly string[] = [
  'four read slots for ten, two runs of a saga for three, two payments of an order for five',
  'a read of rows and the commit that guards every row it read are one step',
  'a process that dies before or after a step stands for each lost reply of that step',
  'a request that may not claim asks again later, in place of being refused',
  'a PG tells a stale "not found" twice at most, and decides once per key',
  'message and sweep are one where both are there; apart in the runs of P7',
  'left out: SettleService, poison commands, mismatches of amount, parts of an amount',
];

const textOf = ([machine, from, to]: AnyMove): string => `${machine} ${from}>${to}`;

export const legalMoves = (): readonly string[] =>
  Object.entries(tables).flatMap(([machine, table]) =>
    Object.entries(table as Readonly<Record<string, readonly string[]>>).flatMap(
      ([from, targets]) => targets.map((to) => `${machine} ${from}>${to}`),
    ),
  );

export interface Coverage {
  readonly taken: number;
  readonly waiting: number;
  /** Moves of the model that the engine's tables refuse. */
  readonly illegal: readonly string[];
  /** Legal moves that are neither made nor listed. */
  readonly unseen: readonly string[];
  /** Listed as waiting, and made all the same or not legal any more. */
  readonly stale: readonly string[];
}

/** @param taken - As noted while the unchanged protocol was explored. */
export const coverageOf = (taken: ReadonlySet<string>): Coverage => {
  const legal = new Set(legalMoves());
  const listed = new Set(waiting.flatMap(({ moves }) => moves.map(textOf)));
  return {
    taken: taken.size,
    waiting: listed.size,
    illegal: [...taken].filter((move) => !legal.has(move)),
    unseen: [...legal].filter((move) => !taken.has(move) && !listed.has(move)),
    stale: [...listed].filter((move) => taken.has(move) || !legal.has(move)),
  };
};

/** Runs with a clean list of moves. @returns The moves that were made. */
export const movesOf = (run: () => void): ReadonlySet<string> => {
  movesTaken.clear();
  run();
  return new Set(movesTaken);
};
