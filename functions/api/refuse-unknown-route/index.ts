// The gateway's $default route.
import { processInstance } from '#adapters/system/process-instance.ts';
import { systemClock as clock } from '#adapters/system/system-clock.ts';
import { systemIds } from '#adapters/system/system-ids.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { openPipeline } from '#functions/_pipeline/open.ts';
import { powertoolsTelemetry } from '#functions/_pipeline/telemetry.ts';
import { env } from './env.ts';
import { refuseUnknownRouteHandler } from './handler.ts';

const telemetry = powertoolsTelemetry(loadEnv(env));
const deps = { clock, ids: systemIds(clock), instance: processInstance(), telemetry };

export const handler = openPipeline({
  name: 'refuse-unknown-route',
  deps,
  handler: refuseUnknownRouteHandler(),
});
