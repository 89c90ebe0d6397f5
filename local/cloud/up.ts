// `npm run local:up [-- --profile lean|standard] [--json]`: the local cloud without the story.
import { parseArgs } from 'node:util';
import { localFile } from './local-file.ts';
import { runCommand, Setback } from './setback.ts';
import { startCloud } from './start-cloud.ts';
import { stepReport } from './step-report.ts';

// As exits, so that what is under way (a deploy) is stopped with us; the next start goes on.
process.once('SIGINT', () => {
  process.stderr.write(
    'interrupted: npm run local:up goes on from here, npm run local:down stops what runs\n',
  );
  process.exit(130);
});
process.once('SIGTERM', () => process.exit(143));

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string', default: 'standard' },
      json: { type: 'boolean', default: false },
    },
  });
  const { profile, json } = values;
  if (profile !== 'lean' && profile !== 'standard') {
    throw new Setback(`there is no profile "${profile}"`, {
      part: 'local:up',
      next: 'npm run local:up -- --profile lean   (or standard)',
    });
  }
  const report = stepReport((line) => process.stderr.write(`${line}\n`));
  const startedAt = performance.now();
  const cloud = await startCloud({ profile, report });
  if (json) process.stdout.write(`${JSON.stringify(cloud)}\n`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`local: up in ${seconds} s · ${localFile} · stop with npm run local:down\n`);
});
