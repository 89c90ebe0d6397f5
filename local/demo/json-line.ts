// One scenario as one line of JSON, for programs. Field names are a contract (operations
// specification, section 0).
import { answersText, checksText } from './checks.ts';
import type { DemoFailure } from './failure.ts';
import type { Links } from './links.ts';
import type { Result } from './run-scenarios.ts';
import type { Step } from './steps.ts';

type Frame = { readonly profile: string; readonly steps: readonly Step[] };

/** One scenario, good or bad. */
export function resultLine({ profile, steps }: Frame, result: Result, links: Links): string {
  const { name, facts, checks, fault, playMs, readMs } = result;
  const [payment, ...earlier] = facts?.payments ?? [];
  return JSON.stringify({
    ok: fault === undefined,
    scenario: name,
    profile,
    steps: [...steps.filter((step) => step.name !== 'sell' && step.name !== 'check'), ...own()],
    order: facts?.order ?? null,
    payment: payment === undefined ? null : { ...payment, earlier },
    saga: facts?.saga ?? null,
    events: facts?.events ?? [],
    ledger: facts?.ledger ?? [],
    pg: facts?.pg ?? null,
    links,
    ...(fault === undefined ? {} : { failure: { step: fault.step, reason: fault.message } }),
  });

  /** The steps of this scenario alone. */
  function own() {
    return [
      { name: 'sell', text: answersText(facts?.answers ?? []), ms: playMs },
      { name: 'check', text: checksText(checks), ms: readMs, checks },
    ];
  }
}

/** The demo has ended before there was a scenario to tell of. */
export const failureLine = ({ profile, steps }: Frame, { step, message }: DemoFailure): string =>
  JSON.stringify({
    ok: false,
    scenario: null,
    profile,
    steps,
    order: null,
    payment: null,
    saga: null,
    events: [],
    ledger: [],
    pg: null,
    links: null,
    failure: { step, reason: message },
  });
