// Everything that must survive: tables, keys and secrets, apart from all that may be destroyed.
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type TableId, tables } from '#core/contracts/storage.ts';
import type { Stage } from '../config/resolve-stage.ts';
import { AuditStore } from '../constructs/audit-store.ts';
import { SecretStore } from '../constructs/secret-store.ts';
import { constructId } from '../constructs/service-function.ts';
import { StorageTable } from '../constructs/storage-table.ts';

export class DataStack extends Stack {
  readonly tables: Readonly<Record<TableId, StorageTable>>;
  readonly secrets: SecretStore;
  readonly audit: AuditStore;

  constructor(scope: Construct, id: string, props: StackProps & { stage: Stage }) {
    super(scope, id, props);
    const { stage } = props;
    const table = (name: TableId) =>
      new StorageTable(this, `${constructId(name)}Table`, { stage, shape: tables[name] });
    this.tables = {
      engine: table('engine'),
      idempotency: table('idempotency'),
      outbox: table('outbox'),
      commands: table('commands'),
      readModel: table('readModel'),
    };
    this.secrets = new SecretStore(this, 'Secrets', stage);
    this.audit = new AuditStore(this, 'Audit', stage);
    for (const [name, each] of Object.entries(this.tables)) {
      new CfnOutput(this, `${constructId(name)}TableName`, { value: each.table.tableName });
    }
    for (const [pg, value] of Object.entries(this.secrets.pgSecretArns)) {
      new CfnOutput(this, `Pg${constructId(pg)}SecretArn`, { value });
    }
    if (this.secrets.pgWebhookSecretArn !== '') {
      const value = this.secrets.pgWebhookSecretArn;
      new CfnOutput(this, 'PgSandboxWebhookSecretArn', { value });
    }
    new CfnOutput(this, 'AuditBucketName', { value: this.audit.bucketName });
  }
}
