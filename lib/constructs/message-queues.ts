// The bus, and every queue with its dead letters. Queues that a rule feeds admit that rule by name.
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { consumerTimeouts } from './consumer-timeouts.ts';
import { ruleArn } from './rule-to-queue.ts';
import { DeadLetterQueue, WorkQueue } from './work-queue.ts';

export const ruleNames = ({ name }: Stage) => ({
  sweep: `fluxpay-${name}-sweep`,
  executionEnded: `fluxpay-${name}-execution-ended`,
  sealAudit: `fluxpay-${name}-seal-audit`,
});

export class MessageQueues extends Construct {
  readonly bus: EventBus;
  readonly watchdog: WorkQueue;
  readonly sweeper: WorkQueue;
  readonly executionEnded: WorkQueue;
  readonly pgWebhook: WorkQueue;
  readonly auditSealer: WorkQueue;
  readonly relayDlq: DeadLetterQueue;
  readonly commandDlq: DeadLetterQueue;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const rules = ruleNames(stage);
    this.bus = new EventBus(this, 'Bus', { eventBusName: `fluxpay-${stage.name}` });
    this.watchdog = new WorkQueue(this, 'Watchdog', {
      stage,
      name: 'watchdog',
      consumerTimeoutSeconds: consumerTimeouts.watchdog,
    });
    this.sweeper = new WorkQueue(this, 'Sweeper', {
      stage,
      name: 'sweeper',
      consumerTimeoutSeconds: consumerTimeouts.sweeper,
      ruleArn: ruleArn(this, rules.sweep),
    });
    this.executionEnded = new WorkQueue(this, 'ExecutionEnded', {
      stage,
      name: 'execution-ended',
      consumerTimeoutSeconds: consumerTimeouts.executionEnded,
      ruleArn: ruleArn(this, rules.executionEnded),
    });
    this.pgWebhook = new WorkQueue(this, 'PgWebhook', {
      stage,
      name: 'pg-webhook',
      isFifo: true,
      consumerTimeoutSeconds: consumerTimeouts.pgWebhook,
    });
    this.auditSealer = new WorkQueue(this, 'AuditSealer', {
      stage,
      name: 'audit-sealer',
      consumerTimeoutSeconds: consumerTimeouts.auditSealer,
      ruleArn: ruleArn(this, rules.sealAudit),
    });
    this.relayDlq = new DeadLetterQueue(this, 'RelayDeadLetters', { stage, name: 'relay-dlq' });
    this.commandDlq = new DeadLetterQueue(this, 'CommandDeadLetters', {
      stage,
      name: 'command-dlq',
    });
  }
}
