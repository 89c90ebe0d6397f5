// Reads one stage file, applies the overrides of the command line and refuses what contradicts itself.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { contradictionsOf } from './check-stage.ts';
import { resolveStage, type Stage } from './resolve-stage.ts';
import { type StageFile, stageSchema } from './stage-schema.ts';

const stagesFolder = join(import.meta.dirname, '../../config/stages');
const stageName = /^[a-z][a-z0-9-]{1,11}$/;

/** A stage that cannot be built; the message names the stage and every field at fault. */
export class StageError extends Error {
  override readonly name = 'StageError';
}

/** Values of `cdk -c key=value`; addresses that are known only when a local cloud has started. */
export type Overrides = {
  readonly profile?: string;
  readonly pgBaseUrl?: string;
  readonly redisUrl?: string;
  readonly awsEndpointUrl?: string;
};

export const stageNames = (folder = stagesFolder): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();

const parsed = (name: string, document: unknown): StageFile => {
  const result = stageSchema.safeParse(document);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`,
  );
  throw new StageError(`Stage ${name} is refused:\n  ${faults.join('\n  ')}`);
};

/** Another profile brings its own network, Redis and limiter store: those of the file are put aside. */
const withProfile = (name: string, file: StageFile, profile?: string): StageFile => {
  if (profile === undefined || profile === file.profile) return file;
  const { network: _network, redis: _redis, rateLimit, ...rest } = file;
  return parsed(name, { ...rest, profile, rateLimit: { ...rateLimit, store: undefined } });
};

const withAddresses = (file: StageFile, overrides: Overrides): StageFile => ({
  ...file,
  awsEndpointUrl: overrides.awsEndpointUrl ?? file.awsEndpointUrl,
  redis: { ...file.redis, url: overrides.redisUrl ?? file.redis.url },
  pg: {
    ...file.pg,
    adapters: file.pg.adapters.map((adapter) => ({
      ...adapter,
      baseUrl: overrides.pgBaseUrl ?? adapter.baseUrl,
    })),
  },
});

/** @throws StageError when the document is malformed or contradicts itself. */
export const stageFrom = (name: string, document: unknown, overrides: Overrides = {}): Stage => {
  const file = withProfile(name, parsed(name, document), overrides.profile);
  const stage = resolveStage(name, withAddresses(file, overrides));
  const contradictions = contradictionsOf(stage);
  if (contradictions.length === 0) return stage;
  throw new StageError(`Stage ${name} contradicts itself:\n  ${contradictions.join('\n  ')}`);
};

/** @throws StageError when no such stage exists; the message lists those that do. */
export const loadStage = (name: unknown, overrides: Overrides = {}): Stage => {
  const known = `Stages: ${stageNames().join(', ')}.`;
  if (typeof name !== 'string' || name === '') {
    throw new StageError(`Name a stage: add -c stage=<stage> to the cdk command. ${known}`);
  }
  const path = join(stagesFolder, `${name}.yaml`);
  if (!stageName.test(name) || !existsSync(path)) {
    throw new StageError(`There is no stage "${name}". ${known}`);
  }
  return stageFrom(name, parse(readFileSync(path, 'utf8')), overrides);
};
