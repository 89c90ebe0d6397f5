// Webhooks of the sandbox: in the words of Toss, and signed. The signature covers the bytes as they came and
// the time of their sending, so neither can be another's. Source: Toss specification, sections 15 and 17.1.
import { readWebhook } from '#adapters/pg-http/read-webhook.ts';
import type { Clock, Digests } from '#core/kernel/ports.ts';
import type { SignedBytes, WebhookFormat } from '#core/webhooks/ports.ts';

export interface SandboxWebhookOptions {
  readonly digests: Digests;
  readonly clock: Clock;
  /** The signing secrets as one text, with white space between them while two are in use. */
  readonly secrets: () => Promise<string>;
  /** Told, at every webhook that is refused for it, that no text among them can be a secret. */
  readonly onUnusableSecret: () => void;
}

/** A shorter text can be guessed, and an empty one is a key that everybody has. */
const secretLengthMin = 16;

/** What a header may hold: one signature for each secret, and no work for strangers beyond that. */
const signaturesMax = 4;

/** Longer than a PG sends one again, and shorter than what came is remembered: no time is left for a repeat. */
const oldMs = 4 * 86_400_000;

/** What two clocks may differ by. */
const aheadMs = 300_000;

const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(Z|[+-]\d{2}:\d{2})?$/u;

/** Without an offset it is the time of Seoul. @returns NaN for what is no time. */
const sentAt = (time: string): number => {
  const [, offset] = timeForm.exec(time) ?? ['', 'none'];
  return Date.parse(offset === undefined ? `${time}+09:00` : time);
};

/** @returns undefined for bytes that are no text: nobody signed such. */
const textOf = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const usable = (secrets: string): string[] =>
  secrets.split(/\s+/u).filter((secret) => secret.length >= secretLengthMin);

const signaturesIn = (header: string): string[] =>
  header
    .split(',', signaturesMax)
    .map((part) => part.trim())
    .filter((part) => part.startsWith('v1:'));

export const sandboxWebhooks = (options: SandboxWebhookOptions): WebhookFormat => {
  const { digests, clock } = options;
  const signatureOf = (secret: string, text: string): string =>
    `v1:${Buffer.from(digests.hmacHex(secret, text), 'hex').toString('base64')}`;

  const isFresh = (time: string): boolean => {
    const agoMs = clock.now() - sentAt(time);
    return agoMs <= oldMs && agoMs >= -aheadMs;
  };

  const isAuthentic = async ({ bytes, headers }: SignedBytes): Promise<boolean> => {
    const time = headers['tosspayments-webhook-transmission-time'] ?? '';
    const given = signaturesIn(headers['tosspayments-webhook-signature'] ?? '');
    const body = textOf(bytes);
    if (given.length === 0 || body === undefined || !isFresh(time)) return false;
    const secrets = usable(await options.secrets());
    if (secrets.length === 0) options.onUnusableSecret();
    // Each is compared with each, whatever the ones before it said.
    const matches = secrets
      .map((secret) => signatureOf(secret, `${body}:${time}`))
      .flatMap((ours) => given.map((theirs) => digests.constantTimeEquals(ours, theirs)));
    return matches.includes(true);
  };
  return { isAuthentic, read: readWebhook(digests) };
};
