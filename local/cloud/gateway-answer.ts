// What the gateway itself answers when no function does, put into the envelope of the API. On AWS
// an HTTP API cannot shape these three; clients of the local cloud meet one form only.
import { codeMessages } from '#core/contracts/messages.ts';

const codes = { 413: 'VAL_004', 429: 'RATE_001', 503: 'SYS_002' } as const;

export type GatewayStatus = keyof typeof codes;

export const isGatewayStatus = (status: number): status is GatewayStatus =>
  Object.hasOwn(codes, status);

/** @returns whether a function wrote this body: only the engine speaks in envelopes. */
export function isEnvelope(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'isSuccess' in value && 'code' in value;
  } catch {
    return false;
  }
}

/** The four keys in the order of the API; Korean unless the client prefers English. */
export function gatewayEnvelope(status: GatewayStatus, acceptLanguage = ''): string {
  const code = codes[status];
  const language = /^\s*en\b/iu.test(acceptLanguage) ? 'en' : 'ko';
  return JSON.stringify({
    isSuccess: false,
    code,
    message: codeMessages[code][language],
    result: null,
  });
}
