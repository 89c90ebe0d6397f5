// The idempotency edge on Powertools, by `makeIdempotent` only: the middleware for handlers deletes the
// first request's record when it refuses a duplicate, and its replay skips the envelope.
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { type IdempotencyEdge, orCannotTell } from '#core/idempotency/edge.ts';
import { isFrozen } from '#core/idempotency/frozen.ts';
import { type TieredDeps, TieredPersistence } from './tiered-persistence.ts';

const comeAgainSeconds = 1;

/** Marks a stored answer; a refusal of tier 2 (busy, other payload) travels the same way and is none. */
const replayed = (stored: unknown): unknown => {
  const answer = stored as Answer;
  return isFrozen(answer) ? { ...answer, isReplayed: true } : answer;
};

const config = (): IdempotencyConfig =>
  new IdempotencyConfig({
    hashFunction: 'sha256',
    responseHook: (stored) => replayed(stored) as never,
    // Asked for the expiry of a lease, which we judge ourselves; without it Powertools prints a warning.
    lambdaContext: { getRemainingTimeInMillis: () => 1 } as never,
  });

/** What Powertools throws instead of an answer; anything else is the work's own or an outage. */
const refusalOf = (error: unknown): Answer | undefined => {
  const { name } = (error ?? {}) as { readonly name?: string };
  if (name === 'IdempotencyAlreadyInProgressError') {
    return refusal('IDEM_001', null, comeAgainSeconds);
  }
  return name === 'IdempotencyValidationError' ? refusal('IDEM_002') : undefined;
};

/** Powertools wraps what a store throws; the cause is what happened. */
const unwrapped = (error: unknown): unknown =>
  error instanceof Error && error.name === 'IdempotencyPersistenceLayerError'
    ? (error.cause ?? error)
    : error;

/**
 * Both tiers, in the order of the decision table.
 *
 * @see API specification, section 5.3.
 */
export const powertoolsEdge = (deps: TieredDeps): IdempotencyEdge => {
  const shared = config();
  return {
    run: (request, work) =>
      orCannotTell(async () => {
        const layer = new TieredPersistence(deps, request);
        const once = makeIdempotent(async (_key: string) => work(layer.claim), {
          persistenceStore: layer,
          config: shared,
          keyPrefix: 'fluxpay',
        });
        try {
          return await once(request.claim.scope);
        } catch (error) {
          const refused = refusalOf(error);
          if (refused !== undefined) return refused;
          throw unwrapped(error);
        }
      }),
  };
};
