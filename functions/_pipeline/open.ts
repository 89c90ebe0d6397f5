// The pipeline of open routes: no caller, no limits, no key; the same names, envelope and log line.
import type * as z from 'zod/mini';
import type { Answer } from '#core/contracts/http/answer.ts';
import { validate } from '#core/contracts/http/validate.ts';
import { ok } from '#core/kernel/result.ts';
import { type HttpResponse, standingHeaders } from './envelope.ts';
import type { EdgeDeps } from './exchange.ts';
import { httpApiRequest, type RawRequest } from './gateway-event.ts';
import type { HttpHandler } from './http.ts';
import { refuseTooLarge } from './read-body.ts';
import { runRequest } from './request-shell.ts';
import { fieldsRefused } from './validate-request.ts';

/** An answer with headers of its own (`Allow`), or a document that travels without envelope. */
export interface OpenReply {
  readonly answer: Answer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly document?: OpenDocument;
}

export interface OpenDocument {
  readonly contentType: string;
  readonly body: string;
}

export interface OpenRoute {
  /** The function: `get-health`. */
  readonly name: string;
  readonly deps: EdgeDeps;
  /** What the query may hold; left out where nobody reads it. */
  readonly query?: z.ZodMiniType;
  readonly handler: (request: RawRequest) => Promise<OpenReply>;
}

const asDocument = (response: HttpResponse, document: OpenDocument): HttpResponse => ({
  ...response,
  headers: {
    ...standingHeaders,
    'Content-Type': document.contentType,
    'X-Request-Id': response.headers['X-Request-Id'] ?? '',
  },
  body: document.body,
});

const refuseQuery = (raw: RawRequest, query: z.ZodMiniType | undefined): Answer | undefined => {
  const judged = query === undefined ? ok(undefined) : validate(query, raw.query);
  return judged.ok ? undefined : fieldsRefused(judged.error);
};

export const openPipeline =
  ({ name, deps, query, handler }: OpenRoute): HttpHandler =>
  async (event) => {
    const raw = httpApiRequest(event);
    let document: OpenDocument | undefined;
    const response = await runRequest(deps, { name, raw }, async (_trace, findings) => {
      const refused = refuseTooLarge({ raw }) ?? refuseQuery(raw, query);
      if (refused !== undefined) return refused;
      const reply = await handler(raw);
      findings.headers = reply.headers;
      document = reply.document;
      return reply.answer;
    });
    return document === undefined ? response : asDocument(response, document);
  };
