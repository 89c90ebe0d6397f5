// The twin of the KMS client: a ciphertext that opens under the same key and context only. It hides
// nothing; it is the binding that is simulated. Its data keys are real keys, one per context, so that a run repeats itself.
// Source: https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
import type {
  DecryptCommandInput,
  EncryptCommandInput,
  GenerateDataKeyCommandInput,
  KMSClient,
} from '@aws-sdk/client-kms';
import { SdkError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

export interface MemoryKms {
  readonly send: KMSClient['send'];
  readonly unknownRequests: readonly string[];
}

interface Sealed {
  readonly key: string;
  readonly context: string;
  /** Base64. */
  readonly text: string;
}

const mark = 'memory-kms:';
const plainBytesMax = 4_096;

/** The same for two contexts that are equal in any order. */
const contextText = (context: Readonly<Record<string, string>> | undefined): string =>
  JSON.stringify(Object.entries(context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const digestLength = 8;

/** FNV-1a: tells one text from another, and hides nothing. */
const digestOf = (text: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(digestLength, '0');
};

/** The mark, a digest that any change breaks, and the text. */
const markedText = (body: string): string => `${mark}${digestOf(body)}${body}`;

const invalidCiphertext = (): SdkError => new SdkError('InvalidCiphertextException', '');

const opened = (blob: Uint8Array): Sealed => {
  const text = Buffer.from(blob).toString('utf8');
  const body = text.slice(mark.length + digestLength);
  if (text !== markedText(body)) throw invalidCiphertext();
  return JSON.parse(body) as Sealed;
};

/** @param keyArns - The keys there are. */
export const memoryKms = (keyArns: readonly string[]): MemoryKms => {
  const checkKey = (key: string): void => {
    if (!keyArns.includes(key)) throw new SdkError('NotFoundException', `no key ${key}`);
  };
  const encrypt = (input: EncryptCommandInput): object => {
    const { KeyId: key = '', Plaintext: plain = new Uint8Array() } = input;
    checkKey(key);
    if (plain.byteLength === 0 || plain.byteLength > plainBytesMax) {
      throw new SdkError('ValidationException', `a plaintext has 1 to ${plainBytesMax} bytes`);
    }
    const context = contextText(input.EncryptionContext);
    const sealed: Sealed = { key, context, text: base64(plain) };
    return { KeyId: key, CiphertextBlob: Buffer.from(markedText(JSON.stringify(sealed))) };
  };
  const generateDataKey = (input: GenerateDataKeyCommandInput): object => {
    const { KeyId = '', KeySpec, EncryptionContext } = input;
    if (KeySpec !== 'AES_256') throw new SdkError('ValidationException', 'a data key is AES_256');
    const source = `${mark}${KeyId}|${contextText(EncryptionContext)}`;
    const words = Array.from({ length: 8 }, (_, word) => digestOf(`${word}|${source}`));
    const Plaintext = new Uint8Array(Buffer.from(words.join(''), 'hex'));
    return { ...encrypt({ KeyId, Plaintext, EncryptionContext }), Plaintext };
  };
  const decrypt = (input: DecryptCommandInput): object => {
    const { KeyId = '', CiphertextBlob = new Uint8Array() } = input;
    checkKey(KeyId);
    const { key, context, text } = opened(CiphertextBlob);
    if (key !== KeyId) throw new SdkError('IncorrectKeyException', 'another key sealed this');
    if (context !== contextText(input.EncryptionContext)) throw invalidCiphertext();
    return { KeyId, Plaintext: new Uint8Array(Buffer.from(text, 'base64')) };
  };
  const { send, unknownRequests } = strictClient('KMS', {
    Encrypt: operation<EncryptCommandInput>(['KeyId', 'Plaintext', 'EncryptionContext'], encrypt),
    GenerateDataKey: operation<GenerateDataKeyCommandInput>(
      ['KeyId', 'KeySpec', 'EncryptionContext'],
      generateDataKey,
    ),
    Decrypt: operation<DecryptCommandInput>(
      ['KeyId', 'CiphertextBlob', 'EncryptionContext'],
      decrypt,
    ),
  });
  return { send: send as unknown as KMSClient['send'], unknownRequests };
};
