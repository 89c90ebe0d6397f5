// Steps 4 and 5: plays the scenarios, then asks every witness what it has seen.
import type { LocalCloud } from '#local/cloud/local-file.ts';
import type { DemoRun } from './demo-run.ts';
import { eventLog } from './event-log.ts';
import { counted, stepLine } from './formatting.ts';
import { closeInAnyCase } from './interruption.ts';
import { pgControl } from './pg-control.ts';
import { type Played, playAll, playedText, type Result, readAll } from './run-scenarios.ts';
import { sagaHistory } from './saga-history.ts';
import type { ScenarioName } from './scenario-names.ts';
import { placeOf } from './steps.ts';

export async function sell(run: DemoRun, cloud: LocalCloud): Promise<readonly Result[]> {
  const pg = pgControl(cloud.pgUrl);
  const sagas = await sagaHistory(cloud.awsEndpointUrl, cloud.stage);
  const log = await eventLog(cloud);
  const close = closeInAnyCase(() => log.close());
  try {
    const startedAt = performance.now();
    const stage = { cloud, language: run.language, pg };
    const all = await playAll(run.scenarios, stage, turns(run));
    const soldMs = Math.round(performance.now() - startedAt);
    const text = all.map((played) => `${played.name}: ${playedText(played)}`).join('; ');
    run.steps.push({ name: 'sell', text, ms: soldMs });
    const results = await readAll(all, { merchantId: cloud.merchantId, log, pg, sagas });
    const ms = Math.round(performance.now() - startedAt) - soldMs;
    run.note({ name: 'check', text: checkText(results), ms });
    return results;
  } finally {
    sagas.close();
    await close();
  }
}

const silence = 'the PG has charged and keeps silent; the engine gives it 10 s …';

/** One line as each scenario ends; the first line of all stands beside the name of the step. */
function turns(run: DemoRun) {
  const isOne = run.scenarios.length === 1;
  let lines = 0;
  const line = (name: ScenarioName, text: string, ms?: number) => {
    const [place, step] = lines === 0 ? [placeOf('sell'), 'sell'] : ['   ', ''];
    lines += 1;
    run.say(stepLine(place, step, isOne ? text : `${name.padEnd(10)} ${text}`, ms));
  };
  return {
    onTurn: (name: ScenarioName) => {
      if (name === 'in-doubt') line(name, silence);
    },
    onPlayed: (played: Played) => line(played.name, playedText(played), played.ms),
  };
}

function checkText(results: readonly Result[]): string {
  const facts = results.flatMap((result) => (result.facts === undefined ? [] : [result.facts]));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const groups = facts.flatMap(({ ledger }) => ledger);
  return [
    counted(sum(results.map(({ checks }) => checks.length)), 'check'),
    `${counted(sum(facts.map(({ pg }) => pg.approvals)), 'charge')}`,
    `${counted(groups.length, 'ledger group')}, sum ${sum(groups.map((group) => group.sum))}`,
    `${counted(sum(facts.map(({ events }) => events.length)), 'event')} published`,
  ].join(' · ');
}
