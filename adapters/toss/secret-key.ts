// The secret key and where it may go. A key of real money at a simulator, or a test key where real
// money is meant, is a mistake of the stage: no byte is sent with it.

import type { Environment } from '#core/contracts/tenant.ts';

/** The PG itself. Everything else that speaks its language is a simulator. */
export const tossBaseUrl = 'https://api.tosspayments.com';

/** @returns Why this key may not be used here, without the key; undefined when it may. */
export const misfitOf = (
  key: string,
  baseUrl: string,
  environment: Environment,
): string | undefined => {
  if (!/^(?:test|live)_g?sk_/u.test(key)) return 'no secret key of Toss';
  const isLive = key.startsWith('live_');
  if (isLive !== (environment === 'live')) return 'a key of the other environment';
  const isToss = new URL(baseUrl).origin === tossBaseUrl;
  return isLive && !isToss ? 'a live key goes to Toss only' : undefined;
};
