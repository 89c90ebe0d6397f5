// M01: fingerprint, equal for every payload.
import type { Mutant } from './mutant.ts';

export const m01: Mutant = {
  id: 'M01',
  where: 'fingerprint',
  bug: 'equal for every payload',
  file: 'functions/_pipeline/idempotency-key.ts',
  anchor: 'canonicalJson({ path: raw.pathParameters, query: raw.query, body })',
  replace:
    'canonicalJson({ path: raw.pathParameters, query: raw.query, body: Object.keys(body).length > 99 })',
  expect: 'I27',
  budget: { kind: 'F', template: 'S12', seed: '1' },
};
