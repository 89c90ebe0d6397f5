// The last stage of a proof: its simulations as one table and one out/simulation.json.
//
//   node test/simulation/join-stages.ts --stages singles,random,sites
import { parseArgs } from 'node:util';
import { runName } from '#test/support/tier-result.ts';
import { join, tableOf } from './joined.ts';
import { readStage, writeStage } from './stage-file.ts';

const { values } = parseArgs({
  options: { stages: { type: 'string', default: '' }, run: { type: 'string' } },
});

const stages = values.stages.split(',').filter((stage) => stage !== '');
const joined = join({ run: values.run ?? runName(), stages, fileOf: (stage) => readStage(stage) });
writeStage('simulation', joined.account);
for (const text of tableOf(joined)) console.log(text);
const failed = joined.problems.length;
console.log(`${Math.max(0, joined.asked - failed)} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
