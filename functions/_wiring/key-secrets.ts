// Secrets of API keys under the field key of the stage.
import { kmsCommands, kmsSecrets, type OpenKms } from '#adapters/crypto/kms-secrets.ts';
import type { RuntimeDeps } from './runtime.ts';

export const keySecretsOf = (
  env: { readonly fieldKeyArn: string },
  { calls, instance }: RuntimeDeps,
  openKms?: OpenKms,
) => kmsSecrets(kmsCommands({ keyArn: env.fieldKeyArn, calls }, openKms), instance);
