import { realWorld } from '#test/support/redis/real-redis.ts';
import { answerCacheSuite } from '#test/support/suites/answer-cache.suite.ts';

answerCacheSuite('a real Redis', realWorld);
