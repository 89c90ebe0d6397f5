// The cut: the two KMS commands our secrets need, the client's or a twin's.
import type { CallLabel } from '#core/contracts/labels.ts';

export interface KmsCommands {
  encrypt(text: Uint8Array, context: Readonly<Record<string, string>>): Promise<Uint8Array>;
  decrypt(cipher: Uint8Array, context: Readonly<Record<string, string>>): Promise<Uint8Array>;
}

export interface KmsOptions {
  readonly keyArn: string;
  readonly calls: {
    run<T>(label: CallLabel, effect: () => Promise<T>): Promise<T>;
  };
}
