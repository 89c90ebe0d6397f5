// The admin API as commands use it: what is asked, and the envelope that comes.
import type { Language } from './language.ts';

export type Method = 'GET' | 'POST' | 'PATCH';

export interface Request {
  readonly method: Method;
  /** From `/admin/v1` on. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string;
}

export interface Answer {
  readonly status: number;
  readonly isSuccess: boolean;
  readonly code: string;
  readonly message: string;
  readonly result: Record<string, unknown> | null;
  readonly requestId: string | undefined;
}

/** Sends as a person: `viewer` for reads, `operator` for acts, `approver` for the second signature. */
export type Role = 'viewer' | 'operator' | 'approver';
export type Api = (role: Role, request: Request) => Promise<Answer>;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Endpoint {
  /** Scheme, host and, on AWS, the stage of the gateway: `https://x.execute-api.…/v1`. */
  readonly url: string;
  readonly region: string;
  readonly language: Language;
}
