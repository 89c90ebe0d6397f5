// What every route states about itself, as data. It imports no schema, so bundles stay small.
// Source: API specification, sections 2.3, 3 and 6; limits: waiting-room-and-limits, section 15.
import type { ErrorCode } from '#core/contracts/error-table.ts';
import type { Scope } from '#core/contracts/vocabulary.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type LimitName = 'authorize' | 'capture' | 'refund' | 'order' | 'credit' | 'read' | 'admin';

export type UserLimitName = 'payment-user' | 'credit-user' | 'query-user';

export interface RouteRow {
  /** Folder of its Lambda: `functions/api/create-order`. */
  readonly id: string;
  readonly method: HttpMethod;
  /** Template. It is the route's name for idempotency, limits and metrics, whatever alias was used. */
  readonly path: string;
  readonly aliases: readonly string[];
  /** A scope of API keys, `none` (open) or `iam` (operators). */
  readonly scope: Scope | 'none' | 'iam';
  /** Limit per merchant (admin: per principal); `none` is not limited. */
  readonly limit: LimitName | 'none';
  readonly userLimit: UserLimitName | 'none';
  readonly cost: 0 | 1 | 5;
  /** `made`: where none is sent the engine makes one from what is asked for. */
  readonly key: 'required' | 'optional' | 'made' | 'none';
  /** Its nonce is always written to the database too, before the first effect. */
  readonly movesMoney: boolean;
  /** With the limiter's store away: `true` answers RATE_004, `false` counts in the process. */
  readonly failClosed: boolean;
  /** Sent first when the service is overloaded (`low`), or never refused (`critical`). */
  readonly priority: 'low' | 'normal' | 'critical';
  /** Answers by itself: nothing that it needs can be away or broken. */
  readonly asksNobody?: true;
  /** What a malformed id in the path answers, exactly as an unknown one. */
  readonly notFound?: ErrorCode;
  readonly successStatus: 200 | 201;
}

/** A read by one object's id: what the other kinds differ from. */
export const readRoute = {
  method: 'GET',
  aliases: [],
  limit: 'read',
  userLimit: 'query-user',
  cost: 1,
  key: 'none',
  movesMoney: false,
  failClosed: false,
  priority: 'normal',
  successStatus: 200,
} as const;
