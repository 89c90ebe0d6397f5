import { describe, expect, it } from 'vitest';
import { localGate } from '#core/limits/local-gate.ts';
import type { Nonces } from '#core/limits/ports.ts';
import {
  anAdmission,
  aPolicy,
  aTenant,
  away,
  freshInstance,
  keptNonces,
  settableClock,
} from '#test/support/limits/limit-world.ts';

const open = (nonces: Nonces = keptNonces().nonces) => {
  const clock = settableClock();
  return { clock, gate: localGate({ nonces, instance: freshInstance(), clock }) };
};

const allowed = { kind: 'ALLOWED', isFailedOpen: false };

describe('localGate', () => {
  it('limits at full capacity, also what fails closed elsewhere, without states', async () => {
    const { gate } = open();
    const policies = [aPolicy({ burst: 1 })];

    const first = await gate.admit(anAdmission({ policies, isFailClosed: true }));
    const second = await gate.admit(anAdmission({ policies, isFailClosed: true }));

    expect(first).toEqual(allowed);
    expect(second).toEqual({
      kind: 'LIMITED',
      policy: 'authorize',
      waitMicros: 1_000_000,
      isFailedOpen: false,
    });
  });

  it('keeps the nonce of a write in the database, and of no refused one', async () => {
    const { nonces, used } = keptNonces();
    const { gate } = open(nonces);
    const policies = [aPolicy({ burst: 1 })];
    const write = anAdmission({ policies });

    await gate.admit(write);
    await gate.admit(anAdmission({ policies }));

    expect([...used]).toEqual([write.nonce]);
  });

  it('refuses a used nonce and takes no quota for it', async () => {
    const { gate } = open();
    const policies = [aPolicy({ burst: 2 })];
    const write = anAdmission({ policies });
    await gate.admit(write);

    const again = await gate.admit(write);
    const next = await gate.admit(anAdmission({ policies }));

    expect([again.kind, next.kind]).toEqual(['NONCE_USED', 'ALLOWED']);
  });

  it('throws for a write while the database is away, and takes no quota for it', async () => {
    let isAway = true;
    const { gate } = open({ use: () => (isAway ? away() : Promise.resolve(true)) });
    const policies = [aPolicy({ burst: 1 })];

    await expect(gate.admit(anAdmission({ policies }))).rejects.toThrow('away');
    isAway = false;

    expect(await gate.admit(anAdmission({ policies }))).toEqual(allowed);
  });

  it('keeps the nonce of a read in the process, for 900 s', async () => {
    const { gate, clock } = open({ use: away });
    const read = anAdmission({ isWrite: false });
    await gate.admit(read);

    const again = await gate.admit(read);
    const other = await gate.admit({ ...read, tenant: aTenant('M2') });
    clock.advance(900_000);
    const later = await gate.admit(read);

    expect([again.kind, other.kind, later.kind]).toEqual(['NONCE_USED', 'ALLOWED', 'ALLOWED']);
  });

  it('refuses what could never pass', async () => {
    const { gate } = open();

    expect(await gate.admit(anAdmission({ policies: [aPolicy({ burst: 4, cost: 5 })] }))).toEqual({
      kind: 'COST_ABOVE_BURST',
      policy: 'authorize',
    });
  });

  it('gives the units of a replayed answer back', async () => {
    const { gate } = open();
    const policies = [aPolicy({ burst: 1 })];
    await gate.admit(anAdmission({ policies }));

    await gate.giveBack({ tenant: aTenant(), policies, isFailedOpen: false });

    expect(await gate.admit(anAdmission({ policies }))).toEqual(allowed);
  });
});
