// What a command has started it stops, and nothing that was there before; also when it is interrupted.
import { rmSync } from 'node:fs';
import { localFile } from './local-file.ts';
import { isOurs, readParts, stopPart } from './part-registry.ts';

/** Names of the parts that run now. */
export const runningParts = (): ReadonlySet<string> =>
  new Set(
    Object.entries(readParts())
      .filter(([, part]) => isOurs(part))
      .map(([name]) => name),
  );

/**
 * Stops every part but those that were found. A start that is under way goes on meanwhile, so it is
 * looked again until nothing new is there.
 */
export async function stopStarted(found: ReadonlySet<string>): Promise<void> {
  const started = () => [...runningParts()].filter((name) => !found.has(name)).reverse();
  for (let names = started(); names.length > 0; names = started()) {
    for (const name of names) {
      const { [name]: part } = readParts();
      if (part !== undefined) await stopPart(name, part);
    }
  }
  // Addresses of a cloud that is gone would only mislead whoever comes next.
  if (found.size === 0) rmSync(localFile, { force: true });
}
