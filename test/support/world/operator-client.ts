// An operator of a world: IAM has let the person in, so a REST API hands over the caller's ARN and no signature.
import {
  bodyOf,
  type Client,
  type ClientOptions,
  contentTypeHeader,
  type Gateway,
  worldClient,
} from './client.ts';

/** A session of the stage's own role, whose trust policy pins its name to a person. */
export const operatorArn = 'arn:aws:sts::000000000000:assumed-role/fluxpay-sim-operator/alice';

/** As a REST API hands a query over: the last value of each name, and beside it all of them. */
const queryOf = (text: string) => {
  if (text === '') return {};
  const query = new URLSearchParams(text);
  return {
    queryStringParameters: Object.fromEntries(query),
    multiValueQueryStringParameters: Object.fromEntries(
      [...query.keys()].map((name) => [name, query.getAll(name)]),
    ),
  };
};

/** The REST API of operators, as IAM lets this caller through. */
export const operatorsGateway =
  (userArn: string): Gateway =>
  (request) => ({
    httpMethod: request.method,
    path: request.path,
    ...queryOf(request.query),
    headers: {
      ...contentTypeHeader(request),
      ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
    },
    ...(request.ask.params === undefined ? {} : { pathParameters: request.ask.params }),
    ...bodyOf(request),
    requestContext: {
      requestId: request.nonce,
      identity: { userArn, sourceIp: '192.0.2.7' },
    },
  });

export const operatorClient = (options: Omit<ClientOptions, 'gateway'>): Client =>
  worldClient({ ...options, gateway: operatorsGateway(operatorArn) });
