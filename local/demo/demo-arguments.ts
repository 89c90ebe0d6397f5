// What people may type after `npm run demo --`, checked.
import { parseArgs } from 'node:util';
import type { Language } from '#core/contracts/messages.ts';
import { isScenarioName, type ScenarioName, scenarioNames } from './scenario-names.ts';

export type DemoArguments = {
  readonly profile: 'lean' | 'standard';
  /** In the order they are told. */
  readonly scenarios: readonly ScenarioName[];
  readonly language: Language;
  readonly isJson: boolean;
  readonly isStopping: boolean;
  readonly isHelp: boolean;
};

/** The command was typed wrongly; its message says what is possible. Exit code 2. */
export class WrongArguments extends Error {}

export const usage = `npm run demo -- [--scenario NAME] [--profile lean|standard] [--lang en|ko] [--json] [--stop] [--help]

  --scenario NAME   plays one of ${scenarioNames.join(', ')} (default: all)
  --profile NAME    lean or standard (default: standard)
  --lang LANGUAGE   en or ko: headlines and what the customer is told (default: en)
  --json            one JSON object per scenario and line on stdout, progress on stderr
  --stop            stops the local cloud afterwards`;

/** @throws WrongArguments with what is possible. */
export function readDemoArguments(args: readonly string[]): DemoArguments {
  const { profile, scenario, lang, json, stop, help } = parse(args);
  if (profile !== 'lean' && profile !== 'standard') {
    throw new WrongArguments(`there is no profile "${profile}"; valid: lean, standard`);
  }
  if (lang !== 'en' && lang !== 'ko') {
    throw new WrongArguments(`there is no language "${lang}"; valid: en, ko`);
  }
  return {
    profile,
    scenarios: scenario === undefined ? scenarioNames : [named(scenario)],
    language: lang,
    isJson: json,
    isStopping: stop,
    isHelp: help,
  };
}

function named(scenario: string): ScenarioName {
  if (isScenarioName(scenario)) return scenario;
  throw new WrongArguments(
    `there is no scenario "${scenario}"; valid: ${scenarioNames.join(', ')}`,
  );
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        profile: { type: 'string', default: 'standard' },
        scenario: { type: 'string' },
        lang: { type: 'string', default: 'en' },
        json: { type: 'boolean', default: false },
        stop: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ');
    throw new WrongArguments(`${reason}\n${usage}`);
  }
}
