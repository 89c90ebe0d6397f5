// The local cloud for the tier that needs it: found running, or started and stopped again. It stops
// the parts that it started itself and no others. FLUXPAY_CLOUD=running takes it as it is.
import { isOurs, readParts, stopPart } from '#local/cloud/part-registry.ts';
import { startCloud } from '#local/cloud/start-cloud.ts';
import { stepReport } from '#local/cloud/step-report.ts';

const running = (): ReadonlySet<string> =>
  new Set(
    Object.entries(readParts())
      .filter(([, part]) => isOurs(part))
      .map(([name]) => name),
  );

let before: ReadonlySet<string> | undefined;

export async function setup(): Promise<void> {
  if (process.env['FLUXPAY_CLOUD'] === 'running') return;
  before = running();
  const report = stepReport((line) => process.stderr.write(`${line}\n`));
  await startCloud({ profile: 'standard', report });
}

export async function teardown(): Promise<void> {
  if (before === undefined) return;
  // The proxy first, so that nobody gets through to half a cloud.
  for (const [name, part] of Object.entries(readParts()).reverse()) {
    if (!before.has(name)) await stopPart(name, part);
  }
}
