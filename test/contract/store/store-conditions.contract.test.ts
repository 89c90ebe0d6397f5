import { twinStoreWorld } from '#test/support/engine/store-world.ts';
import { storeConditionsSuite } from '#test/support/suites/store-conditions.suite.ts';

storeConditionsSuite('the DynamoDB twin', twinStoreWorld);
