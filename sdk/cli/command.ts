// What a command is: what it asks of the admin API, with which words, and how its answer is read.
import type { Method, Role } from './api.ts';
import type { ExitCode } from './failure.ts';
import { both, type Text } from './language.ts';
import type { Column } from './table.ts';
import type { OpenStage, Place, Terminal } from './terminal.ts';

export interface Option {
  /** Query parameter or body field it becomes. */
  readonly field: string;
  readonly help: Text;
  readonly isRequired?: true;
  readonly isMany?: true;
  /** How its text becomes a value; `span` is `90s`, `30m`, `2h`, in seconds. A dotted field is a path in the body. */
  readonly kind?: 'text' | 'json' | 'list' | 'span';
}

export interface Named {
  /** `attention show`. */
  readonly name: string;
  readonly help: Text;
  readonly options: Readonly<Record<string, Option>>;
  /** A rule over several options, told with them. */
  readonly hint?: Text;
}

/** One request, or the pages of one list. */
export interface Command extends Named {
  readonly method: Method;
  /** From `/admin/v1` on; `{x}` is the next word of the line. */
  readonly path: string;
  readonly role: Role;
  /** Sent always: in the query of a read, in the body of an act. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** Lists show these, and follow the cursor with `--all`. */
  readonly columns?: readonly Column[];
  /** Shown before it is asked whether to go on: what the act touches. */
  readonly touches?: { readonly path: string; readonly columns: readonly Column[] };
  /** Values of its result that say that there is none. */
  readonly untold?: Readonly<Record<string, string>>;
}

/** More than one request, or one as it is typed. */
export interface OwnCommand extends Named {
  /** `<method>` must stand, `[paymentId …]` may, any number of times. */
  readonly words: readonly string[];
  readonly run: (asked: Asked, open: OpenStage, terminal: Terminal) => Promise<ExitCode>;
}

/** A line that was typed, checked. */
export interface Asked extends Place {
  /** Words after the command, in their order. */
  readonly words: readonly string[];
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly isJson: boolean;
  readonly isYes: boolean;
  readonly isAll: boolean;
  readonly key: string | undefined;
}

export const option = (field: string, en: string, ko: string): Option => ({ field, help: both(en, ko) });

export const required = (field: string, en: string, ko: string): Option => ({
  ...option(field, en, ko),
  isRequired: true,
});

export const repeated = (field: string, en: string, ko: string): Option => ({
  ...option(field, en, ko),
  isMany: true,
});

export const env = {
  env: option('env', 'live or test; default: that of the stage', 'live 또는 test, 기본값은 스테이지의 환경'),
};

export const span = {
  from: option('from', 'created at or after: 2026-03-02T00:00:00Z', '이 시각부터 생성된 것: 2026-03-02T00:00:00Z'),
  to: option('to', 'created before', '이 시각 전에 생성된 것'),
};

export const page = { limit: option('limit', 'rows a page, 1 to 100', '한 페이지의 행 수, 1–100'), ...span, ...env };

export const reason = { reason: required('reason', 'why; goes on record', '사유, 기록에 남습니다') };

export const ofMerchant = { merchant: option('merchantId', 'of one merchant', '한 가맹점의 것') };

export const read = { method: 'GET', role: 'viewer' } as const;
export const act = { method: 'POST', role: 'operator' } as const;
