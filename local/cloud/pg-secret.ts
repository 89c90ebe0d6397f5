// The PG's secrets, put where the functions look for them. The simulator's are no secrets.
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { emulatedAws } from './emulated-aws.ts';

export const simulatorKey = 'test_sk_liar_tliar01';

/** What the simulator signs the sandbox's webhooks with. */
export const signingSecret = 'whsec_liar_tliar01_local';

/** @returns whether it had to be written; a new version on every start would only be noise. */
export async function putPgSecret(
  endpoint: string,
  secretArn: string,
  text: string,
): Promise<boolean> {
  const client = new SecretsManagerClient(emulatedAws(endpoint));
  try {
    const current = await client
      .send(new GetSecretValueCommand({ SecretId: secretArn }))
      .catch(() => undefined);
    if (current?.SecretString === text) return false;
    await client.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: text }));
    return true;
  } finally {
    client.destroy();
  }
}
