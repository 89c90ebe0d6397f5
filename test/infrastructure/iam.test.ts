import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { functionFolders } from '#lib/bundling/function-folders.ts';
import { loadStage } from '#lib/config/load-stage.ts';
import { ServiceStack } from '#lib/stacks/service-stack.ts';
import {
  grantedIn,
  inlineStatementsOf,
  type Statement,
  sortedRights,
  statementsOf,
} from './granted.ts';
import { anyResourceActions, iamTable } from './iam-table.ts';
import { builtApp, preset, resourcesOf, type Synthesised } from './synthesised.ts';

const listOf = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

const allStatements = (built: Synthesised): readonly Statement[] => [
  ...built.ofType('AWS::IAM::Role').flatMap(inlineStatementsOf),
  ...built.ofType('AWS::IAM::Policy').flatMap(statementsOf),
];

const unlistedStars = (statements: readonly Statement[]): readonly string[] =>
  statements.flatMap((statement) => {
    const isAny = listOf(statement.Resource).includes('*');
    return listOf(statement.Action).filter(
      (action) => action.includes('*') || (isAny && !anyResourceActions.has(action)),
    );
  });

const withPlanted = (statement: PolicyStatement): Synthesised => {
  const app = builtApp(loadStage('prod'));
  const service = app.node.children.find((child) => child instanceof ServiceStack);
  const order = service?.functions.find(({ folder }) => folder === 'api/create-order');
  order?.function.role?.addToPrincipalPolicy(statement);
  return resourcesOf(app, loadStage('prod'));
};

describe('iam: rights of functions (OPS-8, T43)', () => {
  it('has one row of the table for each function', () => {
    expect(Object.keys(iamTable).sort()).toEqual(functionFolders());
  });

  it.each(Object.entries(iamTable))('grants %s exactly what the table says', (folder, rights) => {
    const granted = grantedIn(preset('prod'));

    expect(sortedRights(granted[folder] ?? {})).toEqual(sortedRights(rights));
  });

  it('sees a right that the table does not know', () => {
    const planted = withPlanted(
      new PolicyStatement({ actions: ['kms:Encrypt'], resources: ['*'] }),
    );

    const granted = grantedIn(planted)['api/create-order'] ?? {};

    expect(sortedRights(granted)).not.toEqual(sortedRights(iamTable['api/create-order'] ?? {}));
  });

  it.each(['dev', 'local', 'load', 'prod'])('names no unlisted wildcard in %s', (stage) => {
    const statements = allStatements(preset(stage));

    expect(statements.length).toBeGreaterThan(Object.keys(iamTable).length);
    expect(unlistedStars(statements)).toEqual([]);
  });

  it.each([
    ['an action wildcard', 'dynamodb:*', 'arn:aws:dynamodb:::table/x'],
    ['every resource', 'dynamodb:GetItem', '*'],
  ])('sees %s', (_, action, resource) => {
    const planted = { Effect: 'Allow', Action: action, Resource: resource };

    expect(unlistedStars([...allStatements(preset('prod')), planted])).toEqual([action]);
  });

  it('lets only the dispatcher use task tokens', () => {
    const holders = Object.entries(grantedIn(preset('prod'))).filter(([, rights]) =>
      Object.values(rights).flat().includes('states:SendTaskSuccess'),
    );

    expect(holders.map(([folder]) => folder)).toEqual(['streams/dispatch-commands']);
  });

  it('binds every use of the field key to a purpose, and outbox and commands to transactions', () => {
    const statements = allStatements(preset('prod'));
    const text = (statement: Statement) => JSON.stringify(statement);
    // The key of the anchors signs and shows itself; neither takes a context.
    const uses = statements.filter((each) => /"kms:(?!Sign|GetPublicKey)/.test(text(each)));
    const puts = statements.filter(
      (each) =>
        listOf(each.Action).join() === 'dynamodb:PutItem' &&
        /(Outbox|Commands)Table/.test(text(each)),
    );

    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((each) => !text(each).includes('kms:EncryptionContext:purpose'))).toEqual(
      [],
    );
    expect(puts.length).toBeGreaterThan(0);
    expect(puts.filter((each) => !text(each).includes('TransactWriteItems'))).toEqual([]);
  });

  it('keeps nonces of reads in the process where there is no Redis', () => {
    const { idempotency } = grantedIn(preset('dev'))['api/get-order'] ?? {};

    expect(idempotency).toBeUndefined();
  });
});
