// The secret key and where it may go. A key of real money at a simulator, or a test key where real
// money is meant, is a mistake of the stage and stops everything before a byte is sent.

import type { Environment } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';

/** The PG itself. Everything else that speaks its language is a simulator. */
export const tossBaseUrl = 'https://api.tosspayments.com';

/** @throws AssertionFailed, without the key in its message. */
export const checkSecretKey = (key: string, baseUrl: string, environment: Environment): void => {
  assert(/^(?:test|live)_g?sk_/u.test(key), 'the PG secret holds no secret key of Toss');
  const isToss = new URL(baseUrl).origin === tossBaseUrl;
  assert(isToss || !key.startsWith('live_'), 'a live_ key goes to Toss only, not to this base URL');
  assert(
    environment !== 'live' || !key.startsWith('test_'),
    'a test_ key cannot take payments of the live environment',
  );
};

/** The password is empty; the colon is required. */
export const basicAuthorization = (key: string): string =>
  `Basic ${Buffer.from(`${key}:`, 'utf8').toString('base64')}`;
