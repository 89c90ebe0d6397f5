// docs/errors.md: every code with its status, texts and what a client may do next.
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { codeMessages } from '#core/contracts/messages.ts';
import { unsent } from '#core/contracts/unsent-codes.ts';

const retryTexts = {
  key: 'again, same key',
  new: 'after a change, new key',
  no: 'do not retry',
  none: '–',
} as const;

const row = (code: ErrorCode): string => {
  const { status, retry } = errorTable[code];
  const waitsFor = unsent(code);
  const { ko, en } = codeMessages[code];
  const shown = code === 'COMMON_000' ? '200, 201' : String(status);
  return `| ${code} | ${shown} | ${ko} | ${en} | ${retryTexts[retry]} | ${waitsFor === undefined ? 'yes' : `not yet: ${waitsFor}`} |`;
};

export const errorsDocument = (): string => {
  const codes = Object.keys(errorTable) as ErrorCode[];
  return [
    '# Codes of the API',
    '',
    'Generated from `core/contracts/error-table.ts` and `core/contracts/messages.ts` by',
    '`npm run generate`; do not edit. A code has one HTTP status for ever. "Same key" means: send again',
    'with the same `Idempotency-Key`, signed anew. *Not yet* names what a code waits for: no answer has it',
    'today, and its number is kept for it.',
    '',
    `${codes.length} codes, ${codes.filter((code) => unsent(code) === undefined).length} of them sent today.`,
    '',
    '| Code | HTTP | Korean | English | Retry | Sent today |',
    '|---|---|---|---|---|---|',
    ...codes.map(row),
    '',
  ].join('\n');
};
