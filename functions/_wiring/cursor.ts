// Cursors sealed by the secret of the stage, read at their first use.
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import { cachedSecrets, secretsManager } from '#adapters/secrets/secrets-manager.ts';
import type { ProcessDeps } from './process.ts';

export const cursorSeal = (env: { readonly cursorSecretArn: string }, process: ProcessDeps) => {
  const read = cachedSecrets(secretsManager(process), process);
  return sealedCursor(() => read(env.cursorSecretArn));
};
