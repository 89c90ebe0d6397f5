// Everything that is no route: 404, or 405 with the methods that the path knows.
// Operators' routes live on an API of their own, so here their paths are unknown like any other.
import { allowedMethods } from '#core/contracts/http/allowed-methods.ts';
import { refusal } from '#core/contracts/http/answer.ts';
import type { RawRequest } from '#functions/_pipeline/gateway-event.ts';
import type { OpenReply } from '#functions/_pipeline/open.ts';

export const refuseUnknownRouteHandler =
  () =>
  async (request: RawRequest): Promise<OpenReply> => {
    const methods = allowedMethods(request.path);
    return methods.length === 0
      ? { answer: refusal('VAL_006') }
      : { answer: refusal('VAL_007'), headers: { Allow: methods.join(', ') } };
  };
