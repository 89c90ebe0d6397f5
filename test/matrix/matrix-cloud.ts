// A local cloud of the matrix's own: kept, so that its parts may be killed, and reached by its functions through
// proxies. It is taken down with everything that it wrote.
import { rmSync } from 'node:fs';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { keptData } from '#local/cloud/part-plans.ts';
import { Setback } from '#local/cloud/setback.ts';
import { startCloud } from '#local/cloud/start-cloud.ts';
import { stepReport } from '#local/cloud/step-report.ts';
import { runningParts, stopStarted } from '#local/cloud/stop-started.ts';
import { closeInAnyCase } from '#local/demo/interruption.ts';
import { openWire, type Wire } from './wire.ts';

export interface MatrixCloud {
  readonly cloud: LocalCloud;
  readonly wire: Wire;
  /** Brings up whatever is down, on the data it had. */
  readonly revive: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startMatrixCloud(say: (line: string) => void): Promise<MatrixCloud> {
  if (runningParts().size > 0) {
    throw new Setback('a local cloud is running, and the matrix kills every part of its own', {
      part: 'matrix',
      next: 'npm run local:down, then npm run matrix again',
    });
  }
  rmSync(keptData, { recursive: true, force: true });
  let wire: Wire | undefined;
  const start = () =>
    startCloud({
      profile: 'standard',
      isKept: true,
      report: stepReport(say),
      between: async (real) => {
        wire ??= await openWire(real);
        return { aws: wire.aws.port, redis: wire.redis.port, pg: wire.pg.port };
      },
    });
  // Also when a signal ends the start before anybody holds what it gives.
  const stop = closeInAnyCase(async () => {
    await stopStarted(new Set());
    wire?.close();
    rmSync(keptData, { recursive: true, force: true });
  });
  try {
    const cloud = await start();
    if (wire === undefined) throw new Error('nothing stands between the functions and the cloud');
    return { cloud, wire, stop, revive: async () => void (await start()) };
  } catch (error) {
    await stop();
    throw error;
  }
}
