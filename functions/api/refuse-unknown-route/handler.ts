// Everything that is no route: 404, or 405 with the methods that the path knows.
// Operators' routes live on an API of their own, so here their paths are unknown like any other.
import { noRoute } from '#core/contracts/http/allowed-methods.ts';
import type { RawRequest } from '#functions/_pipeline/gateway-event.ts';
import type { OpenReply } from '#functions/_pipeline/open.ts';

export const refuseUnknownRouteHandler =
  () =>
  async ({ path }: RawRequest): Promise<OpenReply> =>
    noRoute(path);
