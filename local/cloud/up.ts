// `npm run local:up [-- --profile lean|standard] [--json]`: the local cloud without the story.
import { flag, oneOf, readOptions } from '#local/read-options.ts';
import { localFile } from './local-file.ts';
import { runCommand } from './setback.ts';
import { startCloud } from './start-cloud.ts';
import { stepReport } from './step-report.ts';

const { profile, json } = readOptions(process.argv.slice(2), {
  command: 'npm run local:up',
  usage: `npm run local:up [-- --profile lean|standard] [--json]

  Starts the local cloud, deploys to it, and leaves it running.
  --profile   lean (no function is given the Redis, which runs all the same) or standard, the default
  --json      the addresses on stdout`,
  options: { profile: oneOf(['lean', 'standard'], 'standard'), json: flag },
}).values;

// As exits, so that what is under way (a deploy) is stopped with us; the next start goes on.
process.once('SIGINT', () => {
  process.stderr.write(
    'interrupted: npm run local:up goes on from here, npm run local:down stops what runs\n',
  );
  process.exit(130);
});
process.once('SIGTERM', () => process.exit(143));

await runCommand(async () => {
  const report = stepReport((line) => process.stderr.write(`${line}\n`));
  const startedAt = performance.now();
  const cloud = await startCloud({ profile, report });
  if (json) process.stdout.write(`${JSON.stringify(cloud)}\n`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`local: up in ${seconds} s · ${localFile} · stop with npm run local:down\n`);
});
