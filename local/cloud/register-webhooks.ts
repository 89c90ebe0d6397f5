// Tells the PG simulator where the webhooks of its merchant go, as an operator does in a PG's developer
// centre. A simulator that was restarted has forgotten it, so every start says it again.
import { signingSecret } from './pg-secret.ts';
import { Setback } from './setback.ts';

const register = async (pgUrl: string, endpoint: object): Promise<void> => {
  const reply = await fetch(`${pgUrl}/__liar/v1/webhooks/endpoints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(endpoint),
    signal: AbortSignal.timeout(5_000),
  });
  if (reply.ok) return;
  throw new Setback(`the PG simulator does not take the address of webhooks: ${reply.status}`, {
    part: 'PG simulator',
    next: 'npm run local:down, then npm run local:up',
  });
};

/** @param webhookUrl - That of Toss, as the admin API gave it to the merchant. */
export async function registerWebhooks(pgUrl: string, webhookUrl: string): Promise<void> {
  await register(pgUrl, { url: webhookUrl, surface: 'toss' });
  const url = webhookUrl.replace('/pg/toss/', '/pg/sandbox/');
  await register(pgUrl, { url, surface: 'sandbox', secrets: [signingSecret] });
}
