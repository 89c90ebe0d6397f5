import { twinStoreWorld } from '#test/support/engine/store-world.ts';
import { storePagesSuite } from '#test/support/suites/store-pages.suite.ts';

storePagesSuite('the DynamoDB twin', twinStoreWorld);
