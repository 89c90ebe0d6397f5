// The twin of the Lambda client, cut at the command. What the function throws is an answer with
// `FunctionError`, never an exception of the call.
// Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import type { InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { SdkError, UnknownRequestError } from './sdk-error.ts';
import { operation, strictClient } from './strict-client.ts';

export type InvokeFunction = (functionName: string, payload: unknown) => Promise<unknown>;

export interface MemoryLambda {
  readonly send: LambdaClient['send'];
  readonly unknownRequests: readonly string[];
}

const payloadBytesMax = 6 * 1024 * 1024;

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value ?? null));

const payloadOf = (payload: InvokeCommandInput['Payload']): unknown => {
  if (!(payload instanceof Uint8Array)) {
    throw new UnknownRequestError('Lambda', 'a payload that is no Uint8Array');
  }
  const text = new TextDecoder().decode(payload);
  if (Buffer.byteLength(text) > payloadBytesMax) {
    throw new SdkError('RequestTooLargeException', `more than ${payloadBytesMax} bytes`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SdkError('InvalidRequestContentException', 'the payload is no JSON');
  }
};

/** Errors of the service itself: they leave the call as exceptions. */
const ofService: ReadonlySet<string> = new Set([
  'ResourceNotFoundException',
  'ServiceException',
  'TooManyRequestsException',
]);

/** @param invoke - Runs the function; throws an SdkError by its name for an error of the service. */
export const memoryLambda = (invoke: InvokeFunction): MemoryLambda => {
  const invokeOnce = async ({ FunctionName = '', Payload }: InvokeCommandInput) => {
    const payload = payloadOf(Payload);
    try {
      return { StatusCode: 200, Payload: bytesOf(await invoke(FunctionName, payload)) };
    } catch (thrown) {
      const { name = 'Error', message = '' } = thrown as Partial<Error>;
      if (ofService.has(name)) throw thrown;
      const body = { errorType: name, errorMessage: message };
      return { StatusCode: 200, FunctionError: 'Unhandled', Payload: bytesOf(body) };
    }
  };
  const { send, unknownRequests } = strictClient('Lambda', {
    Invoke: operation<InvokeCommandInput>(['FunctionName', 'Payload'], invokeOnce),
  });
  return { send: send as unknown as LambdaClient['send'], unknownRequests };
};
