// M06: PG key, another key for each try.
import type { Mutant } from './mutant.ts';

export const m06: Mutant = {
  id: 'M06',
  where: 'PG key',
  bug: 'another key for each try',
  file: 'core/payments/send-attempt.ts',
  anchor: `await sleeper.sleep(pause);
    reply = await call(deps, gateway, attempt, timeoutMs);`,
  replace: `await sleeper.sleep(pause);
    const pgKey = \`\${attempt.pgKey.slice(0, -3)}\${wait}\`;
    reply = await call(deps, gateway, { ...attempt, pgKey }, timeoutMs);`,
  expect: 'I04',
  budget: { kind: 'S', template: 'S01', near: 'pg.confirm' },
};
