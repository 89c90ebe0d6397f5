// What the invariants allow a deposit beside a card, each in a run that shows it: a bank that takes money back
// before we have heard that it came, and the void of an account, which lets no money go.
import { describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { runSpec } from './jobs.ts';
import { tallyOf } from './tally.ts';

const struck = async (template: string, fault: string) => {
  const tally = tallyOf();
  const spec = { template, seed: '354414890', faults: [fault] };
  const { world } = await runSpec(spec, tally, { kind: 'single' });
  expect(world.ground.fired).toHaveLength(1);
  expect(tally.counts.findings).toEqual([]);
  count('deposits judged');
  return world;
};

describe('a deposit', () => {
  it('may be taken back at its bank while its slow answer is on the way', async () => {
    const world = await struck('S16-reversed', 'pg:F04|events/on-pg-webhook#c1/pg.read~0');

    const [payment] = world.pg.payments();
    const takenBackAt = payment?.effects.find(({ kind }) => kind === 'REVERSED')?.at ?? 0;
    const approved = world.watch.steps.find(({ site }) => site.includes('/TX-APPROVED~'));
    expect(takenBackAt).toBeGreaterThan(world.startedAt);
    expect(approved?.at).toBeGreaterThan(takenBackAt);
  });

  it('whose void is in doubt was never reserved money', async () => {
    const world = await struck('S16', 'restart|api/cancel-order#c1.cancel/pg.cancel~0');

    const states = world.watch.steps.flatMap(({ changes }) =>
      changes.flatMap(({ next }) =>
        next?.kind === 'ATTEMPT' && next.fields['op'] === 'VOID' ? [next.fields['state']] : [],
      ),
    );
    expect(states).toContain('IN_DOUBT');
  });
});
