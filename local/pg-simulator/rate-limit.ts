// The limit of test keys, by switch: a hundred requests a minute per API. Body and headers of the refusal are
// not documented; there is no Retry-After.
import type { Program } from './program.ts';
import { header, type LiarRequest } from './wire.ts';

const perMinute = 100;
const windowMs = 60_000;

/** The API that a request calls: its path without the keys in it. */
const apiOf = ({ method, path }: LiarRequest): string =>
  `${method} ${(path.split('?')[0] ?? '')
    .replace(/(\/payments\/orders\/)[^/]+$/, '$1*')
    .replace(/(\/payments\/)(?!confirm$|authorize$|orders\/)[^/]+/, '$1*')
    .replace(/(\/billing\/)(?!authorizations\/)[^/]+/, '$1*')}`;

/** Counts a request of a key; buyers have none. @returns true for one that is over the limit; it is not counted. */
export const rateLimit = (program: Program) => {
  const seen = new Map<string, number[]>();
  return (request: LiarRequest): boolean => {
    const key = header(request, 'authorization');
    if (program.state.switches['rate.testLimit'] === 'off' || key === undefined) return false;
    const now = program.clock.now();
    const place = `${key} ${apiOf(request)}`;
    const recent = (seen.get(place) ?? []).filter((at) => at > now - windowMs);
    const isOver = recent.length >= perMinute;
    if (!isOver) recent.push(now);
    seen.set(place, recent);
    return isOver;
  };
};
