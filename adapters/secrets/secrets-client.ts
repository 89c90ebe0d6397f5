// Secrets Manager itself. Imported when it is first needed, so that its SDK is a chunk of its own;
// region, endpoint and credentials come from the environment.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secretsClient = (): SecretsManagerClient =>
  new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true },
  });

/**
 * @param client - The client of this process, or a twin.
 * @returns The text of a secret, undefined where it holds bytes.
 */
export const openSecrets = (
  client: Pick<SecretsManagerClient, 'send'> = secretsClient(),
): ((arn: string) => Promise<string | undefined>) => {
  return async (SecretId) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
    return SecretString;
  };
};
