// What CloudFormation knows: whether the bootstrap and our stacks stand, and their outputs.
import {
  CloudFormationClient,
  paginateDescribeStacks,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { emulatedAws } from './emulated-aws.ts';
import { Setback } from './setback.ts';

export type Stacks = {
  readonly isBootstrapped: boolean;
  /** At least one stack of the stage, and none half made. */
  readonly areComplete: boolean;
  readonly outputs: Readonly<Record<string, string>>;
};

const steady = new Set(['CREATE_COMPLETE', 'UPDATE_COMPLETE']);

export async function readStacks(endpoint: string, stage: string): Promise<Stacks> {
  const client = new CloudFormationClient(emulatedAws(endpoint));
  const all: Stack[] = [];
  for await (const page of paginateDescribeStacks({ client }, {})) all.push(...(page.Stacks ?? []));
  client.destroy();
  const ours = all.filter((stack) => stack.StackName?.startsWith(`FluxPay-${stage}-`) === true);
  const outputs = ours
    .flatMap((stack) => stack.Outputs ?? [])
    .map(({ OutputKey: key, OutputValue: value }): [string, string] => [key ?? '', value ?? '']);
  return {
    isBootstrapped: all.some((stack) => stack.StackName === 'CDKToolkit' && isSteady(stack)),
    areComplete: ours.length > 0 && ours.every(isSteady),
    outputs: Object.fromEntries(outputs),
  };
}

const isSteady = (stack: Stack): boolean => steady.has(stack.StackStatus ?? '');

/** @throws Setback when the deployed stacks do not say it; the name is in the operations guide, 1.10. */
export function outputOf(stacks: Stacks, name: string): string {
  const value = stacks.outputs[name];
  if (value !== undefined) return value;
  throw new Setback(`the stacks have no output ${name}`, {
    part: 'deploy',
    next: 'add it to lib/stacks, then npm run local:up',
  });
}

/** `EngineTableName` becomes `engine`: every table by its short name. */
export function tablesOf(stacks: Stacks): Record<string, string> {
  const tables = Object.entries(stacks.outputs).flatMap(([key, value]) => {
    const name = /^([A-Z]\w*)TableName$/u.exec(key)?.[1];
    return name === undefined ? [] : [[name.charAt(0).toLowerCase() + name.slice(1), value]];
  });
  return Object.fromEntries(tables) as Record<string, string>;
}
