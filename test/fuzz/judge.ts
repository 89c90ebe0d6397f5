// What a run is worth: nothing found, every operation of the document asked, and enough of it.
import type { Counted, Finding } from './record.ts';

export interface Least {
  readonly requests: number;
  /** Of a hundred requests. */
  readonly successes: number;
  /** Signing vectors that the fuzzer's own signer passed. */
  readonly vectors: number;
  readonly followed: number;
}

export interface Verdict {
  /** Of the document, and asked. */
  readonly operations: number;
  readonly line: string;
  /** Findings and shortfalls, a line each. */
  readonly faults: readonly string[];
  readonly passed: number;
  readonly failed: number;
}

export interface Question {
  readonly counted: Counted;
  /** Operations of the document: `POST /api/v1/orders`. */
  readonly described: readonly string[];
  readonly vectors: number;
  readonly least: Least;
}

/** Names an operation by its template, as the record does. */
export const operationsOf = (document: {
  readonly paths: Readonly<Record<string, object>>;
}): readonly string[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

const told = ({ operation, check, says, request, answer, times }: Finding): string =>
  [`${operation}  ${check} (${times} times)`, says, request, answer]
    .filter((part) => part !== '')
    .join('\n    ');

const below = (what: string, seen: number, floor: number): readonly string[] =>
  seen < floor ? [`${what} ${seen}, at least ${floor}`] : [];

/** @returns What the run has shown, and whether it may be believed. */
export const judge = ({ counted, described, vectors, least }: Question): Verdict => {
  const { requests, successes, asked, findings, followed, isEnded } = counted;
  const tested = described.filter((operation) => asked.has(operation));
  const percent = requests === 0 ? 0 : Math.floor((successes / requests) * 100);
  const untested = described.filter((operation) => !asked.has(operation));
  const shortfalls = [
    ...untested.map((operation) => `${operation} was never asked`),
    ...below('operations described', described.length, 1),
    ...below('requests', requests, least.requests),
    ...below('% of them 2xx', percent, least.successes),
    ...below('signing vectors', vectors, least.vectors),
    ...below('requests along a link', followed, least.followed),
    ...(isEnded ? [] : ['the fuzzer did not come to its end']),
  ];
  const spoiled = new Set([...findings.values()].map(({ operation }) => operation));
  return {
    operations: tested.length,
    line: `fuzz  ${requests} requests · ${tested.length} operations · ${percent} % 2xx · ${findings.size} findings`,
    faults: [...[...findings.values()].map(told), ...shortfalls],
    passed: tested.filter((operation) => !spoiled.has(operation)).length,
    failed: findings.size + shortfalls.length,
  };
};
