// V8's own count of what ran in this process: begun before the engine is loaded, so that every block has one.
import { Session } from 'node:inspector';
import { type CatchBlock, placeOf } from './catch-blocks.ts';

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

export interface Script {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

const post = <T>(session: Session, method: string, params: object = {}): T => {
  let reply: { readonly error: Error | null; readonly result: unknown } | undefined;
  // In one process the inspector answers before it returns.
  session.post(method, params, (error, result) => {
    reply = { error, result };
  });
  if (reply === undefined) throw new Error(`${method} has no answer yet`);
  if (reply.error !== null) throw reply.error;
  return reply.result as T;
};

/** The innermost range around a character says how often it was reached. */
export const countAt = ({ functions }: Script, offset: number): number => {
  let innermost: Range | undefined;
  for (const { ranges } of functions) {
    for (const range of ranges) {
      if (offset < range.startOffset || offset >= range.endOffset) continue;
      const size = range.endOffset - range.startOffset;
      const least = innermost && innermost.endOffset - innermost.startOffset;
      if (least === undefined || size <= least) innermost = range;
    }
  }
  return innermost?.count ?? 0;
};

export interface Coverage {
  /** How often each catch block was entered since the last time; those never entered are left out. */
  take(): Record<string, number>;
}

export const beginCoverage = (blocks: readonly CatchBlock[]): Coverage => {
  const session = new Session();
  session.connect();
  post(session, 'Profiler.enable');
  post(session, 'Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take: () => {
      const { result } = post<{ result: Script[] }>(session, 'Profiler.takePreciseCoverage');
      const entered: Record<string, number> = {};
      for (const block of blocks) {
        for (const script of result) {
          if (!script.url.endsWith(`/${block.file}`)) continue;
          const count = countAt(script, block.offset);
          if (count > 0) entered[placeOf(block)] = (entered[placeOf(block)] ?? 0) + count;
        }
      }
      return entered;
    },
  };
};
