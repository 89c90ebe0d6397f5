// temporary
import { alone, runCasts } from './run-world.ts';
import { forcedFaults, noFaults } from '#test/support/world/faults.ts';
import { cellsOf } from '#test/support/world/ground.ts';
import { judgeRun } from '#test/support/oracle/rules.ts';
import { recordOf } from './judge-run.ts';
import { templates } from './templates/all.ts';

const only = process.argv[2] ?? '';
const every = Number(process.argv[3] ?? 1);
const tally = new Map<string, { n: number; ex: string[] }>();
let runs = 0, cpu = 0, again = 0, payments = 0;
const looked: Record<string, number> = {};
const judge = (t: any, r: any, faults: string) => {
  r.world.calls ??= () => 1; const rec = recordOf(r, { casts: alone(t) });
  let t0 = process.hrtime.bigint();
  const verdicts = judgeRun(rec);
  cpu += Number(process.hrtime.bigint() - t0) / 1e6;
  t0 = process.hrtime.bigint();
  judgeRun({ ...rec });
  again += Number(process.hrtime.bigint() - t0) / 1e6;
  payments += rec.view.tables.ofKind('PAYMENT').length; runs += 1;
  for (const v of verdicts) {
    looked[v.id] = (looked[v.id] ?? 0) + v.looked;
    for (const b of v.breaches) {
      const kind = faults.split('|')[0];
      const key = `${v.id} ${t.id} ${kind}`;
      const e = tally.get(key) ?? { n: 0, ex: [] };
      e.n += 1; if (e.ex.length < 2) e.ex.push(`${faults} :: ${b.about}: ${b.says}`);
      tally.set(key, e);
    }
  }
};
for (const t of templates) {
  if (only && only !== 'all' && !only.split(',').includes(t.id)) continue;
  const free = await runCasts({ casts: alone(t), seed: 'a', plan: () => noFaults, invariants: [], isRecording: true });
  const cells = cellsOf(free.world.ground.sites!);
  judge(t, free, 'none');
  console.log(t.id, cells.length, 'cells', (free.endedAt - free.world.startedAt) / 1000, 's', free.isQuiet);
  if (every > 0) for (let i = 0; i < cells.length; i += every) {
    try {
    const r = await runCasts({ casts: alone(t), seed: 'a', plan: () => forcedFaults([cells[i]!]), invariants: [] });
    judge(t, r, cells[i]!); } catch (e) { console.log('THREW', cells[i], String(e).slice(0, 200)); }
  }
}
for (const [k, { n, ex }] of [...tally].sort()) { console.log(k, n); for (const x of ex) console.log('    ', x); }
console.log({ runs, payments, ms: cpu / payments, again: again / payments, looked: JSON.stringify(looked) });
