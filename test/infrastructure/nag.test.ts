import { type App, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { loadStage, stageNames } from '#lib/config/load-stage.ts';
import { builtApp } from './synthesised.ts';

const findingsIn = (app: App): readonly string[] =>
  new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);

describe('cdk-nag (OPS-1)', () => {
  it.each(stageNames())('reports nothing unacknowledged in %s', (stage) => {
    expect(findingsIn(builtApp(loadStage(stage)))).toEqual([]);
  });

  it('reports what is planted in a control stack', () => {
    const app = builtApp(loadStage('prod'));
    const control = new Stack(app, 'Control');
    new Queue(control, 'Queue');
    const role = new Role(control, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));

    const findings = findingsIn(app);

    expect(findings).toEqual(
      expect.arrayContaining([
        'AwsSolutions-SQS3',
        'AwsSolutions-SQS4',
        'AwsSolutions-IAM5[Action::s3:*]',
        'AwsSolutions-IAM5[Resource::*]',
      ]),
    );
  });

  it.each(stageNames())('and the rules of CloudFormation let %s through', (stage) => {
    const app = builtApp(loadStage(stage), { isValidated: true });

    expect(app.synth().stacks.length).toBeGreaterThan(2);
  });

  it('and the rules of CloudFormation refuse what is planted', () => {
    const app = builtApp(loadStage('dev'), { isValidated: true });
    new CfnQueue(new Stack(app, 'Control'), 'Queue', {
      queueName: 'control-dlq',
      sqsManagedSseEnabled: true,
      visibilityTimeout: 99_999,
    });

    expect(() => app.synth()).toThrow(/VisibilityTimeout/);
  });

  it('stops the synthesis of a stage with a finding', () => {
    const app = builtApp(loadStage('dev'));
    const control = new Stack(app, 'Control');
    new Queue(control, 'Queue');

    expect(() => app.synth()).toThrow(/SQS/);
  });
});
