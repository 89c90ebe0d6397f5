import { realWorld } from '#test/support/redis/real-redis.ts';
import { requestGateSuite } from '#test/support/suites/request-gate.suite.ts';

requestGateSuite('a real Redis', realWorld);
