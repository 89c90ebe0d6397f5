// The pages the sweeper walks, over an emulator: the same adapters, the SDK's own wire.
import { emulatedStoreWorld } from '#test/support/engine/store-world.ts';
import { storePagesSuite } from '#test/support/suites/store-pages.suite.ts';

storePagesSuite('a DynamoDB emulator', emulatedStoreWorld);
