// docs/errors.md: every code with its status, texts and what a client may do next.
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { codeMessages } from '#core/contracts/messages.ts';
import { resultOfRefusal } from '#core/contracts/refusal-results.ts';
import { unsent } from '#core/contracts/unsent-codes.ts';

const retryTexts = {
  key: 'again, same key',
  new: 'after a change, new key',
  no: 'do not retry',
  none: '–',
} as const;

const resultText = (code: ErrorCode): string => {
  const { object, fields = [], when } = resultOfRefusal(code) ?? {};
  const named = fields.map((field) => `\`${field}\``).join(', ');
  const told = [object, named].filter(Boolean).join('; ');
  return when === undefined ? told : `${told} (${when})`;
};

const row = (code: ErrorCode): string => {
  const { status, retry } = errorTable[code];
  const waitsFor = unsent(code);
  const { ko, en } = codeMessages[code];
  const shown = code === 'COMMON_000' ? '200, 201' : String(status);
  return `| ${code} | ${shown} | ${ko} | ${en} | ${retryTexts[retry]} | ${resultText(code)} | ${waitsFor === undefined ? 'yes' : `not yet: ${waitsFor}`} |`;
};

export const errorsDocument = (): string => {
  const codes = Object.keys(errorTable) as ErrorCode[];
  return [
    '# Codes of the API',
    '',
    'Generated from `core/contracts/error-table.ts`, `messages.ts` and `refusal-results.ts` by',
    '`npm run generate`; do not edit. A code has one HTTP status for ever. "Same key" means: send again',
    'with the same `Idempotency-Key`, signed anew. *Not yet* names what a code waits for: no answer has it',
    'today, and its number is kept for it. *Result* is what the `result` of a refusal tells; where nothing stands it',
    'is `null`.',
    '',
    `${codes.length} codes, ${codes.filter((code) => unsent(code) === undefined).length} of them sent today.`,
    '',
    '| Code | HTTP | Korean | English | Retry | Result | Sent today |',
    '|---|---|---|---|---|---|---|',
    ...codes.map(row),
    '',
  ].join('\n');
};
