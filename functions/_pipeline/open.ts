// The pipeline of open routes: no caller, no limits, no key; the same names, envelope and log line.
import type { Answer } from '#core/contracts/http/answer.ts';
import { type HttpResponse, standingHeaders } from './envelope.ts';
import type { EdgeDeps } from './exchange.ts';
import { httpApiRequest, type RawRequest } from './gateway-event.ts';
import type { HttpHandler } from './http.ts';
import { refuseTooLarge } from './read-body.ts';
import { runRequest } from './request-shell.ts';

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

export const openPipeline =
  ({ name, deps, handler }: OpenRoute): HttpHandler =>
  async (event) => {
    const raw = httpApiRequest(event);
    let document: OpenDocument | undefined;
    const response = await runRequest(deps, { name, raw }, async (_trace, findings) => {
      const refused = refuseTooLarge({ raw });
      if (refused !== undefined) return refused;
      const reply = await handler(raw);
      findings.headers = reply.headers;
      document = reply.document;
      return reply.answer;
    });
    return document === undefined ? response : asDocument(response, document);
  };
