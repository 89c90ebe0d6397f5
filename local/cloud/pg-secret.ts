// The PG's secret key, put where the functions look for it. The simulator's is no secret.
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { emulatedAws } from './emulated-aws.ts';

const simulatorKey = 'test_sk_liar_tliar01';

/** @returns whether it had to be written; a new version on every start would only be noise. */
export async function putPgSecret(endpoint: string, secretArn: string): Promise<boolean> {
  const client = new SecretsManagerClient(emulatedAws(endpoint));
  try {
    const current = await client
      .send(new GetSecretValueCommand({ SecretId: secretArn }))
      .catch(() => undefined);
    if (current?.SecretString === simulatorKey) return false;
    await client.send(
      new PutSecretValueCommand({ SecretId: secretArn, SecretString: simulatorKey }),
    );
    return true;
  } finally {
    client.destroy();
  }
}
