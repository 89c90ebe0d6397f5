// Basic authentication as Toss reads it: the secret key, a colon, an empty password.

export interface Merchant {
  readonly mId: string;
  readonly secretKey: string;
  readonly clientKey: string;
}

export type AuthCode = 'UNAUTHORIZED_KEY' | 'INCORRECT_BASIC_AUTH_FORMAT';

export const defaultMerchantId = 'tliar01';

/** The simulator's own merchant and the two public documentation keys of Toss. */
export const builtInMerchants: readonly Merchant[] = [
  {
    mId: defaultMerchantId,
    secretKey: 'test_sk_liar_tliar01',
    clientKey: 'test_ck_liar_tliar01',
  },
  {
    mId: 'tdocswidget',
    secretKey: 'test_gsk_docs_OaPz8L5KdmQXkzRz3y47BMw6',
    clientKey: 'test_gck_docs_Ovk5rk1EwkEbP0W43n07xlzm',
  },
  {
    mId: 'tdocsapi',
    secretKey: 'test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R',
    clientKey: 'test_ck_docs_tdocsapi',
  },
];

/**
 * The merchant of an Authorization header, or the code of the refusal.
 *
 * A `live_` key is never known here, whoever registered it: a live key at a simulator is a mistake
 * that must be loud.
 */
export const authenticate = (
  authorization: string | undefined,
  merchants: ReadonlyMap<string, Merchant>,
  missing: AuthCode,
): Merchant | AuthCode => {
  if (authorization === undefined || authorization === '') return missing;
  const encoded = /^Basic +(\S+)$/i.exec(authorization)?.[1];
  if (encoded === undefined) return 'INCORRECT_BASIC_AUTH_FORMAT';
  const credentials = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  if (colon < 0 || colon !== credentials.length - 1) return 'INCORRECT_BASIC_AUTH_FORMAT';
  const secretKey = credentials.slice(0, colon);
  if (secretKey.startsWith('live_')) return 'UNAUTHORIZED_KEY';
  return merchants.get(secretKey) ?? 'UNAUTHORIZED_KEY';
};
