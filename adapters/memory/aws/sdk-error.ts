// What a twin throws: either what the service answers, under the SDK's name, or that it was asked for
// something outside the simulated subset.

/** A refusal of the service. Adapters look at `name` and `$fault`. */
export class SdkError extends Error {
  readonly $fault = 'client';
  readonly $metadata = { httpStatusCode: 400, attempts: 1, totalRetryDelay: 0 };

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * A command, field or value that the twin does not simulate. Adapters turn what they do not know
 * into an outage, so every such request is also listed in `unknownRequests` of its twin.
 */
export class UnknownRequestError extends Error {
  constructor(twin: string, what: string) {
    super(`the twin of ${twin} does not know ${what}`);
    this.name = 'UnknownRequestError';
  }
}
