// The cut: the KMS commands that secrets and personal data need, the client's or a twin's.
import type { CallLabel } from '#core/contracts/labels.ts';

type Context = Readonly<Record<string, string>>;

/** A key of 32 bytes, and the same wrapped by KMS: the wrapped form may be stored anywhere. */
export interface DataKey {
  readonly plain: Uint8Array;
  readonly wrapped: Uint8Array;
}

export interface DataKeyCommands {
  makeDataKey(context: Context): Promise<DataKey>;
  /** @throws What KMS refused with, for another context than the key was made under. */
  openDataKey(wrapped: Uint8Array, context: Context): Promise<Uint8Array>;
}

export interface SecretCommands {
  encrypt(text: Uint8Array, context: Context): Promise<Uint8Array>;
  decrypt(cipher: Uint8Array, context: Context): Promise<Uint8Array>;
}

export interface KmsCommands extends SecretCommands, DataKeyCommands {}

export interface KmsOptions {
  readonly keyArn: string;
  readonly calls: {
    run<T>(label: CallLabel, effect: () => Promise<T>): Promise<T>;
  };
}
