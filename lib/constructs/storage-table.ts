// One table of core/contracts/storage.ts: on demand, encrypted, named so that a replacement fails
// loudly instead of leaving the rows behind.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { baseKey, type IndexShape, type TableShape } from '#core/contracts/storage.ts';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeNoRecovery } from '../guardrails/acknowledgements.ts';

const key = (name: string) => ({ name, type: AttributeType.STRING });

const projection = ({ included }: IndexShape) =>
  included.length === 0
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...included] };

export class StorageTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: { stage: Stage; shape: TableShape }) {
    super(scope, id);
    const { stage, shape } = props;
    this.table = new Table(this, 'Table', {
      tableName: `fluxpay-${stage.name}-${shape.name}`,
      partitionKey: key(baseKey.partitionKey),
      sortKey: key(baseKey.sortKey),
      billingMode: BillingMode.PAY_PER_REQUEST,
      maxReadRequestUnits: stage.dynamodb.maxReadUnits,
      maxWriteRequestUnits: stage.dynamodb.maxWriteUnits,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: stage.dynamodb.pitr },
      deletionProtection: stage.dynamodb.deletionProtection,
      removalPolicy: stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      timeToLiveAttribute: shape.ttlAttribute ?? undefined,
      stream: shape.hasStream ? StreamViewType.NEW_IMAGE : undefined,
    });
    if (!stage.dynamodb.pitr) acknowledgeNoRecovery(this.table);
    for (const index of shape.indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: key(index.partitionKey),
        sortKey: key(index.sortKey),
        ...projection(index),
      });
    }
  }
}
