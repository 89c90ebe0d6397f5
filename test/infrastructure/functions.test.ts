import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { functionFolders } from '#lib/bundling/function-folders.ts';
import { loadStage, stageNames } from '#lib/config/load-stage.ts';
import {
  constructId,
  ServiceFunction,
  type ServiceFunctionProps,
} from '#lib/constructs/service-function.ts';
import { substitutionsFor } from '#lib/constructs/state-machine-from-file.ts';
import { folderOf, statementsOf } from './granted.ts';
import { preset, type Resource } from './synthesised.ts';

/** Set by the construct for every function; no schema lists them. */
const platformKeys = ['AWS_ENDPOINT_URL', 'NODE_OPTIONS'];

const variablesOf = (lambda: Resource): readonly string[] =>
  Object.keys((lambda.Properties['Environment'] as { Variables: object }).Variables);

const functionsOf = (stage: string): ReadonlyMap<string, Resource> => {
  const built = preset(stage);
  const list = built.ofType('AWS::Lambda::Function');
  return new Map(list.map((lambda) => [folderOf(built, lambda), lambda]));
};

const functionsFolder = join(import.meta.dirname, '../../functions');

const schemaKeys = async (folder: string): Promise<readonly string[]> => {
  const { env } = (await import(pathToFileURL(join(functionsFolder, folder, 'env.ts')).href)) as {
    env: { shape: Record<string, unknown> };
  };
  return Object.keys(env.shape);
};

describe('functions are their folders (OPS-6)', () => {
  it.each(stageNames())('%s deploys each leaf folder once', (stage) => {
    expect(functionFolders().length).toBeGreaterThan(0);
    expect([...functionsOf(stage).keys()].sort()).toEqual(functionFolders());
  });

  it.each(functionFolders())('%s receives exactly what its env.ts lists', async (folder) => {
    const lambda = functionsOf('prod').get(folder);
    const given = lambda === undefined ? [] : variablesOf(lambda);

    const keys = given.filter((key) => !platformKeys.includes(key)).sort();

    expect(keys).toEqual([...(await schemaKeys(folder))].sort());
  });

  it('points only the local cloud at an endpoint of its own', () => {
    const pointed = (stage: string) =>
      [...functionsOf(stage).values()].filter((each) =>
        variablesOf(each).includes('AWS_ENDPOINT_URL'),
      ).length;

    expect(stageNames().map((stage) => [stage, pointed(stage)])).toEqual([
      ['dev', 0],
      ['load', 0],
      ['local', functionFolders().length],
      ['prod', 0],
    ]);
  });

  it('puts only functions that use Redis into the VPC', async () => {
    const placed = [...functionsOf('prod')]
      .filter(([, lambda]) => lambda.Properties['VpcConfig'] !== undefined)
      .map(([folder]) => folder);
    const users: string[] = [];
    for (const folder of functionFolders()) {
      if ((await schemaKeys(folder)).includes('REDIS_URL')) users.push(folder);
    }

    expect(users.length).toBeGreaterThan(0);
    expect(placed.sort()).toEqual(users);
  });

  it('runs every function on Node 24, arm64, with a log group of its own', () => {
    const odd = [...functionsOf('prod').values()].filter(({ Properties: each }) => {
      const logging = each['LoggingConfig'] as { LogGroup?: unknown } | undefined;
      const isUsual =
        each['Runtime'] === 'nodejs24.x' &&
        JSON.stringify(each['Architectures']) === '["arm64"]' &&
        logging?.LogGroup !== undefined;
      return !isUsual;
    });

    expect(odd).toEqual([]);
  });
});

const planted = (environment: Record<string, string>) => {
  const schema = z.object({ FIRST: z.string(), SECOND: z.string() });
  const props: ServiceFunctionProps<'FIRST' | 'SECOND'> = {
    folder: 'api/planted',
    schema,
    environment: environment as Record<'FIRST' | 'SECOND', string>,
    code: Code.fromInline('export {};'),
    stage: loadStage('dev'),
    timeoutSeconds: 3,
    memoryMb: 128,
    statements: [],
  };
  return () => new ServiceFunction(new Stack(new App(), 'Planted'), props);
};

describe('ServiceFunction', () => {
  it('takes exactly the environment of the schema', () => {
    expect(planted({ FIRST: '1', SECOND: '2' })).not.toThrow();
    expect(planted({ FIRST: '1', SECOND: '2', THIRD: '3' })).toThrow(/surplus \[THIRD\]/);
    expect(planted({ FIRST: '1' })).toThrow(/lacks \[SECOND\]/);
  });

  it('does not compile when a variable is missing', () => {
    const schema = z.object({ FIRST: z.string(), SECOND: z.string() });
    const complete: Pick<ServiceFunctionProps<'FIRST' | 'SECOND'>, 'schema' | 'environment'> = {
      schema,
      environment: { FIRST: '1', SECOND: '2' },
    };
    // @ts-expect-error SECOND is missing.
    const incomplete: typeof complete = { schema, environment: { FIRST: '1' } };

    expect([complete, incomplete]).toHaveLength(2);
  });
});

type State = { Resource?: string; TimeoutSeconds?: number; Parameters?: { FunctionName: string } };

const machineFile = join(import.meta.dirname, '../../statemachines/payment-saga.asl.json');
const definition = readFileSync(machineFile, 'utf8');
const states = Object.entries((JSON.parse(definition) as { States: Record<string, State> }).States);
const tasks = states.flatMap(([name, state]) =>
  state.Parameters === undefined ? [] : [[name, state, state.Parameters] as const],
);

describe('the state machine and its functions', () => {
  it.each(tasks)('%s outlives its function by two seconds', (_, state, parameters) => {
    const step = [...functionsOf('prod')].find(
      ([folder]) =>
        folder.startsWith('steps/') &&
        parameters.FunctionName === `\${${constructId(folder.slice(6))}FunctionArn}`,
    );
    const waitsForToken = state.Resource?.endsWith('.waitForTaskToken') === true;

    const expected = waitsForToken ? 10 : Number(state.TimeoutSeconds) - 2;

    expect(step?.[1].Properties['Timeout']).toBe(expected);
  });

  it('demands exactly the functions that the file names', () => {
    const none: ServiceFunction[] = [];
    const one = [planted({ FIRST: '1', SECOND: '2' })()];
    const cancelOrder = '$' + '{CancelOrderFunctionArn}';

    expect(tasks.length).toBeGreaterThan(5);
    expect(() => substitutionsFor('x.asl.json', cancelOrder, none)).toThrow(
      /no function for \[CancelOrderFunctionArn\]/,
    );
    expect(() => substitutionsFor('x.asl.json', '{}', one)).toThrow(
      /no placeholder for \[PlantedFunctionArn\]/,
    );
  });

  it('may invoke what it names and nothing else', () => {
    const [machine] = preset('prod').ofType('AWS::StepFunctions::StateMachine');
    const substitutions = machine?.Properties['DefinitionSubstitutions'] as object;
    const policy = preset('prod')
      .ofType('AWS::IAM::Policy')
      .find(({ id }) => id.startsWith('PaymentSagaMachineRole'));
    const [invoke] = policy === undefined ? [] : statementsOf(policy);

    expect(invoke?.Resource).toEqual(Object.values(substitutions));
    expect(machine?.Properties['LoggingConfiguration']).toMatchObject({ Level: 'ERROR' });
  });
});
