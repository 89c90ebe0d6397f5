// One payment's story: calls, rows, states, events and answers of one client, in order of virtual time.
import { rejudge } from './rejudge.ts';
import type { RunSpec } from './replay-line.ts';
import type { Ran } from './run-world.ts';

/** The actor of a site has the client among its labels: `c1.2`, `c1`, `c1+c3`. */
const isAbout = (site: string, client: string): boolean => {
  const [, actor = site] = /#([^/]+)/u.exec(site) ?? [];
  return actor.split(/[+.]/u).includes(client) || actor === 'sweep';
};

const noise = /\/(?:due\.list|outbox\.pending|command\.pending)~/u;

const rowLines = (ran: Ran): Map<string, string[]> => {
  const lines = new Map<string, string[]>();
  for (const { site, changes } of ran.world.watch.steps) {
    const texts = changes.map(({ old, next }) => {
      const row = next ?? old;
      const status = next?.fields['status'] ?? next?.fields['state'];
      const word = old === undefined ? 'put' : next === undefined ? 'gone' : 'set';
      return `${word} ${row?.kind}${typeof status === 'string' ? ` ${status}` : ''}`;
    });
    lines.set(site, texts);
  }
  return lines;
};

const printStory = (ran: Ran, client: string): void => {
  const rows = rowLines(ran);
  for (const { at, site, says } of ran.world.ground.trace ?? []) {
    if (!isAbout(site, client) || noise.test(site)) continue;
    const seconds = ((at - ran.world.startedAt) / 1_000).toFixed(3).padStart(10);
    console.log(`${seconds}  ${site}${site.includes(`/${says}~`) ? '' : `  ${says}`}`);
    const written = says.startsWith('FAULT') ? undefined : rows.get(site);
    if (written !== undefined) console.log(`${' '.repeat(14)}${written.join(', ')}`);
  }
};

/** Prints the run; ends with what it breaks. @returns How many checks it breaks. */
export const tell = async (spec: RunSpec, client: string | undefined): Promise<number> => {
  const { ran, verdict } = await rejudge(spec, { isTracing: true, keepsLogs: true });
  if (client !== undefined) printStory(ran, client);
  const { violations } = verdict;
  for (const { id, about, says, at } of violations) {
    const seconds = ((at - ran.world.startedAt) / 1_000).toFixed(3);
    console.log(`FAIL ${id} at ${seconds} s  ${about}: ${says}`);
  }
  console.log(`hash ${ran.hash}, ${ran.world.ground.fired.length} faults fired`);
  return new Set(violations.map(({ id }) => id)).size;
};
