// Everything the bus brings from now on, held against the published schemas.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { CloudEvent } from '#core/contracts/events/cloud-event.ts';
import { busTap, type TappedEvent } from '#local/cloud/bus-tap.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { eventually } from './eventually.ts';

const schemas = new URL('../../../docs/events/schemas/', import.meta.url);

const validators = (): ReadonlyMap<string, ValidateFunction> => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  return new Map(
    readdirSync(schemas).map((file) => {
      const schema = JSON.parse(readFileSync(new URL(file, schemas), 'utf8')) as object;
      return [`com.fluxpay.${file.replace(/\.json$/u, '')}`, ajv.compile(schema)];
    }),
  );
};

export type HeardEvents = {
  /** Listens until all of these were heard. @returns them as the bus brought them, by id. */
  readonly wait: (stored: readonly CloudEvent[]) => Promise<readonly TappedEvent[]>;
  /** What the schemas say against them. */
  readonly faults: () => readonly string[];
  readonly close: () => Promise<void>;
};

export async function heardEvents(cloud: LocalCloud): Promise<HeardEvents> {
  const tap = await busTap(cloud);
  const known = validators();
  const heard: TappedEvent[] = [];
  return {
    wait: async (stored) => {
      const byId = () => new Map(heard.map((event) => [event.id, event]));
      await eventually(
        { what: 'every stored event on the bus', limitMs: 45_000 },
        async () => {
          heard.push(...(await tap.receive(1)));
          const brought = byId();
          return stored.filter(({ id }) => !brought.has(id)).map(({ id, type }) => `${type} ${id}`);
        },
        (missing) => missing.length === 0,
      );
      const wanted = new Set(stored.map(({ id }) => id));
      return [...byId().values()].filter(({ id }) => wanted.has(id));
    },
    faults: () =>
      heard.flatMap((event) => {
        const validate = known.get(event.type);
        if (validate === undefined) return [`${event.type} is in no schema`];
        validate(event);
        return (validate.errors ?? []).map(
          ({ instancePath, message }) => `${event.type} ${instancePath} ${message}`,
        );
      }),
    close: () => tap.close(),
  };
}
