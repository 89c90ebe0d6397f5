// Takes the place of `@aws-sdk/endpoint-cache`, which the DynamoDB client makes and never asks: its
// endpoint discovery is off unless somebody switches it on, and then this says so.

/** A class, because the client makes one. */
export class EndpointCache {
  has(): boolean {
    throw new Error('endpoint discovery is not part of this bundle');
  }
}
