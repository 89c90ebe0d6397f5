// Builds ServiceFunctions that share a stage's values and resources, so that one definition is one
// short call: folder, schema, timeout and rights.
import type { Construct } from 'constructs';
import { type EnvironmentKey, environmentValues, pickEnvironment } from './environment-values.ts';
import type { Grant } from './grants.ts';
import { type BuildInput, grantable, type Resources } from './resources.ts';
import { type EnvironmentSchema, ServiceFunction } from './service-function.ts';

export type FunctionDefinition<Key extends EnvironmentKey = EnvironmentKey> = {
  readonly folder: string;
  readonly schema: EnvironmentSchema<Key>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly grants: readonly Grant[];
};

export type DefineFunction = <Key extends EnvironmentKey>(
  definition: FunctionDefinition<Key>,
) => ServiceFunction;

/** Functions that speak to Redis run inside the VPC, where there is one; all others stay outside. */
const placement = (schema: EnvironmentSchema<string>, { network }: Resources) =>
  network !== null && 'REDIS_URL' in schema.shape
    ? { vpc: network.vpc, securityGroup: network.functions }
    : undefined;

export const functionSet = (
  scope: Construct,
  { stage, version, codeOf }: BuildInput,
  resources: Resources,
): DefineFunction => {
  const values = environmentValues(stage, version, resources);
  const arns = grantable(resources);
  return ({ folder, schema, timeoutSeconds, memoryMb, grants }) =>
    new ServiceFunction(scope, {
      folder,
      schema,
      environment: pickEnvironment(schema.shape, values, { folder, timeoutSeconds }),
      code: codeOf(folder),
      stage,
      timeoutSeconds,
      memoryMb,
      statements: grants.flatMap((grant) => grant(arns)),
      network: placement(schema, resources),
    });
};
