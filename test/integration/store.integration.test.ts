// The port suites of the store over an emulator: the same adapters, the SDK's own wire.
import { emulatedStoreWorld } from '#test/support/engine/store-world.ts';
import { idempotencyRecordsSuite } from '#test/support/suites/idempotency-records.suite.ts';
import { storeAttemptsSuite } from '#test/support/suites/store-attempts.suite.ts';
import { storeAuditSuite } from '#test/support/suites/store-audit.suite.ts';
import { storeBreakersSuite } from '#test/support/suites/store-breakers.suite.ts';
import { storeDeskSuite } from '#test/support/suites/store-desk.suite.ts';
import { storeListDaysSuite } from '#test/support/suites/store-list-days.suite.ts';
import { storeListsSuite } from '#test/support/suites/store-lists.suite.ts';
import { storeLooksSuite } from '#test/support/suites/store-looks.suite.ts';
import { storeRefundsSuite } from '#test/support/suites/store-refunds.suite.ts';
import { storeRowsSuite } from '#test/support/suites/store-rows.suite.ts';
import { storeWebhooksSuite } from '#test/support/suites/store-webhooks.suite.ts';
import { storeWorkSuite } from '#test/support/suites/store-work.suite.ts';
import { unitOfWorkSuite } from '#test/support/suites/unit-of-work.suite.ts';

const name = 'a DynamoDB emulator';

unitOfWorkSuite(name, emulatedStoreWorld);
idempotencyRecordsSuite(name, emulatedStoreWorld);
storeRowsSuite(name, emulatedStoreWorld);
storeListsSuite(name, emulatedStoreWorld);
storeListDaysSuite(name, emulatedStoreWorld);
storeRefundsSuite(name, emulatedStoreWorld);
storeDeskSuite(name, emulatedStoreWorld);
storeWorkSuite(name, emulatedStoreWorld);
storeLooksSuite(name, emulatedStoreWorld);
storeWebhooksSuite(name, emulatedStoreWorld);
storeAttemptsSuite(name, emulatedStoreWorld);
storeBreakersSuite(name, emulatedStoreWorld);
storeAuditSuite(name, emulatedStoreWorld);
