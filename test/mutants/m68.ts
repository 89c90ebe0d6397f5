// M68: signature, nonce stored before the signature is proven.
import type { Mutant } from './mutant.ts';

export const m68: Mutant = {
  id: 'M68',
  where: 'signature',
  bug: 'nonce stored before the signature is proven',
  file: 'functions/_pipeline/http.ts',
  anchor: `      authenticate(deps),
      limitCaller(deps),`,
  replace: `      async (exchange) => {
        const refused = await authenticate(deps)(exchange);
        const { raw, row } = exchange;
        const keyId = /keyId=([^,]+)/u.exec(raw.headers['authorization'] ?? '')?.[1] ?? '';
        const nonce = raw.headers['x-nonce'] ?? '';
        if (refused !== undefined) {
          const tenant = { environment: 'test' as const, merchantId: 'M123' as never };
          await deps.gate.admit({
            tenant,
            keyId: keyId as never,
            nonce,
            policies: [],
            isFailClosed: row.failClosed,
            isWrite: true,
            isMoneyMove: false,
          });
        }
        return refused;
      },
      limitCaller(deps),`,
  expect: 'tests',
  budget: { kind: 'D', testFile: 'test/contract/http-edge.contract.test.ts' },
};
