// Where webhooks go: addresses by merchant, as the developer centre keeps them.
import { defaultMerchantId } from './basic-auth.ts';
import type { Surface } from './payment-record.ts';
import { commit, type Program } from './program.ts';
import type { Endpoint } from './transmissions.ts';
import { ControlRefusal } from './wire.ts';

export interface WantedEndpoint {
  readonly mId?: string;
  readonly url: string;
  /** Where the surface signs: one secret, two while they rotate. */
  readonly secrets?: readonly string[];
  /** Hears of the payments of this one alone; without it, of all. */
  readonly surface?: Surface;
}

const isUrl = (text: unknown): boolean => typeof text === 'string' && URL.canParse(text);

/** An address that is there already gets the new secrets. */
export const addEndpoint = (program: Program, wanted: WantedEndpoint): Endpoint => {
  const { mId = defaultMerchantId, url, secrets = [], surface } = wanted;
  const isMerchant = [...program.state.merchants.values()].some((known) => known.mId === mId);
  if (!isMerchant) throw new ControlRefusal(400, `no merchant ${mId}`);
  if (!isUrl(url)) throw new ControlRefusal(400, 'url is an address');
  const areTexts = Array.isArray(secrets) && secrets.every((secret) => typeof secret === 'string');
  if (!areTexts) throw new ControlRefusal(400, 'secrets is a list of texts');
  if (surface !== undefined && surface !== 'toss' && surface !== 'sandbox') {
    throw new ControlRefusal(400, 'surface is toss or sandbox');
  }
  const endpoint: Endpoint = { mId, url, secrets, ...(surface && { surface }) };
  commit(program, { kind: 'endpoint.added', after: { endpoint } });
  return endpoint;
};
