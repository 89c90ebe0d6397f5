// Waiting by asking, never by hoping: every wait in the local cloud has a limit.
import { setTimeout as pause } from 'node:timers/promises';

/** @returns whether `isDone` became true within `limitMs`; it is asked every 50 ms. */
export async function poll(isDone: () => Promise<boolean>, limitMs = 60_000): Promise<boolean> {
  const endsAt = Date.now() + limitMs;
  while (Date.now() < endsAt) {
    if (await isDone()) return true;
    await pause(50);
  }
  return false;
}

/** @returns whether the address answers 200 within two seconds. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
