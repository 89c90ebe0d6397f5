// M11: resolve-attempt, new attempt number after a timeout.
import type { Mutant } from './mutant.ts';

export const m11: Mutant = {
  id: 'M11',
  where: 'resolve-attempt',
  bug: 'new attempt number after a timeout',
  file: 'core/payments/resolve-attempt.ts',
  anchor: 'const reply = await sendOnce(deps, attempt, deps.callTimeoutMs);',
  replace: `const next = { ...attempt, attemptNo: attempt.attemptNo + 1, pgKey: \`\${attempt.pgKey.slice(0, -1)}-\` };
  const reply = await sendOnce(deps, next, deps.callTimeoutMs);`,
  expect: 'I04',
  budget: { kind: 'F', template: 'S07' },
};
