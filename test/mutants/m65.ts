// M65: caller, merchant from a header the client writes.
import type { Mutant } from './mutant.ts';

export const m65: Mutant = {
  id: 'M65',
  where: 'caller',
  bug: 'merchant from a header the client writes',
  file: 'functions/_pipeline/authenticate.ts',
  anchor: 'exchange.caller = { tenant: tenantOfKey(key), key, merchant };',
  replace: `exchange.caller = {
      tenant: { ...tenantOfKey(key), merchantId: (exchange.raw.headers['x-merchant-id'] ?? key.merchantId) as never },
      key,
      merchant,
    };`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/mutants-edge.contract.test.ts' },
};
