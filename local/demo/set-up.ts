// Steps 1 to 3: what was installed, the processes, the stacks.
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { startCloud } from '#local/cloud/start-cloud.ts';
import type { DemoRun } from './demo-run.ts';
import { deployedText } from './deployed.ts';
import { cloudReport, installStep, textOf } from './steps.ts';

export async function setUp(run: DemoRun): Promise<LocalCloud> {
  run.note(installStep(process.env));
  run.hint('cloud');
  const report = cloudReport((name) => {
    if (name !== 'deploy') return;
    run.note({ name: 'cloud', text: textOf(report, 'cloud'), ms: report.msOf('cloud') });
    run.hint('deploy');
  });
  const cloud = await startCloud({ profile: run.profile, report });
  const text = `${await deployedText(cloud)} · machine payment-saga`;
  run.note({ name: 'deploy', text, ms: report.msOf('deploy', 'addresses', 'seeds') });
  return cloud;
}
