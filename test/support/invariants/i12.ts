// I12: a wallet is the sum of its lots, less what its holds keep, and never below its overdraft.
import { Findings } from './findings.ts';
import type { Invariant, Row, Step, View } from './view.ts';
import { heldBy, holdsOf, lotsOf, remainingOf, unitsAt, walletKeyOf } from './wallets.ts';

function walletsOf({ tables }: View, step: Step | undefined): readonly Row[] {
  if (step === undefined) return tables.ofKind('WALLET');
  const keys = new Set<string>();
  for (const { old, next } of step.changes) {
    const row = next ?? old;
    if (row?.kind === 'WALLET' || row?.kind === 'LOT') keys.add(row.pk);
    if (row?.kind === 'HOLD') keys.add(walletKeyOf(row));
  }
  return [...keys].flatMap((pk) => tables.row('engine', pk, 'WALLET') ?? []);
}

export const i12: Invariant = {
  id: 'I12',
  when: 'A',
  rows: ['WALLET', 'LOT', 'HOLD'],
  production: true,
  check: (view, step) => {
    const findings = new Findings();
    for (const wallet of walletsOf(view, step)) {
      findings.see();
      const holds = holdsOf(view.tables, wallet.pk);
      const lots = lotsOf(view.tables, wallet.pk);
      const inLots = lots.reduce((sum, lot) => sum + remainingOf(lot, holds, view), 0);
      const held = holds.reduce((sum, hold) => sum + heldBy(hold, view.now), 0);
      const balance = unitsAt(wallet, 'balance');
      const reserved = unitsAt(wallet, 'reserved');
      const available = unitsAt(wallet, 'available');
      findings.expect(
        balance === inLots && reserved === held,
        wallet.pk,
        () => `balance ${balance}, reserved ${reserved}; lots hold ${inLots}, holds keep ${held}`,
      );
      findings.expect(
        available === balance - reserved && available >= -unitsAt(wallet, 'overdraftLimit'),
        wallet.pk,
        () => `available ${available} of balance ${balance} and reserved ${reserved}`,
      );
    }
    return findings;
  },
};
