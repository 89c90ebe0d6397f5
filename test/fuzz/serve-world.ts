// A world for people: the engine of the simulation behind its HTTP door, with the time of the wall.
import { salePath } from './target.ts';
import { worldTarget } from './world-target.ts';

/** Serves until it is told to end. */
export const serveWorld = async (seed: string): Promise<void> => {
  const target = await worldTarget({ seed, keepsUp: true });
  const { url, key, operator, names } = target;
  console.log(`the world of seed ${seed} listens at ${url}`);
  console.log(`  key       ${key.keyId}`);
  console.log(`  secret    ${key.secret}`);
  console.log(`  operators Authorization: AWS4-HMAC-SHA256 Credential=${operator.accessKeyId}/…`);
  console.log(`  orders    ${names.orderId.slice(0, 3).join(' ')}`);
  console.log(
    `  to pay    ${url}${salePath}: an order whose buyer has just been to the PG's window`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await target.close();
};
