// The signing key behind its first use, so that the SDK of KMS is a chunk of its own.
import type { KmsOptions } from './kms-commands.ts';
import type { KmsSigner } from './kms-signer.ts';

export type OpenSigner = (options: KmsOptions) => Promise<KmsSigner>;

const loadSigner: OpenSigner = (options) =>
  import('./kms-signer.ts').then(({ kmsSigner }) => kmsSigner(options));

export const lazySigner = (options: KmsOptions, open = loadSigner): KmsSigner => {
  let opened: Promise<KmsSigner> | undefined;
  const signer = (): Promise<KmsSigner> => {
    opened ??= open(options);
    return opened;
  };
  return {
    keyArn: options.keyArn,
    sign: async (text) => (await signer()).sign(text),
    publicKey: async () => (await signer()).publicKey(),
  };
};
