// What a complete record of sites has seen, by the lists that the engine itself is made of, and what may be
// missing from it with the reason why.
import { readFileSync } from 'node:fs';
import type { CallLabel } from '#core/contracts/labels.ts';
import type { Definition } from '#test/support/asl/definition.ts';
import { edgesOf } from '#test/support/asl/edges.ts';
import { machineByFolder } from '#test/support/asl/machine-file.ts';
import { folders } from '#test/support/world/compose.ts';
import { allCatchBlocks, placeOf } from './catch-blocks.ts';

export interface Demand {
  readonly folders: readonly string[];
  readonly labels: readonly CallLabel[];
  readonly states: readonly string[];
  readonly edges: readonly string[];
  readonly catches: readonly string[];
}

/** What cannot happen in this world, and why. A pattern that fits nothing missing fails the check. */
export const outOfReach: readonly { readonly name: RegExp; readonly why: string }[] = [
  {
    name: /^init\.ping$/u,
    why: 'the warming read of a cold start: index.ts makes it, and is not imported',
  },
  {
    name: /^ServiceOutcome\/Choices\[3\]$/u,
    why: 'a new run waits for an open refund, and both claims move the saga: one of them loses',
  },
  {
    name: /^adapters\/redis\/redis-client\.ts:\d+$/u,
    why: 'the connection itself; Redis is cut at its commands',
  },
  {
    name: /^adapters\/pg-http\/node-exchange\.ts:\d+$/u,
    why: 'the socket itself; the PG is cut at the exchange',
  },
  {
    name: /^adapters\/sandbox\/sandbox-webhooks\.ts:\d+$/u,
    why: 'bytes that are no text; the PG of a world writes JSON, and contract tests send others',
  },
  {
    name: /^adapters\/dynamo\/waiting-rows\.ts:\d+$/u,
    why: 'a row that no codec reads; every row of the world is written by the codecs',
  },
  {
    name: /^functions\/_pipeline\/envelope\.ts:\d+$/u,
    why: 'a number that slipped past its codec; no result of today holds one',
  },
  {
    name: /^(?:admin\/(?:get-policy|list-policies|get-trial-balance|(?:change|get)-breaker|list-breakers|approve-attention|resume-saga|get-attention|list-sagas|search-payments|inspect-payment|trace-payment|refund-as-operator|(?:list|get|change)-merchants?|list-api-keys|(?:retire|revoke)-api-key)|saga\.list|desk\.(?:open|rows)|(?:merchant|key)\.byIds|command\.ofObject|merchant\.first)$/u,
    why: 'a desk that no operator of a template sits at: contract tests play it',
  },
  {
    name: /^(?:admin\/(?:get-audit-proof|list-audit)|schedules\/seal-audit|audit\.\w+|archive\.\w+|adapters\/(?:crypto\/kms-signer|dynamo\/dynamo-audit(?:-index)?|s3\/s3-archive)\.ts:\d+)$/u,
    why: 'no template seals the audit or reads it: contract tests do',
  },
  {
    name: /^TX-REFUND-(?:ACCOUNT|PENDING)$/u,
    why: 'a refund whose account is told while another cancel is open, or whose bank pays later: contract tests',
  },
  {
    name: /^(?:TX-BREAKER|breaker\.trial)$/u,
    why: 'ten calls of one operation: random worlds open breakers, and contract tests',
  },
  {
    name: /^adapters\/dynamo\/stored-books\.ts:\d+$/u,
    why: 'a row that no codec reads: what recounts the books has tests with such rows',
  },
];

const labelsText = new URL('../../../core/contracts/labels.ts', import.meta.url);

/** The closed list is types alone, so it is read as text: one member of a union a line. */
const labelsOf = (text: string): CallLabel[] =>
  [...text.matchAll(/^ {2}\| '([^']+)'/gmu)].map(([, label]) => label as CallLabel);

export const demandOf = (): Demand => {
  const definition = machineByFolder('payment-saga') as Definition;
  return {
    folders,
    labels: labelsOf(readFileSync(labelsText, 'utf8')),
    states: Object.keys(definition.States),
    edges: edgesOf(definition),
    catches: allCatchBlocks().map(placeOf),
  };
};
