// Waiting in real time.
import { setTimeout } from 'node:timers/promises';
import type { Sleeper } from '#core/kernel/ports.ts';

export const systemSleeper: Sleeper = { sleep: (ms) => setTimeout(ms) };
