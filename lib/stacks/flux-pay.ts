// The whole deployment of one stage. Dependencies point one way: Service, Messaging, Data, Network;
// Observability reads the others.
import { type App, ArnFormat, Aspects, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Stage } from '../config/resolve-stage.ts';
import { paymentSagaArns } from '../constructs/payment-saga.ts';
import type { BuildInput, Network, Resources } from '../constructs/resources.ts';
import { functionName } from '../constructs/service-function.ts';
import { houseRules } from '../guardrails/house-rules.ts';
import { DataStack } from './data-stack.ts';
import { MessagingStack } from './messaging-stack.ts';
import { NetworkStack } from './network-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { ServiceStack } from './service-stack.ts';

type Lower = { data: DataStack; messaging: MessagingStack; network: Network | null };

const dispatcher = (data: DataStack, stage: Stage) => {
  const name = functionName(stage, 'streams/dispatch-commands');
  return {
    dispatcherName: name,
    dispatcherArn: data.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  };
};

const resourcesOf = (stage: Stage, { data, messaging, network }: Lower): Resources => {
  const { engine, idempotency, outbox, commands, readModel } = data.tables;
  const { bus, watchdog, sweeper, executionEnded, pgWebhook, auditSealer, relayDlq, commandDlq } =
    messaging.queues;
  return {
    tables: {
      engine: engine.table,
      idempotency: idempotency.table,
      outbox: outbox.table,
      commands: commands.table,
      readModel: readModel.table,
    },
    fieldKey: data.secrets.fieldKey,
    auditKey: data.audit.signingKey,
    auditBucketName: data.audit.bucketName,
    auditObjectsArn: data.audit.objectsArn,
    cursorSecretArn: data.secrets.cursorSecretArn,
    pgSecretArns: data.secrets.pgSecretArns,
    pgWebhookSecretArn: data.secrets.pgWebhookSecretArn,
    bus,
    watchdog,
    sweeper,
    executionEnded,
    pgWebhook,
    auditSealer,
    relayDlq: relayDlq.queue,
    commandDlq: commandDlq.queue,
    redisUrl: messaging.redisUrl,
    ...paymentSagaArns(messaging, stage),
    ...dispatcher(data, stage),
    network,
  };
};

const guard = (app: App, stage: Stage): void => {
  Tags.of(app).add('fluxpay:stage', stage.name);
  Aspects.of(app).add(houseRules({ mustRecover: stage.isRetained }));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
};

export const fluxPay = (app: App, input: BuildInput): void => {
  const { stage } = input;
  const props: StackProps & { stage: Stage } = {
    env: { account: stage.account ?? input.defaultAccount, region: stage.region },
    terminationProtection: stage.isRetained,
    stage,
  };
  const id = (part: string): string => `FluxPay-${stage.name}-${part}`;
  const network =
    stage.network.vpc === 'none' ? null : new NetworkStack(app, id('Network'), props).network;
  const data = new DataStack(app, id('Data'), props);
  const messaging = new MessagingStack(app, id('Messaging'), { ...props, network });
  const resources = resourcesOf(stage, { data, messaging, network });
  const service = new ServiceStack(app, id('Service'), { ...props, input, resources });
  if (stage.observability.alarms !== 'none') {
    const watched = {
      functions: service.functions,
      resources,
      apiId: service.publicApi.api.apiId,
    };
    new ObservabilityStack(app, id('Observability'), { ...props, watched });
  }
  guard(app, stage);
};
