// M12: resolve-attempt, one failed read opens an attention item.
import type { Mutant } from './mutant.ts';

export const m12: Mutant = {
  id: 'M12',
  where: 'resolve-attempt',
  bug: 'one failed read opens an attention item',
  file: 'core/payments/resolve-attempt.ts',
  anchor: `return applied.outcome === 'IN_DOUBT' ? moveOn(deps, kase, attempt) : { kind: 'ENDED' };`,
  replace: `if (reading.kind === 'FAILED') await handOver(deps)(kase, 1, actor);
  return applied.outcome === 'IN_DOUBT' ? moveOn(deps, kase, attempt) : { kind: 'ENDED' };`,
  expect: 'R05',
  budget: { kind: 'S', template: 'S06', near: 'on-watchdog-due' },
};
