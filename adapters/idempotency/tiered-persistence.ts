// The two tiers behind Powertools: the answer cache makes duplicates cheap, the record in the business
// transaction decides. One instance per request: Powertools configures a layer once, and this one
// carries what it learned about its own claim. Source: API specification, sections 5.2 to 5.4.

import {
  IdempotencyItemAlreadyExistsError,
  IdempotencyRecordStatus,
  IdempotencyValidationError,
} from '@aws-lambda-powertools/idempotency';
import {
  BasePersistenceLayer,
  IdempotencyRecord,
} from '@aws-lambda-powertools/idempotency/persistence';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { KeyedRequest } from '#core/idempotency/edge.ts';
import { isKept, isPromise } from '#core/idempotency/frozen.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { AnswerCache, ClaimName, ClaimReply } from '#core/idempotency/ports.ts';
import { followRecord, type IdempotencyRecords } from '#core/idempotency/records.ts';
import { AssertionFailed } from '#core/kernel/assert.ts';
import type { Clock, Digests, Sleeper } from '#core/kernel/ports.ts';

export interface TieredDeps {
  readonly cache: AnswerCache;
  readonly records: IdempotencyRecords;
  readonly digests: Digests;
  readonly clock: Clock;
  readonly sleeper: Sleeper;
  /** Told when tier 1 could not be used: going on without it is allowed, in silence it is not. */
  readonly onFallback?: (error: unknown) => void;
}

/** JSON as Powertools types it. */
type Stored = NonNullable<IdempotencyRecord['responseData']>;

/** The work has an answer; the client does not wait for the cache longer than this. */
const afterWorkMs = 5;

/** The owner under which the deciding tier refills the cache, whoever holds the claim. */
const refill = '*';

/** A class, because Powertools asks for a subclass. */
export class TieredPersistence extends BasePersistenceLayer {
  /** What the work goes on with: the claim as it came, or a take-over. */
  claim: IdempotencyClaim;
  readonly #deps: TieredDeps;
  readonly #name: ClaimName;
  readonly #key: string;

  constructor(deps: TieredDeps, { tenant, claim, owner }: KeyedRequest) {
    super();
    this.#deps = deps;
    this.claim = claim;
    this.#name = { tenant, scopeHash: deps.digests.sha256Hex(claim.scope), owner };
    this.#key = `fluxpay#${this.#name.scopeHash}`;
  }

  /** Ours, since the one by default holds the function's name and is computed twice. */
  protected override getHashedIdempotencyKey(_data: Stored): string {
    return this.#key;
  }

  /** Compares fingerprints; nothing is kept in the process. */
  override processExistingRecord(stored: IdempotencyRecord): IdempotencyRecord {
    if (stored.payloadHash === this.claim.fingerprint) return stored;
    throw new IdempotencyValidationError('the key was used with another payload', stored);
  }

  /** Never asked: whoever says that a record exists hands it over. */
  protected override async _getRecord(): Promise<IdempotencyRecord> {
    throw new AssertionFailed('a tiered layer has no record to look up');
  }

  /** Claims tier 1. @throws IdempotencyItemAlreadyExistsError with what stands in the way. */
  protected override async _putRecord(_record: IdempotencyRecord): Promise<void> {
    const reply = await this.#claimTier1();
    switch (reply?.kind) {
      case 'BUSY':
        throw this.#exists(this.#record(IdempotencyRecordStatus.INPROGRESS));
      case 'OTHER':
        throw this.#exists(this.#record(IdempotencyRecordStatus.INPROGRESS, undefined, 'other'));
      case 'DONE':
        throw this.#exists(this.#record(IdempotencyRecordStatus.COMPLETED, reply.answer));
      case 'STALE':
        return this.#followTier2();
      default:
        return undefined;
    }
  }

  /** Keeps a final answer, frees the claim of any other. Never throws: the work is done. */
  protected override async _updateRecord(record: IdempotencyRecord): Promise<void> {
    await this.#settle(record.responseData as unknown as Answer);
  }

  /** The work threw: nothing was decided, so the next one may try. Frees our own claim only. */
  protected override async _deleteRecord(_record: IdempotencyRecord): Promise<void> {
    await this.#quietly(() => this.#deps.cache.free(this.#name));
  }

  /** Undefined: tier 1 is away, and tier 2 works alone. */
  async #claimTier1(): Promise<ClaimReply | undefined> {
    const { fingerprint, leaseMs } = this.claim;
    try {
      return await this.#deps.cache.claim({ ...this.#name, fingerprint, leaseMs });
    } catch (error) {
      if (error instanceof AssertionFailed) throw error;
      this.#deps.onFallback?.(error);
      return undefined;
    }
  }

  /** Somebody's lease is over: the record of the transaction tells how far that work came. */
  async #followTier2(): Promise<void> {
    const { tenant } = this.#name;
    let isGone = false;
    const present = () => {
      // The answer is past its life and only the use case can show its object: its condition decides.
      isGone = true;
      return Promise.resolve(null);
    };
    try {
      const found = { tenant, claim: this.claim, record: undefined, present };
      const following = await followRecord(this.#deps)(found);
      if (isGone) return;
      if (following.kind === 'GO_ON') {
        this.claim = following.claim;
        return;
      }
      if (isPromise(following.answer, this.claim.scope)) return;
      await this.#settle(following.answer);
      throw this.#exists(this.#record(IdempotencyRecordStatus.COMPLETED, following.answer));
    } catch (error) {
      if (!(error instanceof IdempotencyItemAlreadyExistsError)) {
        await this.#quietly(() => this.#deps.cache.free(this.#name));
      }
      throw error;
    }
  }

  async #settle(answer: Answer): Promise<void> {
    const { cache } = this.#deps;
    const { scope } = this.claim;
    const isLastWord = isKept(answer, scope) && !isPromise(answer, scope);
    if (!isLastWord) return this.#quietly(() => cache.free(this.#name));
    const owner = answer.isReplayed === true ? refill : this.#name.owner;
    const { fingerprint, answerTtlSeconds: ttlSeconds } = this.claim;
    return this.#quietly(() =>
      cache.done({ ...this.#name, owner, fingerprint, answer, ttlSeconds }),
    );
  }

  /** Waits a moment for the cache, and minds neither its silence nor its failure. */
  async #quietly(work: () => Promise<unknown>): Promise<void> {
    const { sleeper, onFallback } = this.#deps;
    const quiet = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        onFallback?.(error);
      }
    };
    await Promise.race([quiet(), sleeper.sleep(afterWorkMs)]);
  }

  /** Without any expiry: Powertools would judge it by the machine's clock, and leases are ours. */
  #record(
    status: (typeof IdempotencyRecordStatus)['INPROGRESS' | 'COMPLETED'],
    answer?: Answer,
    payloadHash = this.claim.fingerprint,
  ): IdempotencyRecord {
    return new IdempotencyRecord({
      idempotencyKey: this.#key,
      status,
      payloadHash,
      ...(answer === undefined ? {} : { responseData: answer as unknown as Stored }),
    });
  }

  #exists(record: IdempotencyRecord): IdempotencyItemAlreadyExistsError {
    return new IdempotencyItemAlreadyExistsError('the key is taken', record);
  }
}
