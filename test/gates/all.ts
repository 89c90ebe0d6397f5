// The inventory of checkers. A canary must exist for each (test/canaries).

import type { Checker } from './checker.ts';
import { errorCodes } from './error-codes.ts';
import { generatedFiles } from './generated.ts';
import { lengths } from './lengths.ts';
import { names } from './names.ts';
import { purity } from './purity.ts';
import { specifiers } from './specifiers.ts';
import { supply } from './supply.ts';
import { surroundings } from './surroundings.ts';
import { testManners } from './test-manners.ts';
import { tools } from './tools.ts';
import { words } from './words.ts';

/** Our own source checks: in process, cheap, first. */
const gates: readonly Checker[] = [
  names,
  specifiers,
  purity,
  surroundings,
  testManners,
  lengths,
  errorCodes,
  words,
  supply,
];

export const checkers: readonly Checker[] = [...gates, ...tools, generatedFiles];
