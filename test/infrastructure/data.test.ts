import { describe, expect, it } from 'vitest';
import { type TableShape, tables } from '#core/contracts/storage.ts';
import { stageNames } from '#lib/config/load-stage.ts';
import { folderOf, inlineStatementsOf } from './granted.ts';
import { preset, type Resource } from './synthesised.ts';

const stateful =
  /^AWS::(DynamoDB::Table|KMS::Key|S3::Bucket|SecretsManager::Secret|SQS::Queue|Events::EventBus)$/;

const tableOf = (stage: string, name: string): Resource => {
  const found = preset(stage)
    .ofType('AWS::DynamoDB::Table')
    .find((table) => table.Properties['TableName'] === `fluxpay-${stage}-${name}`);
  if (found === undefined) throw new Error(`No table ${name} in ${stage}.`);
  return found;
};

const schemaOf = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
];

const projectionOf = (included: readonly string[]) =>
  included.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: included };

const shapes: readonly TableShape[] = Object.values(tables);

describe('tables', () => {
  it.each(shapes)('$name is the table of the contract', (shape) => {
    const { Properties: table } = tableOf('prod', shape.name);
    const indexes = shape.indexes.map(({ name, partitionKey, sortKey, included }) => ({
      IndexName: name,
      KeySchema: schemaOf(partitionKey, sortKey),
      Projection: projectionOf(included),
    }));

    expect(table['KeySchema']).toEqual(schemaOf('pk', 'sk'));
    expect(table['GlobalSecondaryIndexes'] ?? []).toEqual(indexes);
    expect(table['StreamSpecification'] !== undefined).toBe(shape.hasStream);
    expect(table['TimeToLiveSpecification'] !== undefined).toBe(shape.ttlAttribute !== null);
  });

  it('has a table for each shape and no other', () => {
    expect(preset('prod').ofType('AWS::DynamoDB::Table')).toHaveLength(shapes.length);
  });
});

describe('data protection (OPS-11)', () => {
  it('keeps tables, keys and secrets of a retained stage', () => {
    const kept = preset('prod').resources.filter(
      ({ stack, Type }) => stack === 'Data' && stateful.test(Type),
    );
    const careless = preset('prod')
      .ofType('AWS::DynamoDB::Table')
      .filter(
        ({ Properties: table }) =>
          table['DeletionProtectionEnabled'] !== true ||
          JSON.stringify(table['PointInTimeRecoverySpecification']) !==
            '{"PointInTimeRecoveryEnabled":true}',
      );

    expect(kept.length).toBe(shapes.length + 5);
    expect(kept.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
    expect(careless).toEqual([]);
  });

  it.each(['local', 'dev', 'load'])('leaves nothing behind in %s', (stage) => {
    const kept = preset(stage).resources.filter(
      ({ Type, DeletionPolicy }) => stateful.test(Type) && DeletionPolicy !== 'Delete',
    );
    const stubborn = preset(stage)
      .ofType('AWS::DynamoDB::Table')
      .filter(({ Properties }) => Properties['DeletionProtectionEnabled'] === true);

    expect(kept.filter(({ Type }) => Type !== 'AWS::Events::EventBus')).toEqual([]);
    expect(stubborn).toEqual([]);
  });

  it.each(stageNames())('encrypts every table and rotates every key in %s', (stage) => {
    const plain = preset(stage)
      .ofType('AWS::DynamoDB::Table')
      .filter(
        ({ Properties }) =>
          JSON.stringify(Properties['SSESpecification']) !== '{"SSEEnabled":true}',
      );
    const fixed = preset(stage)
      .ofType('AWS::KMS::Key')
      // A key that signs has no rotation: its public half is known to whoever checks.
      .filter(({ Properties }) => Properties['KeyUsage'] !== 'SIGN_VERIFY')
      .filter(({ Properties }) => Properties['EnableKeyRotation'] !== true);

    expect(plain).toEqual([]);
    expect(fixed).toEqual([]);
  });
});

describe('the audit bucket', () => {
  const bucketOf = (stage: string) => preset(stage).ofType('AWS::S3::Bucket')[0]?.Properties;

  it('is locked in prod for seven years, against everybody', () => {
    expect(bucketOf('prod')).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: {
        Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 7 * 365 + 2 } },
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
  });

  it.each(['local', 'dev', 'load'])('keeps versions without a lock in %s', (stage) => {
    expect(bucketOf(stage)).not.toHaveProperty('ObjectLockConfiguration');
    expect(bucketOf(stage)).toMatchObject({ VersioningConfiguration: { Status: 'Enabled' } });
  });
});

describe('logical ids of what holds state', () => {
  it('stay as they are: another id replaces the resource and loses its content', () => {
    const ids = preset('prod')
      .resources.filter(({ Type }) => stateful.test(Type))
      .map(({ stack, Type, id }) => `${stack} ${Type} ${id}`)
      .sort();

    expect(ids).toMatchSnapshot();
  });

  it('are the same in every stage', () => {
    const ids = (stage: string) =>
      preset(stage)
        .resources.filter(({ Type }) => stateful.test(Type))
        .map(({ id }) => id);

    // The sandbox stands where the simulator does, and nowhere else.
    const common = ids('local').filter((id) => !id.includes('Sandbox'));
    expect(ids('local').length - common.length).toBe(2);
    expect(common.length).toBeGreaterThan(10);
    expect(common).toEqual(ids('prod'));
  });
});

describe('the secret of signed webhooks', () => {
  const isTold = ({ Properties }: Resource): boolean =>
    JSON.stringify(Properties).includes('PgSandboxWebhookSecret');

  it('is open to the function that takes webhooks in, which has no other; and to nobody else', () => {
    const built = preset('local');
    const readers = built
      .ofType('AWS::IAM::Role')
      .filter(isTold)
      .map((role) => ({
        id: role.id,
        secrets: inlineStatementsOf(role)
          .filter(({ Action }) => Action === 'secretsmanager:GetSecretValue')
          .map(({ Resource: secret }) => JSON.stringify(secret)),
      }));

    expect(readers).toHaveLength(1);
    expect(readers[0]?.id).toContain('ApiReceivePgWebhook');
    expect(readers[0]?.secrets).toEqual([expect.stringContaining('PgSandboxWebhookSecret')]);
    const functions = built.ofType('AWS::Lambda::Function').filter(isTold);
    expect(functions.map((lambda) => folderOf(built, lambda))).toEqual(['api/receive-pg-webhook']);
  });

  it('is nowhere where no PG signs', () => {
    const built = preset('prod');
    const told = built.ofType('AWS::Lambda::Function').flatMap(({ Properties }) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, string> };
      return Variables['PG_SANDBOX_WEBHOOK_SECRET_ARN'] ?? [];
    });

    expect(built.ofType('AWS::SecretsManager::Secret').filter(isTold)).toEqual([]);
    expect(told).toEqual(['']);
  });
});
