// The key of API-key secrets and personal data, the secret that seals cursors, and the payment gateway's
// own secret, which an operator fills after the first deploy.
import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { acknowledgeManualRotation } from '../guardrails/acknowledgements.ts';

export class SecretStore extends Construct {
  readonly fieldKey: Key;
  readonly cursorSecretArn: string;
  readonly pgSecretArn: string;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const removalPolicy = stage.isRetained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.fieldKey = new Key(this, 'FieldKey', {
      alias: `alias/fluxpay-${stage.name}-field`,
      description: 'Encrypts the secrets of API keys, and the data keys of personal data.',
      enableKeyRotation: true,
      removalPolicy,
    });
    const cursor = new Secret(this, 'CursorSecret', {
      secretName: `fluxpay-${stage.name}-cursor`,
      description: 'Seals page cursors; a new value makes open cursors invalid, nothing else.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    acknowledgeManualRotation(cursor, 'A new value only ends open cursors; rotated by hand.');
    this.cursorSecretArn = cursor.secretArn;
    this.pgSecretArn = this.pgSecret(stage, removalPolicy);
  }

  /** A created secret holds no usable key until an operator puts the value given by the gateway. */
  private pgSecret(stage: Stage, removalPolicy: RemovalPolicy): string {
    const [adapter] = stage.pg.adapters;
    if (adapter === undefined) throw new Error('pg.adapters is empty.');
    if (adapter.secretArn !== 'create') return adapter.secretArn;
    const secret = new Secret(this, 'PgSecret', {
      secretName: `fluxpay-${stage.name}-pg-${adapter.id}`,
      description: 'Key of the payment gateway; put after the deploy.',
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'unset' },
      removalPolicy,
    });
    acknowledgeManualRotation(secret, 'The payment gateway issues this key; AWS cannot rotate it.');
    return secret.secretArn;
  }
}
