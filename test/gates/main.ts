// The static tier: every checker over one tree, two at a time, each with the number of things seen.
//
//   node test/gates/main.ts [--root <folder>] [--only name,name] [--accept-codes]

import { flag, readOptions, someOf, text } from '#local/read-options.ts';
import { inPairs } from '../support/pairs.ts';
import { writeTier } from '../support/tier-result.ts';
import { checkers } from './all.ts';
import { type Checker, faultsOf, type Report } from './checker.ts';
import { acceptCodes } from './error-codes.ts';

const names = checkers.map(({ name }) => name);

const { values } = readOptions(process.argv.slice(2), {
  command: 'npm run gates',
  usage: `npm run gates [-- --only name,name] [--root <folder>] [--accept-codes]

  --only           some of ${names.join(', ')}
  --root           another tree than this one
  --accept-codes   appends new error codes to their snapshot, and checks nothing`,
  options: { root: text(process.cwd()), only: someOf(names), 'accept-codes': flag },
});

const chosen = (only: readonly string[] | undefined): readonly Checker[] =>
  only === undefined ? checkers : checkers.filter(({ name }) => only.includes(name));

type Outcome = { name: string; seen: number; faults: readonly string[] };

const perform = async (checker: Checker, root: string): Promise<Outcome> => {
  const start = performance.now();
  const report = await checker
    .check(root)
    .catch((error: unknown): Report => ({ seen: 0, findings: [String(error)] }));
  const faults = faultsOf(report);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const mark = faults.length === 0 ? 'ok  ' : 'FAIL';
  const note = report.note === undefined ? '' : ` (${report.note})`;
  console.log(`${mark} ${checker.name}: ${report.seen} ${checker.unit}${note} ${seconds} s`);
  for (const fault of faults) console.log(`     ${fault.replaceAll('\n', '\n     ')}`);
  return { name: checker.name, seen: report.seen, faults };
};

const main = async (): Promise<void> => {
  if (values['accept-codes']) {
    console.log(`${await acceptCodes(values.root)} codes appended`);
    return;
  }
  const start = performance.now();
  const outcomes = await inPairs(
    chosen(values.only).map((checker) => () => perform(checker, values.root)),
  );
  const failed = outcomes.filter(({ faults }) => faults.length > 0).length;
  if (values.only === undefined) {
    writeTier(values.root, {
      tier: 'static',
      passed: outcomes.length - failed,
      failed,
      skipped: 0,
      checked: Object.fromEntries(outcomes.map(({ name, seen }) => [name, seen])),
      seconds: (performance.now() - start) / 1000,
    });
  }
  console.log(`static: ${outcomes.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && outcomes.length > 0 ? 0 : 1;
};

await main();
