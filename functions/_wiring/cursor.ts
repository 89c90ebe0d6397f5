// Cursors sealed by the secret of the stage, read at their first use.
import { sealedCursor } from '#adapters/crypto/sealed-cursor.ts';
import {
  cachedSecrets,
  type OpenSecrets,
  secretsManager,
} from '#adapters/secrets/secrets-manager.ts';
import type { RuntimeDeps } from './runtime.ts';

export const cursorSeal = (
  env: { readonly cursorSecretArn: string },
  runtime: RuntimeDeps,
  openSecrets?: OpenSecrets,
) => {
  const read = cachedSecrets(secretsManager(runtime, openSecrets), runtime);
  return sealedCursor(() => read(env.cursorSecretArn));
};
