// Cursors sealed by the secret of the stage, read at their first use.
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import { cachedSecrets, secretsManager } from '#adapters/secrets/secrets-manager.ts';
import type { RuntimeDeps } from './runtime.ts';

export const cursorSeal = (env: { readonly cursorSecretArn: string }, runtime: RuntimeDeps) => {
  const read = cachedSecrets(secretsManager(runtime), runtime);
  return sealedCursor(() => read(env.cursorSecretArn));
};
