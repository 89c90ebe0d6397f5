// One payment's story: calls, rows, states, events and answers of one client, in order of virtual time.

import { optionsOf } from './jobs.ts';
import { judge } from './judge-run.ts';
import type { RunSpec } from './replay-line.ts';
import { type Ran, runCasts } from './run-world.ts';

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
      const status = next?.fields['status'] ?? next?.fields['state'] ?? '';
      return `${old === undefined ? 'put' : next === undefined ? 'gone' : 'set'} ${row?.kind} ${String(status)}`;
    });
    lines.set(site, texts);
  }
  return lines;
};

/** Prints the run; ends with what it breaks. @returns How many checks it breaks. */
export const tell = async (spec: RunSpec, client: string | undefined): Promise<number> => {
  const options = optionsOf(spec, { isTracing: true, keepsLogs: true });
  const ran = await runCasts(options);
  const rows = rowLines(ran);
  if (client !== undefined) {
    for (const { at, site, says } of ran.world.ground.trace ?? []) {
      if (!isAbout(site, client) || noise.test(site)) continue;
      const seconds = ((at - ran.world.startedAt) / 1_000).toFixed(3).padStart(10);
      const written = rows.get(site);
      console.log(`${seconds}  ${site}${site.includes(`/${says}~`) ? '' : `  ${says}`}`);
      if (written !== undefined && !says.startsWith('FAULT')) {
        console.log(`${' '.repeat(14)}${written.join(', ')}`);
      }
    }
  }
  const isRandom = options.casts.length > 1;
  const { violations } = judge(ran, { casts: options.casts, layerOff: spec.layerOff, isRandom });
  for (const { id, about, says, at } of violations) {
    console.log(
      `FAIL ${id} at ${((at - ran.world.startedAt) / 1_000).toFixed(3)} s  ${about}: ${says}`,
    );
  }
  console.log(`hash ${ran.hash}, ${ran.world.ground.fired.length} faults fired`);
  return new Set(violations.map(({ id }) => id)).size;
};
