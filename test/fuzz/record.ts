// Reads what the fuzzer has written down of its run: every request with its answer and what the checks said of it.
// Only this is counted, never what it printed.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ListedCodes } from './listed-codes.ts';

interface Check {
  readonly name: string;
  readonly status: string;
  readonly failure_info?: {
    readonly failure?: { readonly title?: string; readonly message?: string };
  };
}

interface Interaction {
  readonly request: {
    readonly method: string;
    readonly uri: string;
    readonly body?: { readonly $base64: string };
  };
  readonly response?: {
    readonly status_code: number;
    readonly content: { readonly $base64: string } | null;
  } | null;
}

interface Case {
  readonly value?: { readonly method: string; readonly path: string };
  readonly is_transition_applied?: boolean;
}

interface Scenario {
  readonly phase: string;
  readonly recorder: {
    readonly cases?: Readonly<Record<string, Case>>;
    readonly checks?: Readonly<Record<string, readonly Check[]>>;
    readonly interactions?: Readonly<Record<string, Interaction>>;
  };
}

/** One line of the record has one name. */
export interface RecordLine {
  readonly ScenarioFinished?: Scenario;
  readonly NonFatalError?: {
    readonly label: string;
    readonly value: { readonly type: string; readonly message: string };
  };
  readonly EngineFinished?: { readonly stop_reason: string };
}

/** What a run must not have shown, the same ones together. */
export interface Finding {
  /** `POST /api/v1/orders`. */
  readonly operation: string;
  readonly check: string;
  readonly says: string;
  readonly request: string;
  readonly answer: string;
  times: number;
}

export interface Counted {
  requests: number;
  /** Answered with 2xx. */
  successes: number;
  /** Requests that took a name from an earlier answer, along a link. */
  followed: number;
  readonly statuses: Record<string, number>;
  readonly phases: Record<string, number>;
  /** How often each check looked. */
  readonly checks: Record<string, number>;
  /** Operations that were asked, and those of them that answered 2xx. */
  readonly asked: Set<string>;
  readonly served: Set<string>;
  readonly findings: Map<string, Finding>;
  /** The fuzzer came to its own end. */
  isEnded: boolean;
}

export const nothingCounted = (): Counted => ({
  requests: 0,
  successes: 0,
  followed: 0,
  statuses: {},
  phases: {},
  checks: {},
  asked: new Set(),
  served: new Set(),
  findings: new Map(),
  isEnded: false,
});

/**
 * Codes that may be told with a 5xx, whatever the input: what is away (API specification, section 2.4), and what the
 * PG has said of money that is under way at it (section 6.3): a confirm for a window that is no longer the payment's.
 * The latter only by operations that list it, since the others have nothing to do with the PG.
 */
const named: Readonly<Record<string, ReadonlySet<string>>> = {
  502: new Set(['PAY_012', 'PAY_014']),
  503: new Set(['RATE_004', 'IDEM_005', 'SYS_002']),
};

const isNamed = (operation: string, status: number, code: string, listed: ListedCodes): boolean =>
  named[status]?.has(code) === true && (status !== 502 || listed(operation, status).has(code));

const shown = (text: string, most = 300): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;

const textOf = (bytes: { readonly $base64: string } | null | undefined): string =>
  Buffer.from(bytes?.$base64 ?? '', 'base64').toString('utf8');

const codeOf = (body: string): string => {
  try {
    return String((JSON.parse(body) as { readonly code?: unknown }).code);
  } catch {
    return '';
  }
};

const more = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const find = (counted: Counted, finding: Omit<Finding, 'times'>): void => {
  const name = `${finding.operation} ${finding.check} ${finding.says.slice(0, 60)}`;
  const known = counted.findings.get(name);
  if (known === undefined) counted.findings.set(name, { ...finding, times: 1 });
  else known.times += 1;
};

const addInteraction = (
  counted: Counted,
  { request, response }: Interaction,
  operation: string,
  checks: readonly Check[],
  listed: ListedCodes,
): void => {
  counted.requests += 1;
  counted.asked.add(operation);
  const status = response?.status_code ?? 0;
  more(counted.statuses, String(status));
  if (status >= 200 && status < 300) {
    counted.successes += 1;
    counted.served.add(operation);
  }
  const body = textOf(response?.content);
  const { pathname, search } = new URL(request.uri);
  const told = {
    operation,
    request: shown(`${request.method} ${pathname}${search} ${textOf(request.body)}`),
    answer: shown(`${status} ${body}`),
  };
  for (const { name, status: verdict, failure_info: info } of checks) {
    more(counted.checks, name);
    if (verdict === 'success') continue;
    const { title = '', message = '' } = info?.failure ?? {};
    find(counted, { ...told, check: name, says: shown(`${title}: ${message}`, 500) });
  }
  if (status in named && !isNamed(operation, status, codeOf(body), listed)) {
    find(counted, { ...told, check: 'named 5xx', says: `${status} has no code ${codeOf(body)}` });
  }
  if (status === 0) find(counted, { ...told, check: 'answered', says: 'nobody answered' });
};

const addScenario = (
  counted: Counted,
  { phase, recorder }: Scenario,
  listed: ListedCodes,
): void => {
  const { cases = {}, checks = {}, interactions = {} } = recorder;
  for (const [id, interaction] of Object.entries(interactions)) {
    const { value, is_transition_applied: isLinked } = cases[id] ?? {};
    more(counted.phases, phase);
    if (isLinked === true) counted.followed += 1;
    const operation = `${value?.method ?? interaction.request.method} ${value?.path ?? '?'}`;
    addInteraction(counted, interaction, operation, checks[id] ?? [], listed);
  }
};

/** Adds one line of the record. */
export const addLine = (counted: Counted, line: RecordLine, listed: ListedCodes): void => {
  const { ScenarioFinished: scenario, NonFatalError: error, EngineFinished: end } = line;
  if (scenario !== undefined) addScenario(counted, scenario, listed);
  if (end !== undefined) counted.isEnded = true;
  if (error === undefined) return;
  // What could not be made up was not tested.
  const { type, message } = error.value;
  find(counted, {
    operation: error.label,
    check: type,
    says: shown(message, 500),
    request: '',
    answer: '',
  });
};

/** @param file - The NDJSON report. */
export const readRecord = async (file: string, listed: ListedCodes): Promise<Counted> => {
  const counted = nothingCounted();
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line !== '') addLine(counted, JSON.parse(line) as RecordLine, listed);
  }
  return counted;
};
