// Plays the scenarios in turn and reads back what became of them. The one that waits for a silent PG
// runs beside the others, and is told in its place.
import type { Language } from '#core/contracts/messages.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { answersText, type Check, checksOf } from './checks.ts';
import { engineClient } from './engine-client.ts';
import { expectations } from './expectations.ts';
import type { ScenarioFacts } from './facts.ts';
import { DemoFailure } from './failure.ts';
import type { PgControl } from './pg-control.ts';
import { plays } from './plays.ts';
import { readBack, type Witnesses } from './read-back.ts';
import { type ScenarioName, scenarioNames } from './scenario-names.ts';
import { type Sale, type Shopper, shopper } from './shopper.ts';

export type Played = {
  readonly name: ScenarioName;
  readonly shop: Shopper;
  readonly sale?: Sale;
  /** Why it could not be played to its end. */
  readonly fault?: DemoFailure;
  readonly ms: number;
};

export type Result = {
  readonly name: ScenarioName;
  readonly facts?: ScenarioFacts;
  readonly checks: readonly Check[];
  readonly fault?: DemoFailure;
  readonly playMs: number;
  readonly readMs: number;
};

export type Stage = {
  readonly cloud: LocalCloud;
  readonly language: Language;
  readonly pg: PgControl;
};

/** This one takes as long as the engine waits for its PG. */
const slow: ScenarioName = 'in-doubt';

/** @param onTurn - Told before a scenario is awaited. @param onPlayed - Told in the order given. */
export async function playAll(
  names: readonly ScenarioName[],
  stage: Stage,
  tell: { onTurn(name: ScenarioName): void; onPlayed(played: Played): void },
): Promise<readonly Played[]> {
  const ahead = names.includes(slow) ? play(slow, stage) : undefined;
  const all: Played[] = [];
  for (const name of names) {
    tell.onTurn(name);
    const played = await (name === slow && ahead !== undefined ? ahead : play(name, stage));
    tell.onPlayed(played);
    all.push(played);
  }
  return all;
}

async function play(name: ScenarioName, { cloud, language, pg }: Stage): Promise<Played> {
  // A customer each, so that no scenario uses up another one's rate limit.
  const userId = `user-${42 + scenarioNames.indexOf(name)}`;
  const shop = shopper({ client: engineClient(cloud), pg, language, userId });
  const startedAt = performance.now();
  const ms = () => Math.round(performance.now() - startedAt);
  try {
    const sale = await plays[name](shop, cloud.merchantId);
    return { name, shop, sale, ms: ms() };
  } catch (error) {
    return { name, shop, fault: faultOf(name, error), ms: ms() };
  }
}

export async function readAll(
  all: readonly Played[],
  witnesses: Witnesses,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  // One after the other: the functions that answer are warm, and more of them would have to start.
  for (const played of all) results.push(await readOne(played, witnesses));
  return results;
}

async function readOne(played: Played, witnesses: Witnesses): Promise<Result> {
  const { name, shop, sale, ms: playMs } = played;
  const startedAt = performance.now();
  const ms = () => Math.round(performance.now() - startedAt);
  if (sale === undefined) return { ...played, checks: [], playMs, readMs: 0 };
  try {
    const facts = await readBack(sale, shop, witnesses);
    const checks = checksOf(facts, expectations[name]);
    const failed = checks.find(({ isPassed }) => !isPassed);
    const result = { name, facts, checks, playMs, readMs: ms() };
    if (failed === undefined) return result;
    const reason = `${failed.name}: found ${failed.found}`;
    return { ...result, fault: new DemoFailure(`${name}, check`, reason) };
  } catch (error) {
    return { name, checks: [], fault: faultOf(name, error), playMs, readMs: ms() };
  }
}

function faultOf(name: ScenarioName, error: unknown): DemoFailure {
  if (error instanceof DemoFailure) {
    return new DemoFailure(`${name}, ${error.step}`, error.message, error.requestId);
  }
  return new DemoFailure(name, (error as Error).stack ?? String(error));
}

/** What was answered, or where it ended. */
export const playedText = ({ sale, fault }: Played): string =>
  fault === undefined ? answersText(sale?.answers ?? []) : `failed at ${fault.step}`;
