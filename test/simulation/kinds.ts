// Every kind of fault that some site allows: what a proof must have seen strike.
import { allowedAt, type FaultKind, type SiteClass } from '#test/support/world/faults.ts';
import type { Technology } from '#test/support/world/labels.ts';

/** As keys of a record, so that a technology cannot be left out. */
const technologies: Readonly<Record<Exclude<Technology, 'pg'>, true>> = {
  store: true,
  redis: true,
  bus: true,
  queue: true,
  machine: true,
  function: true,
  keys: true,
};

const places = ['first', 'later'] as const;

const classes = (): SiteClass[] => [
  ...Object.keys(technologies).flatMap((technology) =>
    (['read', 'write'] as const).flatMap((effect) =>
      places.map((place) => `call:${technology as Technology}:${effect}:${place}` as const),
    ),
  ),
  ...(['confirm', 'cancel', 'read'] as const).flatMap((op) =>
    places.map((place) => `pg:${op}:${place}` as const),
  ),
  'invocation',
  'invocation:step',
  'delivery:stream',
  'delivery:queue',
  'delivery:bus',
  'delivery:webhook',
];

export const faultKinds: readonly FaultKind[] = [
  ...new Set(classes().flatMap((siteClass) => allowedAt(siteClass))),
].toSorted();
