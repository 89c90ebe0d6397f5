import { twinStoreWorld } from '#test/support/engine/store-world.ts';
import { storeConditionsSuite } from '#test/support/suites/store-conditions.suite.ts';
import { storeIdempotencySuite } from '#test/support/suites/store-idempotency.suite.ts';

storeConditionsSuite('the DynamoDB twin', twinStoreWorld);
storeIdempotencySuite('the DynamoDB twin', twinStoreWorld);
