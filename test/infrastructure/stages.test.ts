import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { functionFolders } from '#lib/bundling/function-folders.ts';
import { loadStage, type Overrides, stageFrom, stageNames } from '#lib/config/load-stage.ts';
import { stageJsonSchema } from '#lib/config/stage-json-schema.ts';
import { minimal, preset, type Synthesised, synthesise } from './synthesised.ts';

const toss = { adapters: [{ id: 'toss', secretArn: 'create' }] };
const lean = { profile: 'lean', pg: toss, api: { adminAllowedCidrs: ['192.0.2.0/24'] } };
const standard = { profile: 'standard', pg: toss };

const fileOf = (stage: string): Record<string, unknown> =>
  parse(
    readFileSync(join(import.meta.dirname, `../../config/stages/${stage}.yaml`), 'utf8'),
  ) as Record<string, unknown>;

const countOf = (built: Synthesised, type: string): number => built.ofType(type).length;

const builds: readonly (readonly [string, () => Synthesised])[] = [
  ...stageNames().map((name) => [name, () => preset(name)] as const),
  ...['lean', 'standard', 'full'].map((name) => [`profile ${name}`, () => minimal(name)] as const),
];

describe('stages synthesise (OPS-1, OPS-3)', () => {
  it('covers four presets and three profiles', () => {
    expect(builds.map(([name]) => name)).toEqual([
      'dev',
      'load',
      'local',
      'prod',
      'profile lean',
      'profile standard',
      'profile full',
    ]);
  });

  it.each(builds)('%s has its functions, and no stack near the limit', (_, build) => {
    const built = build();
    const sizes = [...built.templates.keys()].map(
      (stack) => built.resources.filter((resource) => resource.stack === stack).length,
    );

    expect(countOf(built, 'AWS::Lambda::Function')).toBe(functionFolders().length);
    expect(Math.max(...sizes)).toBeLessThan(450);
  });

  it('makes nothing in dev that costs when idle', () => {
    const costly = preset('dev').resources.filter(({ Type }) =>
      /^AWS::(EC2|ElastiCache|MSK)::/.test(Type),
    );

    expect(costly).toEqual([]);
  });

  it('makes one NAT gateway in load and one per zone in prod', () => {
    expect(countOf(preset('load'), 'AWS::EC2::NatGateway')).toBe(1);
    expect(countOf(preset('prod'), 'AWS::EC2::NatGateway')).toBe(3);
    expect(countOf(preset('prod'), 'AWS::MSK::Cluster')).toBe(0);
  });

  it.each([
    ['none', lean, 0],
    ['elasticache-serverless', standard, 1],
    [
      'external',
      {
        ...standard,
        api: lean.api,
        network: { vpc: 'none' },
        redis: { mode: 'external', url: 'rediss://cache.example:6379' },
      },
      0,
    ],
  ])('builds Redis mode %s (OPS-4)', (_, document, caches) => {
    const built = synthesise(stageFrom('redis', document));

    expect(countOf(built, 'AWS::ElastiCache::ServerlessCache')).toBe(caches);
  });

  it('leaves out of local nothing that the engine is made of (OPS-5)', () => {
    const vital = /^AWS::(Lambda::Function|DynamoDB|SQS::Queue$|Events::EventBus|StepFunctions)/;
    const kinds = (built: Synthesised) =>
      built.resources.filter(({ Type }) => vital.test(Type)).map(({ Type, id }) => `${Type} ${id}`);

    const expected = kinds(minimal('standard'));

    expect(expected.length).toBeGreaterThan(40);
    expect(kinds(preset('local'))).toEqual(expected);
  });
});

const refusals: readonly (readonly [string, unknown, RegExp])[] = [
  ['an unknown key', { ...lean, colour: 'red' }, /colour/],
  ['an unknown nested key', { ...lean, redis: { nodes: 3 } }, /redis.*nodes/s],
  ['kafka, which nothing reads yet', { ...lean, kafka: { mode: 'msk-serverless' } }, /kafka/],
  ['toss without a secret', { ...lean, pg: { adapters: [{ id: 'toss' }] } }, /secretArn/],
  [
    'a secret itself in place of its ARN',
    { ...lean, pg: { adapters: [{ id: 'toss', secretArn: 'sk_live_x' }] } },
    /pg\.adapters\.0\.secretArn/,
  ],
  ['no gateway at all', { ...lean, pg: { adapters: [] } }, /pg\.adapters/],
  [
    'lean with Redis',
    { ...lean, redis: { mode: 'external', url: 'redis://x' } },
    /redis\.mode.*profile: lean/,
  ],
  ['lean with a VPC', { ...lean, network: { vpc: 'create' } }, /network\.vpc.*profile: lean/],
  ['lean with a Redis limiter', { ...lean, rateLimit: { store: 'redis' } }, /rateLimit\.store/],
  ['standard without Redis', { ...standard, redis: { mode: 'none' } }, /redis\.mode.*standard/],
  [
    'standard with a limiter in tables',
    { ...standard, rateLimit: { store: 'dynamodb' } },
    /rateLimit\.store/,
  ],
  [
    'a cache without a VPC',
    { ...standard, api: lean.api, network: { vpc: 'none' } },
    /network\.vpc.*elasticache-serverless/,
  ],
  ['a VPC without a way out', { ...standard, network: { egress: 'none' } }, /network\.egress/],
  ['external Redis without an address', { ...standard, redis: { mode: 'external' } }, /redis\.url/],
  [
    'no VPC and no allow-list',
    { ...lean, api: { adminAllowedCidrs: [] } },
    /api\.adminAllowedCidrs is needed/,
  ],
  [
    'the whole internet as allow-list',
    { ...lean, api: { adminAllowedCidrs: ['0.0.0.0/0'] } },
    /api\.adminAllowedCidrs.*0\.0\.0\.0\/0/,
  ],
  [
    'the whole internet of version 6',
    { ...lean, api: { adminAllowedCidrs: ['::/0'] } },
    /api\.adminAllowedCidrs/,
  ],
  [
    'any browser origin',
    { ...lean, api: { ...lean.api, corsAllowedOrigins: ['*'] } },
    /api\.corsAllowedOrigins/,
  ],
  [
    'a short answer cache where money is real',
    { ...lean, idempotency: { cacheTtlSeconds: 600 } },
    /idempotency\.cacheTtlSeconds.*live/,
  ],
  [
    'concurrency for a function that does not exist',
    { ...lean, lambda: { reservedConcurrency: { 'api/no-such': 5 } } },
    /lambda\.reservedConcurrency/,
  ],
  [
    'a retained local cloud',
    { ...lean, awsEndpointUrl: 'http://127.0.0.1:4566', removalPolicy: 'retain' },
    /removalPolicy/,
  ],
];

describe('a stage file is refused (OPS-2)', () => {
  it('accepts the documents that the refusals start from', () => {
    expect(stageFrom('lean', lean).redis.mode).toBe('none');
    expect(stageFrom('standard', standard).network.egress).toBe('nat-gateway');
  });

  it.each(refusals)('with %s', (_, document, message) => {
    expect(() => stageFrom('planted', document)).toThrow(message);
  });

  it.each([undefined, '', 'nowhere', '../stages/dev'])('when the stage is %s', (name) => {
    expect(() => loadStage(name)).toThrow(/Stages: dev, load, local, prod/);
  });
});

const overrides: readonly (readonly [
  Overrides,
  (stage: Synthesised['stage']) => unknown,
  unknown,
])[] = [
  [{ profile: 'lean' }, ({ redis }) => redis.mode, 'none'],
  [{ profile: 'lean' }, ({ rateLimit }) => rateLimit.store, 'dynamodb'],
  [{ pgBaseUrl: 'http://127.0.0.1:1' }, ({ pg }) => pg.adapters[0]?.baseUrl, 'http://127.0.0.1:1'],
  [{ redisUrl: 'redis://127.0.0.1:2' }, ({ redis }) => redis.url, 'redis://127.0.0.1:2'],
  [{ awsEndpointUrl: 'http://127.0.0.1:3' }, (stage) => stage.awsEndpointUrl, 'http://127.0.0.1:3'],
];

describe('the command line', () => {
  it.each(overrides)('overrides by %j', (override, read, expected) => {
    expect(read(loadStage('local', override))).toBe(expected);
  });

  it('cannot talk a stage into a contradiction', () => {
    expect(() => loadStage('load', { profile: 'lean' })).toThrow(/adminAllowedCidrs/);
    expect(() => loadStage('local', { profile: 'lean', redisUrl: 'redis://x' })).toThrow(/redis/);
  });

  it('gives each limit two seconds of burst, at least twenty', () => {
    const { rateLimit } = loadStage('load');

    expect(rateLimit.authorize).toEqual({ capacity: 15000, windowSeconds: 60, burst: 500 });
    expect(rateLimit.admin.burst).toBe(20);
  });
});

describe('the published JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false, formats: { cidrv4: true, cidrv6: true } });
  addFormats.default(ajv);
  const validate = ajv.compile(stageJsonSchema());

  it.each(stageNames())('accepts %s', (stage) => {
    expect(validate(fileOf(stage)) || validate.errors).toBe(true);
  });

  it('refuses an unknown key', () => {
    expect(validate({ ...fileOf('dev'), colour: 'red' })).toBe(false);
  });
});
