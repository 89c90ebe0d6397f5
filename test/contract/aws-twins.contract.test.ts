// The twins of the AWS clients answer as the services' documentation says, by the SDK's names, and refuse
// whatever they do not simulate. Driven by the real commands, most of them through the real adapters.

import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import {
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { openKms } from '#adapters/crypto/kms-client.ts';
import { kmsSecrets } from '#adapters/crypto/kms-secrets.ts';
import { memoryEventBridge, type PublishEntry } from '#adapters/memory/aws/memory-event-bridge.ts';
import { memoryKms } from '#adapters/memory/aws/memory-kms.ts';
import { memoryLambda } from '#adapters/memory/aws/memory-lambda.ts';
import { memorySecrets } from '#adapters/memory/aws/memory-secrets.ts';
import { memorySqs } from '#adapters/memory/aws/memory-sqs.ts';
import { memoryStepFunctions } from '#adapters/memory/aws/memory-step-functions.ts';
import { openSecrets } from '#adapters/secrets/secrets-client.ts';
import { stepFunctionsWorkflows } from '#adapters/step-functions/step-functions-workflows.ts';
import { labelled } from '#adapters/system/labelled.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import type { KeyId, MerchantId } from '#core/kernel/ids.ts';
import { createStepper } from '#test/support/asl/stepper.ts';
import { virtualClock } from '#test/support/asl/virtual-clock.ts';

const calls = { run: <T>(_label: string, effect: () => Promise<T>): Promise<T> => effect() };

const refusal = (name: string): object => expect.objectContaining({ name }) as object;

describe('the twin of SQS', () => {
  const queueUrl = 'https://sqs/queue';
  const twin = () => {
    const put: unknown[] = [];
    const sqs = memorySqs((...message) =>
      message[0] === queueUrl ? String(put.push(message)) : undefined,
    );
    const send = (more: object) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{}', ...more }));
    return { put, sqs, send };
  };

  it('hands a message over with its delay', async () => {
    const { put, send } = twin();
    await expect(send({ DelaySeconds: 900 })).resolves.toMatchObject({ MessageId: '1' });
    await send({});
    expect(put).toEqual([
      [queueUrl, '{}', 900, undefined],
      [queueUrl, '{}', 0, undefined],
    ]);
  });

  it.each([
    ['a delay above 900 s', { DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['a fraction of a second', { DelaySeconds: 0.5 }, 'InvalidParameterValue'],
    ['more than 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    ['characters outside the set', { MessageBody: 'a\u{1}' }, 'InvalidMessageContents'],
    ['a queue nobody made', { QueueUrl: 'https://sqs/other' }, 'QueueDoesNotExist'],
    ['a field it does not know', { MessageAttributes: {} }, 'UnknownRequestError'],
    ['a deduplication id', { MessageDeduplicationId: 'd' }, 'InvalidParameterValue'],
    ['no body', { MessageBody: undefined }, 'UnknownRequestError'],
  ])('refuses %s', async (_what, more, name) => {
    const { put, sqs, send } = twin();
    await expect(send(more)).rejects.toEqual(refusal(name));
    expect(put).toEqual([]);
    expect(sqs.unknownRequests).toHaveLength(name === 'UnknownRequestError' ? 1 : 0);
  });

  describe('of a FIFO queue', () => {
    const fifo = (more: object) => {
      const put: unknown[] = [];
      const sqs = memorySqs((...message) => String(put.push(message)));
      const of = { QueueUrl: `${queueUrl}.fifo`, MessageBody: '{}' };
      const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' };
      return { put, sent: sqs.send(new SendMessageCommand({ ...of, ...ids, ...more })) };
    };

    it('hands group and deduplication id over', async () => {
      const { put, sent } = fifo({});
      await sent;

      expect(put).toEqual([[`${queueUrl}.fifo`, '{}', 0, { group: 'g', deduplication: 'd' }]]);
    });

    it.each([
      ['no group', { MessageGroupId: undefined }, 'MissingParameter'],
      ['no deduplication id', { MessageDeduplicationId: undefined }, 'InvalidParameterValue'],
      ['a blank in a group', { MessageGroupId: 'a b' }, 'InvalidParameterValue'],
      ['129 characters', { MessageDeduplicationId: 'x'.repeat(129) }, 'InvalidParameterValue'],
      ['a delay of its own', { DelaySeconds: 1 }, 'InvalidParameterValue'],
    ])('refuses %s', async (_what, more, name) => {
      const { put, sent } = fifo(more);

      await expect(sent).rejects.toEqual(refusal(name));
      expect(put).toEqual([]);
    });
  });

  it('knows no other command', async () => {
    const { sqs } = twin();
    const command = new ReceiveMessageCommand({ QueueUrl: queueUrl });
    await expect(sqs.send(command)).rejects.toThrow('the command ReceiveMessage');
  });
});

describe('the twin of EventBridge', () => {
  const entry = (more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
    EventBusName: 'bus',
    Source: 'fluxpay',
    DetailType: 'paid',
    Detail: '{}',
    ...more,
  });
  const twin = (publish: PublishEntry = () => ({ eventId: 'e1' })) => {
    const bus = memoryEventBridge(publish);
    const put = (...entries: PutEventsRequestEntry[]) =>
      bus.send(new PutEventsCommand({ Entries: entries }));
    return { bus, put };
  };

  it('answers for each entry alone', async () => {
    const { put } = twin(({ detailType }) =>
      detailType === 'bad' ? { errorCode: 'ThrottlingException' } : { eventId: detailType },
    );
    const reply = await put(
      entry(),
      entry({ DetailType: 'bad' }),
      entry({ Detail: '[' }),
      entry({ Detail: '[]' }),
      entry({ Source: '' }),
    );
    expect(reply.FailedEntryCount).toBe(4);
    expect(reply.Entries?.map(({ EventId, ErrorCode }) => EventId ?? ErrorCode)).toEqual([
      'paid',
      'ThrottlingException',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
    ]);
  });

  it('refuses a call of eleven entries, of none, and above 256 KB', async () => {
    const { put } = twin();
    const room = 262_144 - 'fluxpay'.length - 'paid'.length;
    const detail = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`;
    await expect(put(entry({ Detail: detail(room) }))).resolves.toMatchObject({
      FailedEntryCount: 0,
    });
    const tooMany = Array.from({ length: 11 }, () => entry());
    for (const entries of [tooMany, [], [entry({ Detail: detail(room + 1) })]]) {
      await expect(put(...entries)).rejects.toEqual(refusal('ValidationException'));
    }
  });

  it('refuses a field of an entry that it does not know', async () => {
    const { bus, put } = twin();
    await expect(put(entry({ Resources: ['r'] }))).rejects.toThrow('the entry field Resources');
    expect(bus.unknownRequests).toHaveLength(1);
  });
});

describe('the twin of Step Functions', () => {
  const machineArn = 'arn:aws:states:ap-northeast-2:000000000000:stateMachine:saga';
  const definition = {
    StartAt: 'Wait',
    States: {
      Wait: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: 'step', Payload: { 'token.$': '$$.Task.Token' } },
        TimeoutSeconds: 60,
        End: true,
      },
    },
  };
  const twin = async () => {
    const clock = virtualClock();
    const tokens: string[] = [];
    const invoke = (_name: string, payload: unknown) => {
      tokens.push((payload as { token: string }).token);
      return Promise.resolve(null);
    };
    const stepper = createStepper({ definition, scheduler: clock, invoke });
    const client = memoryStepFunctions(machineArn, stepper);
    const workflows = stepFunctionsWorkflows(labelled(client, calls), machineArn);
    await workflows.start({ name: 'run-1', input: { sagaId: 's1' } as never });
    return { clock, tokens, client, workflows, stepper };
  };
  const executionArn = 'arn:aws:states:ap-northeast-2:000000000000:execution:saga:run-1';

  it('describes a run by the ARN of its machine, before and after its end', async () => {
    const { clock, client, workflows } = await twin();
    const command = new DescribeExecutionCommand({ executionArn });
    await expect(client.send(command)).resolves.toMatchObject({
      executionArn,
      stateMachineArn: machineArn,
      name: 'run-1',
      status: 'RUNNING',
      startDate: new Date(0),
      input: '{"sagaId":"s1"}',
    });
    await expect(workflows.isRunning('run-1')).resolves.toBe(true);
    await expect(workflows.isRunning('run-2')).resolves.toBe(false);
    await clock.runAll();
    await expect(client.send(command)).resolves.toMatchObject({
      status: 'FAILED',
      stopDate: new Date(60_000),
      error: 'States.Timeout',
    });
  });

  it('takes a token once, and knows an equal start from another', async () => {
    const { clock, tokens, client, workflows, stepper } = await twin();
    let resumed: readonly boolean[] = [];
    clock.at(1_000, () => {
      const token = tokens[0] ?? '';
      const outcome = 'COMPLETED' as never;
      void Promise.all([
        workflows.resume({ token, outcome }),
        workflows.resume({ token, outcome }),
        workflows.resume({ token: 'nobody', outcome }),
      ]).then((all) => {
        resumed = all;
      });
    });
    const start = (input: string) =>
      client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name: 'run-1', input }));
    await expect(start('{"sagaId":"s1"}')).resolves.toMatchObject({ executionArn });
    await expect(start('{}')).rejects.toEqual(refusal('ExecutionAlreadyExists'));
    await clock.runAll();
    expect(resumed).toEqual([true, false, false]);
    expect(stepper.describe('run-1')).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"outcome":"COMPLETED"}',
    });
  });

  it('refuses another machine, a bad output, a bad name, and what it does not know', async () => {
    const { client } = await twin();
    const input = '{}';
    const other = { stateMachineArn: `${machineArn}-2`, name: 'run-2', input };
    const refused = [
      [new StartExecutionCommand(other), 'StateMachineDoesNotExist'],
      [
        new StartExecutionCommand({ stateMachineArn: machineArn, name: 'run 2', input }),
        'InvalidName',
      ],
      [
        new StartExecutionCommand({ stateMachineArn: machineArn, name: 'run-2', input: '{' }),
        'InvalidExecutionInput',
      ],
      [new SendTaskSuccessCommand({ taskToken: 'nobody', output: '{}' }), 'InvalidToken'],
      [new SendTaskFailureCommand({ taskToken: 'nobody' }), 'UnknownRequestError'],
      [
        new StartExecutionCommand({ ...other, stateMachineArn: machineArn, traceHeader: 't' }),
        'UnknownRequestError',
      ],
    ] as const;
    for (const [command, name] of refused) {
      await expect(client.send(command as never)).rejects.toEqual(refusal(name));
    }
    expect(client.unknownRequests).toHaveLength(2);
  });

  it('lets a fault of the engine through as it is', async () => {
    const broken = (): never => {
      throw new TypeError('broken');
    };
    const client = memoryStepFunctions(machineArn, {
      startExecution: broken,
      sendTaskSuccess: broken,
      describe: broken,
    });
    const command = new DescribeExecutionCommand({ executionArn });
    await expect(client.send(command)).rejects.toThrow(TypeError);
  });
});

describe('the twin of Lambda', () => {
  const command = (payload: unknown) =>
    new InvokeCommand({
      FunctionName: 'dispatcher',
      Payload: new TextEncoder().encode(JSON.stringify(payload)),
    });

  it('invokes with the payload and answers with the result', async () => {
    const client = memoryLambda((name, payload) => Promise.resolve({ name, payload }));
    const { StatusCode, Payload, FunctionError } = await client.send(command({ Records: [1] }));
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200 });
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual({
      name: 'dispatcher',
      payload: { Records: [1] },
    });
  });

  it('answers what the function throws, and throws what the service does', async () => {
    const failing = (name: string) =>
      memoryLambda(() => Promise.reject(Object.assign(new Error('no'), { name })));
    await expect(failing('TypeError').send(command({}))).resolves.toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
    });
    await expect(failing('TooManyRequestsException').send(command({}))).rejects.toEqual(
      refusal('TooManyRequestsException'),
    );
  });

  it('refuses a kind of invocation that it does not know, and a payload that is no JSON', async () => {
    const client = memoryLambda(() => Promise.resolve(null));
    const input = command({}).input;
    const event = new InvokeCommand({ ...input, InvocationType: 'Event' });
    await expect(client.send(event)).rejects.toEqual(refusal('UnknownRequestError'));
    const text = new InvokeCommand({ ...input, Payload: Buffer.from('{') });
    await expect(client.send(text)).rejects.toEqual(refusal('InvalidRequestContentException'));
  });
});

describe('the twin of KMS', () => {
  const keyArn = 'arn:aws:kms:ap-northeast-2:000000000000:key/1';
  const otherKeyArn = `${keyArn}2`;
  const tenant: Tenant = { environment: 'test', merchantId: 'M123' as MerchantId };
  const keyId = 'fpk_test_1' as KeyId;
  const twin = () => {
    const kms = memoryKms([keyArn, otherKeyArn]);
    const secretsOf = (arn: string) =>
      kmsSecrets(openKms({ keyArn: arn, calls }, kms), processInstance());
    return { kms, secretsOf };
  };

  it('opens under the same key and context only', async () => {
    const { secretsOf } = twin();
    const cipher = await secretsOf(keyArn).encrypt('secret', tenant, keyId);
    await expect(secretsOf(keyArn).decrypt(cipher, tenant, keyId)).resolves.toBe('secret');
    await expect(
      secretsOf(keyArn).decrypt(cipher, { ...tenant, environment: 'live' }, keyId),
    ).rejects.toEqual(refusal('InvalidCiphertextException'));
    await expect(secretsOf(otherKeyArn).decrypt(cipher, tenant, keyId)).rejects.toEqual(
      refusal('IncorrectKeyException'),
    );
    await expect(secretsOf(keyArn).decrypt('AAAA', tenant, keyId)).rejects.toEqual(
      refusal('InvalidCiphertextException'),
    );
  });

  it('knows two contexts as equal in any order', async () => {
    const { kms } = twin();
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({
        KeyId: keyArn,
        Plaintext: Buffer.from('a'),
        EncryptionContext: { x: '1', y: '2' },
      }),
    );
    const context = { y: '2', x: '1' };
    const command = new DecryptCommand({
      KeyId: keyArn,
      CiphertextBlob,
      EncryptionContext: context,
    });
    const { Plaintext } = await kms.send(command);
    expect(Buffer.from(Plaintext ?? []).toString()).toBe('a');
  });

  it('makes data keys of 32 bytes, each for its own context', async () => {
    const { kms } = twin();
    const make = (tenant: string, KeySpec: 'AES_256' | 'AES_128' = 'AES_256') =>
      kms.send(
        new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec, EncryptionContext: { tenant } }),
      );

    const [one, two] = [await make('a'), await make('b')];

    expect(one.Plaintext).toHaveLength(32);
    expect(one.Plaintext).not.toEqual(two.Plaintext);
    await expect(make('a', 'AES_128')).rejects.toEqual(refusal('ValidationException'));
  });

  it('refuses an unknown key, a long text, no context and another command', async () => {
    const { kms } = twin();
    const input = { KeyId: keyArn, Plaintext: Buffer.from('a'), EncryptionContext: { x: '1' } };
    const refused = [
      [new EncryptCommand({ ...input, KeyId: 'other' }), 'NotFoundException'],
      [new EncryptCommand({ ...input, Plaintext: Buffer.alloc(4_097) }), 'ValidationException'],
      [new EncryptCommand({ KeyId: keyArn, Plaintext: input.Plaintext }), 'UnknownRequestError'],
      [new ListKeysCommand({}), 'UnknownRequestError'],
    ] as const;
    for (const [command, name] of refused) {
      await expect(kms.send(command as never)).rejects.toEqual(refusal(name));
    }
  });
});

describe('the twin of Secrets Manager', () => {
  it('reads the text of the moment, and refuses a name nobody has', async () => {
    let text = 'first';
    const secrets = memorySecrets((arn) => (arn === 'known' ? text : undefined));
    const read = openSecrets(secrets);
    await expect(read('known')).resolves.toBe('first');
    text = 'second';
    await expect(read('known')).resolves.toBe('second');
    await expect(read('other')).rejects.toEqual(refusal('ResourceNotFoundException'));
    const staged = new GetSecretValueCommand({ SecretId: 'known', VersionStage: 'AWSPREVIOUS' });
    await expect(secrets.send(staged)).rejects.toEqual(refusal('UnknownRequestError'));
  });
});
