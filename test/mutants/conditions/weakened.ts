// Conditions of the twin with one part taken out. A site is where a condition is sent: kind of write,
// table, kind of row and text; each part of it has to be missed by a test.
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import type { Bindings } from '#adapters/memory/dynamo/bindings.ts';
import {
  boundCondition,
  type CompiledCondition,
} from '#adapters/memory/dynamo/compiled-expression.ts';
import { conditionEvaluator } from '#adapters/memory/dynamo/evaluate-condition.ts';
import type { Condition } from '#adapters/memory/dynamo/expression-tree.ts';
import type { WriteInput } from '#adapters/memory/dynamo/prepared-write.ts';

/** One place a condition is sent from, as it is written down. */
export interface Site {
  readonly hash: string;
  readonly kind: string;
  readonly table: string;
  readonly row: string;
  readonly text: string;
  readonly parts: number;
  /** The test file that sent it. */
  readonly testFile: string;
}

/** The operands of every AND and OR, brackets included; the whole where it is no AND. */
export const partsOf = (tree: Condition): readonly Condition[] => {
  const operands = (node: Condition): readonly Condition[] =>
    node.kind === 'and' || node.kind === 'or'
      ? [node.left, node.right].flatMap((side) =>
          side.kind === node.kind ? operands(side) : [side, ...operands(side)],
        )
      : [];
  return tree.kind === 'and' ? operands(tree) : [tree, ...operands(tree)];
};

/** The tree without one of its parts; undefined when nothing is left to ask. */
export const without = (tree: Condition, part: Condition): Condition | undefined => {
  if (tree === part) return undefined;
  if (tree.kind !== 'and' && tree.kind !== 'or') return tree;
  const left = without(tree.left, part);
  const right = without(tree.right, part);
  return left === undefined || right === undefined ? (left ?? right) : { ...tree, left, right };
};

const kindOf = (input: WriteInput): string => {
  if (input.Item !== undefined) return 'Put';
  return input.UpdateExpression === undefined ? 'ConditionCheck' : 'Update';
};

const textOf = (value: AttributeValue | undefined): string => value?.S ?? '';

/** `PAYMENT`, `UNIQ#PGTX`; empty where the sort key is an id alone. */
const rowOf = ({ Item: item, Key: key }: WriteInput): string => {
  const { pk, sk } = (item ?? key ?? {}) as Item;
  const unique = /#(UNIQ#[A-Z]+)#/u.exec(textOf(pk));
  return unique?.[1] ?? /^[A-Z]+(?=#|$)/u.exec(textOf(sk))?.[0] ?? '';
};

/** What the update does, where two steps send one condition to one row: ended or released. */
const stepOf = ({ UpdateExpression: update = '' }: WriteInput): string =>
  update.includes('recoveryPoint') ? update.slice(0, update.indexOf(',')) : '';

const told = new Set<string>();

const siteOf = (input: WriteInput, { parsed }: CompiledCondition): Site => {
  const kind = `${kindOf(input)}${stepOf(input) === '' ? '' : ` ${stepOf(input)}`}`;
  const table = String(input.TableName);
  const row = rowOf(input);
  const text = String(input.ConditionExpression);
  const name = [kind, table, row, text].join('|');
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  const testFile = expect.getState().testPath ?? '';
  return { hash, kind, table, row, text, parts: partsOf(parsed.tree).length, testFile };
};

const writeDown = (file: string, site: Site): void => {
  const name = `${site.hash}|${site.testFile}`;
  if (told.has(name)) return;
  told.add(name);
  appendFileSync(file, `${JSON.stringify(site)}\n`);
};

const { FLUXPAY_CONDITIONS: sitesFile, FLUXPAY_DROP: drop = ':' } = process.env;
const [droppedHash = '', droppedPart = ''] = drop.split(':');

/** Takes the place of `boundCondition` in the twin: the same, or with one part not asked for. */
export const weakened = (
  input: WriteInput,
  compiled: CompiledCondition,
  bindings: Bindings,
): ((item: Item) => boolean) => {
  const whole = boundCondition(compiled, bindings);
  const site = siteOf(input, compiled);
  if (sitesFile !== undefined) writeDown(sitesFile, site);
  const part =
    site.hash === droppedHash ? partsOf(compiled.parsed.tree)[Number(droppedPart)] : undefined;
  if (part === undefined) return whole;
  const rest = without(compiled.parsed.tree, part);
  if (rest === undefined) return () => true;
  const evaluate = conditionEvaluator(rest);
  return (item) => evaluate(item, bindings);
};
