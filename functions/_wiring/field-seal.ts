// Personal data under the field key of the stage. KMS is asked at the first use only.
import { kmsFieldSeal } from '#adapters/crypto/kms-field-seal.ts';
import { kmsCommands, type OpenKms } from '#adapters/crypto/kms-secrets.ts';
import type { FieldSeal } from '#core/privacy/ports.ts';
import type { RuntimeDeps } from './runtime.ts';

export const fieldSealOf = (
  env: { readonly fieldKeyArn: string },
  runtime: RuntimeDeps,
  openKms?: OpenKms,
): FieldSeal => {
  const { calls, clock, entropy, instance } = runtime;
  const kms = kmsCommands({ keyArn: env.fieldKeyArn, calls }, openKms);
  return kmsFieldSeal({ kms, clock, instance, entropy });
};
