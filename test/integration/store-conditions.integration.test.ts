import { emulatedStoreWorld } from '#test/support/engine/store-world.ts';
import { storeConditionsSuite } from '#test/support/suites/store-conditions.suite.ts';
import { storeIdempotencySuite } from '#test/support/suites/store-idempotency.suite.ts';

storeConditionsSuite('a DynamoDB emulator', emulatedStoreWorld);
storeIdempotencySuite('a DynamoDB emulator', emulatedStoreWorld);
