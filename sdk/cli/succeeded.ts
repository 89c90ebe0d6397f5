// What an answer of the API means for whoever called: its result, or a sentence with what to do next.
import type { Answer } from './api.ts';
import type { Named } from './command.ts';
import { type ExitCode, Failure } from './failure.ts';
import { both, same, type Text } from './language.ts';
import { sheet } from './table.ts';

interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A field by the word that was typed for it. */
const typedName = (field: string, { options }: Pick<Named, 'options'>): string => {
  const found = Object.entries(options).find(([, option]) => option.field === field);
  return found === undefined ? field : `--${found[0]}`;
};

const fieldLines = ({ result }: Answer, command: Pick<Named, 'options'>): string[] =>
  ((result?.['fieldErrors'] ?? []) as readonly FieldError[]).map(({ field, message }) =>
    field === '' ? `  ${message}` : `  ${typedName(field, command)}: ${message}`,
  );

/** Whatever else the answer tells, one name a line. */
const otherLines = ({ result }: Answer): string[] => {
  const { fieldErrors: _told, ...rest } = result ?? {};
  return Object.keys(rest).length === 0 ? [] : [sheet(rest, '  ')];
};

/** A sentence with its code, then the fields at fault by their options, and the request's id. */
const sentenceOf = (answer: Answer, command: Pick<Named, 'options'>): string =>
  [
    `${answer.message} (${answer.code.startsWith('HTTP_') ? '' : `${answer.code}, `}HTTP ${answer.status})`,
    ...fieldLines(answer, command),
    ...otherLines(answer),
    ...(answer.requestId === undefined ? [] : [`  request ${answer.requestId}`]),
  ].join('\n');

interface Meaning {
  readonly exitCode: ExitCode;
  readonly next?: Text | undefined;
}

const meaningOf = ({ status, code }: Answer, { hint }: Pick<Named, 'hint'>): Meaning => {
  if (code === 'SYS_007') {
    return { exitCode: 3, next: both('another person must do this', '다른 담당자가 해야 합니다') };
  }
  if (code === 'HTTP_403' || status === 401) {
    return { exitCode: 3, next: both('does your role allow it, and your network?', '역할과 네트워크가 허용하는지 확인하세요') };
  }
  if (status >= 500) return { exitCode: 4, next: both('try again in a moment', '잠시 뒤 다시 시도하세요') };
  return code.startsWith('VAL_') ? { exitCode: 2, next: hint } : { exitCode: 1 };
};

/** What an answer means for whoever called. @throws Failure for anything but a success. */
export const succeeded = (answer: Answer, command: Pick<Named, 'options' | 'hint'>): Record<string, unknown> => {
  if (answer.isSuccess) return answer.result ?? {};
  const { exitCode, next } = meaningOf(answer, command);
  throw new Failure(exitCode, same(sentenceOf(answer, command)), { answer, ...(next === undefined ? {} : { next }) });
};
