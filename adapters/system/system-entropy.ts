// Randomness of the operating system.
import { randomBytes } from 'node:crypto';
import type { Entropy } from '#core/kernel/ports.ts';

export const systemEntropy: Entropy = { bytes: randomBytes };
