import { describe, expect, it } from 'vitest';
import { readAnswer } from '#local/cloud/admin-client.ts';

describe('readAnswer', () => {
  it('reads the envelope and keeps the status', () => {
    const text = '{"isSuccess":true,"code":"COMMON_000","message":"ok","result":{"keyId":"k"}}';

    expect(readAnswer(201, text)).toEqual({
      status: 201,
      isSuccess: true,
      code: 'COMMON_000',
      message: 'ok',
      result: { keyId: 'k' },
    });
  });

  it.each(['{"message":"Missing Authentication Token"}', 'Bad Gateway', 'null'])(
    "keeps the gateway's own words: %s",
    (text) => {
      expect(readAnswer(403, text)).toEqual({
        status: 403,
        isSuccess: false,
        code: 'HTTP_403',
        message: text,
        result: null,
      });
    },
  );
});
