import { describe, expect, it } from 'vitest';
import { type ErrorCode, errorTable, isErrorCode } from '#core/contracts/error-table.ts';
import {
  codeMessage,
  codeMessages,
  type FieldErrorCode,
  fieldMessage,
} from '#core/contracts/messages.ts';

const codes = Object.keys(errorTable) as ErrorCode[];

describe('errorTable', () => {
  it('has the 105 codes of the specification', () => {
    expect(codes).toHaveLength(105);
    expect(errorTable.PAY_003).toEqual({ status: 409, retry: 'no', wave: 1 });
    expect(errorTable.PAY_005).toEqual({ status: 202, retry: 'key', wave: 1 });
    expect(errorTable.COMMON_000).toEqual({ status: 200, retry: 'none', wave: 1 });
  });

  it('marks codes of later features', () => {
    const later = codes.filter((code) => errorTable[code].wave === 2);

    expect(later).toHaveLength(12);
    expect(later.every((code) => code.startsWith('SUB_') || code === 'WAIT_019')).toBe(true);
  });

  it('knows its codes and nothing inherited', () => {
    expect(isErrorCode('PAY_003')).toBe(true);
    expect(isErrorCode('PAY_999')).toBe(false);
    expect(isErrorCode('toString')).toBe(false);
  });
});

describe('messages', () => {
  it.each(codes)('has a Korean and an English text for %s', (code) => {
    expect(codeMessages[code].ko).toMatch(/[가-힣]/u);
    expect(codeMessage(code, 'en')).toMatch(/^[\x20-\x7e]+\.$/u);
  });

  it('says each field fault in both languages, with its limit where there is one', () => {
    const say = (code: FieldErrorCode, params = {}) =>
      fieldMessage({ field: 'quantity', code, params }, 'ko');

    expect(say('too_small', { minimum: '1' })).toBe('1 이상이어야 합니다.');
    expect(say('too_big', { maximum: '100' })).toBe('100 이하여야 합니다.');
    expect(say('too_small')).toBe('값이 너무 작습니다.');
    expect(say('too_big')).toBe('값이 너무 큽니다.');
    expect(fieldMessage({ field: '', code: 'too_small', params: { minimum: '1' } }, 'en')).toBe(
      'Must be at least 1.',
    );
    for (const code of [
      'required',
      'invalid_type',
      'invalid_format',
      'unknown',
      'card_data',
    ] as const) {
      expect(say(code)).toMatch(/[가-힣]/u);
      expect(fieldMessage({ field: '', code }, 'en')).toMatch(/\.$/u);
    }
  });
});
