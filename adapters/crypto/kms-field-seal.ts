// Personal data under data keys of KMS. A data key belongs to one tenant and one field, seals many
// objects, and travels, wrapped by KMS, with each text it sealed; the binding names the object too, so
// a ciphertext moved to another row does not open.
// Layout: version (1 byte), length of the wrapped key (2), wrapped key, nonce (12), tag (16),
// ciphertext; in base64url.
import { tenantText } from '#core/contracts/tenant.ts';
import { SealBroken } from '#core/kernel/faults.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Clock, Entropy, Instance } from '#core/kernel/ports.ts';
import type { FieldSeal, SealedPlace } from '#core/privacy/ports.ts';
import { gcmOpen, gcmSeal, nonceBytes, tagBytes } from './aes-gcm.ts';
import type { DataKey, DataKeyCommands } from './kms-commands.ts';

export interface FieldSealDeps {
  readonly kms: DataKeyCommands;
  readonly clock: Clock;
  readonly instance: Instance;
  readonly entropy: Entropy;
}

const version = 1;
const lengthAt = 1;
const wrappedAt = 3;
const canonical = /^[A-Za-z0-9_-]{64,8192}$/u;

/** How long one plain data key stays in memory, and how many texts it seals. */
const lifeMs = 300_000;
const usesMax = 1_000;
const openedMax = 200;

/** The role of every function names this purpose in its grant. */
const contextOf = ({ tenant, field }: SealedPlace) => ({
  purpose: 'personal-data',
  tenant: tenantText(tenant),
  field,
});

const bindingOf = ({ tenant, objectId, field }: SealedPlace): Buffer =>
  Buffer.from(JSON.stringify(['fluxpay field', version, tenantText(tenant), field, objectId]));

interface Sealing {
  readonly key: DataKey;
  readonly endsAt: Instant;
  uses: number;
}

interface Opened {
  readonly plain: Uint8Array;
  readonly endsAt: Instant;
}

const nameOf = (place: SealedPlace): string => `${tenantText(place.tenant)}|${place.field}`;

const envelopeParts = (sealed: string) => {
  const bytes = canonical.test(sealed) ? Buffer.from(sealed, 'base64url') : Buffer.alloc(0);
  const isWhole = bytes.toString('base64url') === sealed && bytes[0] === version;
  const nonceAt = isWhole ? wrappedAt + bytes.readUInt16BE(lengthAt) : 0;
  const tagAt = nonceAt + nonceBytes;
  if (!isWhole || bytes.length < tagAt + tagBytes) throw new SealBroken('its form');
  return {
    wrapped: bytes.subarray(wrappedAt, nonceAt),
    nonce: bytes.subarray(nonceAt, tagAt),
    tag: bytes.subarray(tagAt, tagAt + tagBytes),
    cipher: bytes.subarray(tagAt + tagBytes),
  };
};

/** KMS says by these that the wrapped key is not one of this tenant and field. */
const refusals = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

export const kmsFieldSeal = ({ kms, clock, instance, entropy }: FieldSealDeps): FieldSeal => {
  const sealingKey = async (place: SealedPlace): Promise<DataKey> => {
    const keys = instance.memory('field-seal.sealing', () => new Map<string, Sealing>());
    const known = keys.get(nameOf(place));
    if (known !== undefined && clock.now() < known.endsAt && known.uses < usesMax) {
      known.uses += 1;
      return known.key;
    }
    const key = await kms.makeDataKey(contextOf(place));
    if (keys.size >= openedMax) keys.clear();
    keys.set(nameOf(place), { key, endsAt: plus(clock.now(), lifeMs), uses: 1 });
    return key;
  };

  const openedKey = async (place: SealedPlace, wrapped: Uint8Array): Promise<Uint8Array> => {
    const keys = instance.memory('field-seal.opened', () => new Map<string, Opened>());
    // The binding is part of the name: a key wrapped for another tenant finds nothing here.
    const name = `${nameOf(place)}|${Buffer.from(wrapped).toString('base64')}`;
    const known = keys.get(name);
    if (known !== undefined && clock.now() < known.endsAt) return known.plain;
    try {
      const plain = await kms.openDataKey(wrapped, contextOf(place));
      if (keys.size >= openedMax) keys.clear();
      keys.set(name, { plain, endsAt: plus(clock.now(), lifeMs) });
      return plain;
    } catch (fault) {
      throw refusals.has((fault as Error).name) ? new SealBroken('its key', fault) : fault;
    }
  };

  return {
    seal: async (place, text) => {
      const { plain, wrapped } = await sealingKey(place);
      const under = { key: plain, binding: bindingOf(place) };
      const { nonce, tag, cipher } = gcmSeal(under, entropy.bytes(nonceBytes), Buffer.from(text));
      const head = Buffer.alloc(wrappedAt);
      head.writeUInt8(version);
      head.writeUInt16BE(wrapped.byteLength, lengthAt);
      return Buffer.concat([head, wrapped, nonce, tag, cipher]).toString('base64url');
    },
    open: async (place, sealed) => {
      const { wrapped, ...parts } = envelopeParts(sealed);
      const key = await openedKey(place, wrapped);
      const opened = gcmOpen({ key, binding: bindingOf(place) }, parts);
      if (opened === undefined) throw new SealBroken('its text or its place');
      return opened.toString('utf8');
    },
  };
};
