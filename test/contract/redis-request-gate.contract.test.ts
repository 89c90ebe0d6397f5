import { twinWorld } from '#test/support/redis/redis-world.ts';
import { requestGateSuite } from '#test/support/suites/request-gate.suite.ts';

requestGateSuite('the Redis twin', async () => twinWorld());
