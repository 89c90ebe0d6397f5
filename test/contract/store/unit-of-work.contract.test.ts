import { twinStoreWorld } from '#test/support/engine/store-world.ts';
import { idempotencyRecordsSuite } from '#test/support/suites/idempotency-records.suite.ts';
import { unitOfWorkSuite } from '#test/support/suites/unit-of-work.suite.ts';

unitOfWorkSuite('the DynamoDB twin', twinStoreWorld);
idempotencyRecordsSuite('the DynamoDB twin', twinStoreWorld);
