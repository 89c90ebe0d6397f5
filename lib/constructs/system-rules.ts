// The rules of the platform: the minute of the sweeper and of the audit sealer, and executions that
// ended badly.
import { Construct } from 'constructs';
import type { Stage } from '../config/resolve-stage.ts';
import { ruleNames } from './message-queues.ts';
import type { Resources } from './resources.ts';
import { RuleToQueue } from './rule-to-queue.ts';

export class SystemRules extends Construct {
  constructor(scope: Construct, id: string, props: { stage: Stage; resources: Resources }) {
    super(scope, id);
    const { stage, resources } = props;
    const names = ruleNames(stage);
    new RuleToQueue(this, 'Sweep', {
      name: names.sweep,
      description: 'Wakes the sweeper every minute.',
      target: resources.sweeper,
      schedule: 'rate(1 minute)',
      input: JSON.stringify({ startedBy: 'schedule' }),
    });
    new RuleToQueue(this, 'SealAudit', {
      name: names.sealAudit,
      description: 'Wakes the audit sealer every minute.',
      target: resources.auditSealer,
      schedule: 'rate(1 minute)',
      input: JSON.stringify({ startedBy: 'schedule' }),
    });
    new RuleToQueue(this, 'ExecutionEnded', {
      name: names.executionEnded,
      description: 'Executions of the payment saga that did not succeed.',
      target: resources.executionEnded,
      eventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [resources.machineArn],
        },
      },
    });
  }
}
