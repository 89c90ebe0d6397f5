// The twin of the Secrets Manager client: texts by ARN, as they are at the moment of the call.
// Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
import type {
  GetSecretValueCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SdkError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

export interface MemorySecrets {
  readonly send: SecretsManagerClient['send'];
  readonly unknownRequests: readonly string[];
}

/** @param textOf - The secret's text; undefined when there is no such secret. */
export const memorySecrets = (textOf: (arn: string) => string | undefined): MemorySecrets => {
  const getSecretValue = ({ SecretId: arn = '' }: GetSecretValueCommandInput): object => {
    const SecretString = textOf(arn);
    if (SecretString === undefined) {
      throw new SdkError(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    }
    return { ARN: arn, SecretString };
  };
  const { send, unknownRequests } = strictClient('Secrets Manager', {
    GetSecretValue: operation<GetSecretValueCommandInput>(['SecretId'], getSecretValue),
  });
  return { send: send as unknown as SecretsManagerClient['send'], unknownRequests };
};
