// GET /api/v1/openapi.json and GET /api/v1/docs; both files travel beside the bundle.
import { bundledFile } from '#adapters/files/bundled-file.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import { systemClock as clock } from '#adapters/system/system-clock.ts';
import { systemIds } from '#adapters/system/system-ids.ts';
import { loadEnv } from '#functions/_pipeline/load-env.ts';
import { openPipeline } from '#functions/_pipeline/open.ts';
import { powertoolsTelemetry } from '#functions/_pipeline/telemetry.ts';
import { env } from './env.ts';
import { getDocumentsHandler } from './handler.ts';

const telemetry = powertoolsTelemetry(loadEnv(env));
const deps = { clock, ids: systemIds(clock), instance: processInstance(), telemetry };
const openapi = bundledFile('openapi.json', import.meta.url);
const page = bundledFile('index.html', import.meta.url);

export const handler = openPipeline({
  name: 'get-documents',
  deps,
  handler: getDocumentsHandler({ openapi, page }),
});
