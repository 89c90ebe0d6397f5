// M123: authenticate, a wrong signature is let in.
import type { Mutant } from './mutant.ts';

export const m123: Mutant = {
  id: 'M123',
  where: 'authenticate',
  bug: 'a wrong signature is let in',
  file: 'functions/_pipeline/authenticate.ts',
  anchor: 'if (credential === undefined || !signed) return undefined;',
  replace: 'if (credential === undefined) return undefined;',
  expect: 'R10',
  budget: { kind: 'W', worlds: 8 },
};
