// The five steps of the demo, told as they end: install, cloud, deploy, sell, check.
import type { StepReport } from '#local/cloud/step-report.ts';
import { stepLine } from './formatting.ts';

export type Step = {
  readonly name: StepName;
  readonly text: string;
  readonly ms: number;
};

export const stepNames = ['install', 'cloud', 'deploy', 'sell', 'check'] as const;

export type StepName = (typeof stepNames)[number];

export const placeOf = (name: StepName): string =>
  `${stepNames.indexOf(name) + 1}/${stepNames.length}`;

export const lineOf = ({ name, text, ms }: Step): string => stepLine(placeOf(name), name, text, ms);

/** What set-up has said of itself to its child, the process that runs the demo. */
export function installStep(environment: Readonly<Record<string, string | undefined>>): Step {
  const downloads = Number(environment['FLUXPAY_SETUP_DOWNLOADS'] ?? 0);
  const ms = Number(environment['FLUXPAY_SETUP_MS'] ?? 0);
  return { name: 'install', text: `complete, ${downloads} downloads`, ms };
}

/** The start of the cloud as two steps of the demo: its processes and addresses, and its stacks. */
export type CloudReport = StepReport & { msOf(...names: readonly string[]): number };

/** @param onBegin - Told when a part begins that may take a while. */
export function cloudReport(onBegin: (name: string) => void): CloudReport {
  const steps: StepReport['steps'] = [];
  return {
    steps,
    step: async (name, run, describe) => {
      onBegin(name);
      const startedAt = performance.now();
      const result = await run();
      steps.push({ name, text: describe(result), ms: Math.round(performance.now() - startedAt) });
      return result;
    },
    msOf: (...names) =>
      steps.filter(({ name }) => names.includes(name)).reduce((sum, { ms }) => sum + ms, 0),
  };
}

export const textOf = (report: StepReport, name: string): string =>
  report.steps.find((step) => step.name === name)?.text ?? '';
