import { twinStoreWorld } from '#test/support/engine/store-world.ts';
import { storeAttemptsSuite } from '#test/support/suites/store-attempts.suite.ts';
import { storeListsSuite } from '#test/support/suites/store-lists.suite.ts';
import { storeRowsSuite } from '#test/support/suites/store-rows.suite.ts';
import { storeWorkSuite } from '#test/support/suites/store-work.suite.ts';

storeRowsSuite('the DynamoDB twin', twinStoreWorld);
storeListsSuite('the DynamoDB twin', twinStoreWorld);
storeWorkSuite('the DynamoDB twin', twinStoreWorld);
storeAttemptsSuite('the DynamoDB twin', twinStoreWorld);
