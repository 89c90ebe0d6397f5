// Chance for jitter. Whatever must not be guessed comes from `systemIds`.
import type { Chance } from '#core/kernel/ports.ts';

export const systemChance: Chance = { fraction: () => Math.random() };
