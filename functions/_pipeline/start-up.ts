// The one cheap real call of a cold start: TLS, credentials and compilation happen while the
// processor is whole. A failure is told and survived, since the first request will try again anyway.
import type { Telemetry } from './telemetry.ts';

/** Runs the effects together. Never throws. */
export const startUp = async (
  telemetry: Telemetry,
  ...effects: readonly (() => Promise<unknown>)[]
): Promise<void> => {
  const results = await Promise.allSettled(effects.map(async (effect) => effect()));
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    telemetry({ level: 'WARN', message: 'start-up.failed', fields: {}, error: result.reason });
  }
};
