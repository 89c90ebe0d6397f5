// The PG of a kept cloud, ended without warning and begun again on its journal and its port.
import { ensurePart } from '#local/cloud/ensure-part.ts';
import { isFreeOnLoopback } from '#local/cloud/free-port.ts';
import { readLocalFile, writeLocalFile } from '#local/cloud/local-file.ts';
import { keptPgSimulatorPlan } from '#local/cloud/part-plans.ts';
import { isOurs, readParts } from '#local/cloud/part-registry.ts';
import { poll } from '#local/cloud/poll.ts';

const port = (): number => Number(new URL(readLocalFile().pgUrl).port);

/** `kill -9`, at this very moment. */
export function killPg(): void {
  const part = readParts()['pg-simulator'];
  if (part === undefined || !isOurs(part)) throw new Error('the cloud has no PG to kill');
  process.kill(part.pid, 'SIGKILL');
}

/** After `killPg`: a process that still dies would keep its port from the next. */
export async function startPg(): Promise<void> {
  const isFree = await poll(() => isFreeOnLoopback(port()), 10_000);
  if (!isFree) throw new Error('the killed PG goes on');
  const { pid, port: taken } = await ensurePart({ ...keptPgSimulatorPlan, preferredPort: port() });
  if (taken !== port()) throw new Error(`the PG took port ${taken}, but is asked at ${port()}`);
  const local = readLocalFile();
  writeLocalFile({ ...local, pids: { ...local.pids, pg: pid } });
}
