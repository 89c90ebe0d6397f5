// Plain paths and payload templates: `$`, `$.a.b`, `$$.Task.Token`. No filter, no intrinsic.

import type { Json, JsonObject } from '#core/kernel/json.ts';
import { StateFailure } from './failures.ts';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const stepsOf = (path: string): readonly string[] => path.split('.').slice(1);

/** @throws StateFailure States.Runtime when the path leads nowhere. */
export const readPath = (path: string, data: Json, context: JsonObject): Json => {
  let found: Json | undefined = path.startsWith('$$') ? context : data;
  for (const step of stepsOf(path)) {
    found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  if (found === undefined) {
    throw new StateFailure('States.Runtime', `the path ${path} leads to no value`);
  }
  return found;
};

/** Builds a payload: a key ending in `.$` names a path, every other value is taken as it stands. */
export const fillTemplate = (template: Json, data: Json, context: JsonObject): Json => {
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') && typeof value === 'string'
        ? [key.slice(0, -2), readPath(value, data, context)]
        : [key, fillTemplate(value, data, context)],
    ),
  );
};

const placed = (data: Json | undefined, steps: readonly string[], result: Json): Json => {
  const [head, ...rest] = steps;
  if (head === undefined) return result;
  const base = isObject(data) ? data : {};
  return { ...base, [head]: placed(base[head], rest, result) };
};

/** Puts a result into the state's input; without a path it replaces the input. */
export const placeResult = (path: string | undefined, data: Json, result: Json): Json => {
  if (path === undefined || path === '$') return result;
  if (!isObject(data)) {
    throw new StateFailure('States.ResultPathMatchFailure', `no object to hold ${path}`);
  }
  return placed(data, stepsOf(path), result);
};
