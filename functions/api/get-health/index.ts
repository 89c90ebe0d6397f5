// GET /health.
import { processInstance } from '#adapters/system/process-instance.ts';
import { systemClock as clock } from '#adapters/system/system-clock.ts';
import { systemIds } from '#adapters/system/system-ids.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { openPipeline } from '#functions/_pipeline/open.ts';
import { powertoolsTelemetry } from '#functions/_pipeline/telemetry.ts';
import { env } from './env.ts';
import { getHealthHandler, getHealthQuery } from './handler.ts';

const names = loadEnv(env);
const telemetry = powertoolsTelemetry(names);
const deps = { clock, ids: systemIds(clock), instance: processInstance(), telemetry };

export const handler = openPipeline({
  name: 'get-health',
  deps,
  query: getHealthQuery,
  handler: getHealthHandler({ clock, version: names.fluxpayVersion }),
});
