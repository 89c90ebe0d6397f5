// Which answer belongs to a request: by method and by the form of its path.
import type { LiarRequest } from './wire.ts';

export type Route<Answer> = readonly [method: string, form: RegExp, answer: Answer];

export interface Routed<Answer> {
  readonly answer: Answer;
  readonly path: string;
  readonly query: URLSearchParams;
  /** The first group of the form; every word we accept is spelled without escapes. */
  readonly word: string;
}

export const routeFor = <Answer>(
  routes: readonly Route<Answer>[],
  request: LiarRequest,
): Routed<Answer> | undefined => {
  const [path = '', query = ''] = request.path.split('?');
  for (const [method, form, answer] of routes) {
    const found = method === request.method ? form.exec(path) : null;
    if (found) return { answer, path, query: new URLSearchParams(query), word: found[1] ?? '' };
  }
  return undefined;
};
