import { twinWorld } from '#test/support/redis/redis-world.ts';
import { answerCacheSuite } from '#test/support/suites/answer-cache.suite.ts';

answerCacheSuite('the Redis twin', async () => twinWorld());
