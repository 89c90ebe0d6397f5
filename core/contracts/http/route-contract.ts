// What every route states about itself: the three parts of a request and the result of success.
import * as z from 'zod/mini';

export interface RouteContract {
  readonly params: z.ZodMiniType;
  readonly query: z.ZodMiniType;
  /** `undefined`: the route takes no body. */
  readonly body: z.ZodMiniType | undefined;
  readonly result: z.ZodMiniType;
  /** Of 202 COMMON_001, where what was accepted is another object than what is answered when it is done. */
  readonly accepted?: z.ZodMiniType;
  /** What is there already answers 200 where a new one answers 201. */
  readonly answersAgain?: boolean;
}

/** The typed parts of a validated request. */
export interface RequestOf<C extends RouteContract> {
  readonly params: z.output<C['params']>;
  readonly query: z.output<C['query']>;
  readonly body: C['body'] extends z.ZodMiniType ? z.output<C['body']> : undefined;
}

/** No path parameter; no query parameter: an unknown one is refused. */
export const nothing = z.strictObject({});

/** Which environment an operator means; without it the stage's primary one. */
export const environmentQuery = { env: z.exactOptional(z.enum(['live', 'test'])) };
