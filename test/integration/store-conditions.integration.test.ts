import { emulatedStoreWorld } from '#test/support/engine/store-world.ts';
import { storeConditionsSuite } from '#test/support/suites/store-conditions.suite.ts';

storeConditionsSuite('a DynamoDB emulator', emulatedStoreWorld);
