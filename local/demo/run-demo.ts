// The whole demo from set-up to farewell, for people or as JSON.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readLocalFile } from '#local/cloud/local-file.ts';
import { isPlatformLine, prettyLine, readLogLines } from '#local/cloud/log-lines.ts';
import { root } from '#local/cloud/places.ts';
import { Setback } from '#local/cloud/setback.ts';
import { localRows } from '#local/verify/stage-rows.ts';
import { recountedLines } from '#local/verify/told.ts';
import { type Recounted, verifyStage } from '#local/verify/verify-stage.ts';
import type { DemoArguments } from './demo-arguments.ts';
import { type DemoRun, demoRun } from './demo-run.ts';
import { DemoFailure } from './failure.ts';
import { seconds } from './formatting.ts';
import { endOnSignal } from './interruption.ts';
import { failureLine, resultLine } from './json-line.ts';
import { type Links, linkLines, linksOf } from './links.ts';
import type { Result } from './run-scenarios.ts';
import { headlineOf } from './scenario-names.ts';
import { sell } from './sell.ts';
import { setUp } from './set-up.ts';
import { stepNames } from './steps.ts';
import { storyOf } from './story.ts';

/** @returns the exit code. */
export async function runDemo(demoArguments: DemoArguments): Promise<number> {
  endOnSignal();
  // The first process has worked before this one began.
  const startedAt = performance.now() - Number(process.env['FLUXPAY_SETUP_MS'] ?? 0);
  const run = demoRun(demoArguments);
  const fault = await tellAll(run);
  if (fault?.requestId !== undefined) await tellLog(run, fault.requestId);
  if (run.isStopping) stop();
  if (fault !== undefined) {
    run.say(run.paint.red(`demo: failed at ${fault.step}: ${fault.message}`));
    return 1;
  }
  const state = run.isStopping ? 'stopped' : 'running; stop with npm run local:down';
  const duration = seconds(performance.now() - startedAt);
  run.say(`${run.paint.green('demo: ok')} in ${duration}   (${state})`);
  return 0;
}

/** @returns the first reason why it was not ok. */
async function tellAll(run: DemoRun): Promise<DemoFailure | undefined> {
  try {
    run.say(`FluxPay demo · profile ${run.profile} · stage local`);
    const cloud = await setUp(run);
    const results = await sell(run, cloud);
    const links = await linksOf(cloud);
    for (const result of results) tellOne(run, result, links);
    const recounted = await verifyStage(localRows(cloud), {}, () => undefined);
    recountedLines(recounted).forEach(run.say);
    linkLines(links).forEach(run.say);
    const fault = results.find((result) => result.fault !== undefined)?.fault;
    return fault ?? differenceOf(recounted);
  } catch (error) {
    const fault = faultOf(run, error);
    if (run.isJson) process.stdout.write(`${failureLine(run, fault)}\n`);
    return fault;
  }
}

/** The books are recounted at the end: what differs is a failure like any other. */
function differenceOf({ differences }: Recounted): DemoFailure | undefined {
  const [first] = differences;
  if (first === undefined) return undefined;
  return new DemoFailure('check', `${first.kind} ${first.record}: ${first.says}`);
}

/** Whatever it is, the step under way is where it failed. */
function faultOf(run: DemoRun, error: unknown): DemoFailure {
  if (error instanceof DemoFailure) return error;
  const step = stepNames[run.steps.length] ?? 'links';
  if (!(error instanceof Setback)) return new DemoFailure(step, (error as Error).stack ?? '');
  run.say(error.describe());
  return new DemoFailure(step, error.message.replace(/^[^:]*: /u, ''));
}

function tellOne(run: DemoRun, result: Result, links: Links): void {
  if (run.isJson) {
    process.stdout.write(`${resultLine(run, result, links)}\n`);
    return;
  }
  if (result.facts === undefined) return;
  const { name, facts, checks, playMs, readMs } = result;
  const headline = headlineOf(name, run.language);
  if (run.scenarios.length > 1) run.say('');
  storyOf({ name, headline, facts, checks, ms: playMs + readMs }, run.paint).forEach(run.say);
}

/** What the functions said of it, told while there is a cloud that knows: its logs end with it. */
async function tellLog(run: DemoRun, requestId: string): Promise<void> {
  try {
    const { awsEndpointUrl, stage } = readLocalFile();
    const lines = await readLogLines({ awsEndpointUrl, stage, requestId, since: 0 });
    for (const line of lines) if (!isPlatformLine(line)) run.say(prettyLine(line));
  } catch (error) {
    // Why the demo failed is told in any case.
    run.say(`the functions' logs cannot be read: ${(error as Error).message}`);
  }
}

/** As the command does it, so that there is one way down. */
function stop(): void {
  const down = join(root, 'local/cloud/down.ts');
  spawnSync(process.execPath, [down], { stdio: ['ignore', 2, 2] });
}
