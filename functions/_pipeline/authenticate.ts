// Who is calling, and may they: the signature over the raw request, then merchant and scope. The
// order of the checks is the security; a stranger learns nothing but that it failed.
// Source: API specification, section 4.1.
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import type { RouteRow } from '#core/contracts/http/route-row.ts';
import {
  type Authorization,
  isNonce,
  parseAuthorization,
  parseTimestamp,
  stringToSign,
} from '#core/contracts/http/signing.ts';
import type { KeyId } from '#core/kernel/ids.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import { isUsable, tenantOfKey } from '#core/merchants/api-key.ts';
import type { ApiKeys, Credential } from '#core/merchants/ports.ts';
import type { Exchange } from './exchange.ts';
import type { RawRequest } from './gateway-event.ts';

export interface AuthenticateDeps {
  readonly keys: ApiKeys;
  readonly digests: Digests;
  readonly clock: Clock;
  /** How far `X-Timestamp` may lie from our time, either side. */
  readonly toleranceSeconds: number;
}

interface SignatureHeaders {
  readonly authorization: Authorization;
  readonly timestamp: string;
  readonly signedAt: Instant;
  readonly nonce: string;
}

/**
 * Reads the three headers. One sent twice arrives joined by a comma, which none of their forms
 * allows; neither does a media type, the fourth signed header.
 */
const readHeaders = ({ headers }: RawRequest): SignatureHeaders | undefined => {
  const authorization = parseAuthorization(headers['authorization'] ?? '');
  const timestamp = headers['x-timestamp'] ?? '';
  const signedAt = parseTimestamp(timestamp);
  const nonce = headers['x-nonce'] ?? '';
  if (authorization === undefined || signedAt === undefined || !isNonce(nonce)) return undefined;
  if (headers['content-type']?.includes(',') === true) return undefined;
  return { authorization, timestamp, signedAt, nonce };
};

/** Signs for keys nobody has, so that an unknown key takes the work of a known one. */
const nobodysSecret = `fps_test_${'0'.repeat(40)}`;

const isSigned = (
  { digests }: AuthenticateDeps,
  raw: RawRequest,
  { authorization, timestamp, nonce }: SignatureHeaders,
  secret: string,
): boolean => {
  const text = stringToSign({
    method: raw.method,
    contentType: raw.headers['content-type'],
    timestamp,
    nonce,
    path: raw.path,
    rawQuery: raw.rawQuery,
    bodyHash: digests.sha256Hex(raw.bytes),
    idempotencyKey: raw.headers['idempotency-key'],
  });
  return digests.constantTimeEquals(digests.hmacHex(secret, text), authorization.signature);
};

const isOf = (credential: Credential, { environment }: Authorization, now: Instant): boolean =>
  credential.key.environment === environment && isUsable(credential.key, now);

/** Key usable and signature equal; both are always computed. */
const verify = async (
  deps: AuthenticateDeps,
  raw: RawRequest,
  sent: SignatureHeaders,
): Promise<Credential | undefined> => {
  const credential = await deps.keys.byId(sent.authorization.keyId as KeyId);
  const signed = isSigned(deps, raw, sent, credential?.secret ?? nobodysSecret);
  if (credential === undefined || !signed) return undefined;
  return isOf(credential, sent.authorization, deps.clock.now()) ? credential : undefined;
};

const permission = ({ key, merchant }: Credential, { scope }: RouteRow): Answer | undefined => {
  if (merchant.status !== 'ACTIVE') return refusal('AUTH_006');
  return key.scopes.includes(scope) ? undefined : refusal('AUTH_005', { requiredScope: scope });
};

/** @returns The refusal; else nothing, and the exchange has its caller. */
export const authenticate =
  (deps: AuthenticateDeps) =>
  async (exchange: Exchange): Promise<Answer | undefined> => {
    const sent = readHeaders(exchange.raw);
    if (sent === undefined) return refusal('AUTH_001');

    const now = deps.clock.now();
    if (Math.abs(now - sent.signedAt) > deps.toleranceSeconds * 1000) {
      return refusal('AUTH_003', { serverTime: toIso(now) });
    }

    const credential = await verify(deps, exchange.raw, sent);
    if (credential === undefined) return refusal('AUTH_002');

    const refused = permission(credential, exchange.row);
    if (refused !== undefined) return refused;
    const { key, merchant } = credential;
    exchange.caller = { tenant: tenantOfKey(key), key, merchant };
    return undefined;
  };
