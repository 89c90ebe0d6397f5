// Everything the bus brings from now on, held against the published schemas.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { busTap, type TappedEvent } from '#local/cloud/bus-tap.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';

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
  /** All heard so far; a repeated delivery is heard again. */
  readonly all: () => readonly TappedEvent[];
  /** Listens once, for a second at most. */
  readonly listen: () => Promise<void>;
  /** What the schemas say against them. */
  readonly faults: () => readonly string[];
  readonly close: () => Promise<void>;
};

export async function heardEvents(cloud: LocalCloud): Promise<HeardEvents> {
  const tap = await busTap(cloud);
  const known = validators();
  const heard: TappedEvent[] = [];
  return {
    all: () => heard,
    listen: async () => {
      heard.push(...(await tap.receive(1)));
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
