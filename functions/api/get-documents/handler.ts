// GET /api/v1/openapi.json and its page. The documents are the answer, so they have no envelope.
import { done } from '#core/contracts/http/answer.ts';
import type { RawRequest } from '#functions/_pipeline/gateway-event.ts';
import type { OpenReply } from '#functions/_pipeline/open.ts';

interface Deps {
  /** As generated: JSON text. */
  readonly openapi: string;
  /** One HTML page over it, without anything from elsewhere. */
  readonly page: string;
}

export const getDocumentsHandler =
  ({ openapi, page }: Deps) =>
  async ({ path }: RawRequest): Promise<OpenReply> => ({
    answer: done({}),
    document: path.endsWith('/docs')
      ? { contentType: 'text/html; charset=utf-8', body: page }
      : { contentType: 'application/json; charset=utf-8', body: openapi },
  });
