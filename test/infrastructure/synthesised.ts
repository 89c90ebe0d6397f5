// Synthesises a stage without bundling: templates only, each function with a stand-in of code.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { loadStage, stageFrom } from '#lib/config/load-stage.ts';
import type { Stage } from '#lib/config/resolve-stage.ts';
import { fluxPay } from '#lib/stacks/flux-pay.ts';

export type Resource = {
  readonly stack: string;
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
};

export type Synthesised = {
  readonly app: App;
  readonly stage: Stage;
  readonly stacks: readonly Stack[];
  readonly templates: ReadonlyMap<string, Template>;
  readonly resources: readonly Resource[];
  readonly ofType: (type: string) => readonly Resource[];
};

const partOf = (stack: Stack): string => stack.stackName.split('-').at(-1) ?? '';

const resourcesIn = (stack: string, template: Template): readonly Resource[] => {
  const { Resources } = template.toJSON() as {
    Resources: Record<string, Omit<Resource, 'stack' | 'id'>>;
  };
  return Object.entries(Resources).map(([id, resource]) => ({
    ...resource,
    Properties: resource.Properties ?? {},
    stack,
    id,
  }));
};

const { context } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8'),
) as { context: Record<string, unknown> };

/**
 * The app of a stage before synthesis, with the flags of a real one.
 *
 * @param isValidated - Whether templates are also checked against the rules of CloudFormation;
 * loading those takes seconds, so that one test does it for all.
 */
export const builtApp = (stage: Stage, { isValidated = false } = {}): App => {
  const app = new App({ context, builtinCloudFormationValidation: isValidated });
  fluxPay(app, { stage, version: 'test', codeOf: () => Code.fromInline('export {};') });
  return app;
};

/** Synthesises an app that a test may have changed. */
export const resourcesOf = (app: App, stage: Stage): Synthesised => {
  const stacks = app.node.children.filter((child): child is Stack => child instanceof Stack);
  const templates = new Map(stacks.map((stack) => [partOf(stack), Template.fromStack(stack)]));
  const resources = [...templates].flatMap(([part, template]) => resourcesIn(part, template));
  const ofType = (type: string) => resources.filter((resource) => resource.Type === type);
  return { app, stage, stacks, templates, resources, ofType };
};

export const synthesise = (stage: Stage): Synthesised => resourcesOf(builtApp(stage), stage);

const cache = new Map<string, Synthesised>();

const remembered = (key: string, stage: () => Stage): Synthesised => {
  const known = cache.get(key) ?? synthesise(stage());
  cache.set(key, known);
  return known;
};

/** One of the shipped stages, synthesised once per test file. */
export const preset = (name: string): Synthesised => remembered(name, () => loadStage(name));

/** The smallest stage of a profile. */
export const minimal = (profile: string): Synthesised =>
  remembered(`profile ${profile}`, () =>
    stageFrom(profile, {
      profile,
      api: { adminAllowedCidrs: ['192.0.2.0/24'] },
      pg: { adapters: [{ id: 'toss', secretArn: 'create' }] },
    }),
  );
