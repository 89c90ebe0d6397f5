// The key of API-key secrets and personal data, the secret that seals cursors, and a secret for
// each payment gateway, which an operator fills after the first deploy.
import { RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import type { PgId } from '../config/stage-schema.ts';
import { acknowledgeManualRotation } from '../guardrails/acknowledgements.ts';

/** An id in the template never changes: a new one would make a new, empty secret. */
const pgSecretId: Readonly<Record<PgId, string>> = {
  toss: 'PgSecret',
  sandbox: 'PgSandboxSecret',
};

export class SecretStore extends Construct {
  readonly fieldKey: Key;
  readonly cursorSecretArn: string;
  readonly pgSecretArns: Readonly<Record<string, string>>;
  /** Empty where no PG of the stage signs its webhooks. */
  readonly pgWebhookSecretArn: string;

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
    this.pgSecretArns = Object.fromEntries(
      stage.pg.adapters.map((adapter) => [
        adapter.id,
        this.pgSecret(stage, adapter, removalPolicy),
      ]),
    );
    this.pgWebhookSecretArn = this.webhookSecret(stage, removalPolicy);
  }

  /** What the sandbox signs its webhooks with. One, or two with a space between them while it is renewed. */
  private webhookSecret(stage: Stage, removalPolicy: RemovalPolicy): string {
    const sandbox = stage.pg.adapters.find((adapter) => adapter.id === 'sandbox');
    if (sandbox?.webhookSecretArn !== 'create') return sandbox?.webhookSecretArn ?? '';
    const secret = new Secret(this, 'PgSandboxWebhookSecret', {
      secretName: `fluxpay-${stage.name}-pg-sandbox-webhook`,
      description: 'Secrets that webhooks of the sandbox are signed with; put after the deploy.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    acknowledgeManualRotation(secret, 'The payment gateway has the other copy; renewed by hand.');
    return secret.secretArn;
  }

  /** A created secret holds no usable key until an operator puts the value given by the gateway. */
  private pgSecret(
    stage: Stage,
    { id, secretArn }: Stage['pg']['adapters'][number],
    removalPolicy: RemovalPolicy,
  ): string {
    if (secretArn !== 'create') return secretArn;
    const secret = new Secret(this, pgSecretId[id], {
      secretName: `fluxpay-${stage.name}-pg-${id}`,
      description: 'Key of the payment gateway; put after the deploy.',
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'unset' },
      removalPolicy,
    });
    acknowledgeManualRotation(secret, 'The payment gateway issues this key; AWS cannot rotate it.');
    return secret.secretArn;
  }
}
