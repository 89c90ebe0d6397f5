// Planted bugs: one edge of the model edited each. Each must be found, by the property it breaks; one
// that a second layer hides must stay hidden until that layer is off.

import { present } from '#core/kernel/assert.ts';
import { explore } from './checker.ts';
import { replayed } from './evidence.ts';
import type { Bounds, Exploration } from './exploration.ts';
import { type JournalRules, journalModel, journalRules } from './journal.ts';
import { type Property, protocolModel, worlds } from './protocol.ts';
import { protocol, type Rules } from './rules.ts';

interface Named {
  /** Number in the test specification, section 4.2, where it has one. */
  readonly id: string;
  readonly bug: string;
  readonly property: Property;
  /** Faults that are needed. */
  readonly faults: number;
}

export interface ProtocolBug extends Named {
  readonly world: 'pay' | 'serve' | 'console';
  readonly edit: Partial<Rules>;
  /** The layer that hides it, switched off. */
  readonly off?: Partial<Rules>;
}

export interface JournalBug extends Named {
  readonly edit: Partial<JournalRules>;
  readonly off?: Partial<JournalRules>;
}

const pay = (id: string, property: Property, faults: number, bug: string) =>
  ({ id, property, faults, bug, world: 'pay' }) as const;
const serve = (id: string, property: Property, faults: number, bug: string) =>
  ({ id, property, faults, bug, world: 'serve' }) as const;

const onConsole = (id: string, property: Property, faults: number, bug: string) =>
  ({ id, property, faults, bug, world: 'console' }) as const;

const confirmBugs: readonly ProtocolBug[] = [
  { ...pay('M00', 'P1', 0, 'two keys at the PG'), edit: { keysPerCall: () => 2 } },
  {
    ...pay('M05', 'P2', 1, 'the PG is called before the claim'),
    edit: { claimsFirst: () => false },
  },
  { ...pay('M07', 'P2', 1, 'a timeout is a decline'), edit: { onTimeout: () => 'DECLINED' } },
  { ...pay('', 'P2', 1, 'a timeout is "not sent"'), edit: { onTimeout: () => 'NOT_SENT' } },
  { ...pay('M10', 'P2', 2, 'the first not-found is final'), edit: { isProvenAbsent: () => true } },
  { ...pay('M11', 'P1', 2, 'a new key after a doubt'), edit: { replaysSameKey: () => false } },
  { ...pay('', 'P6', 1, 'no fence'), edit: { mayRecord: () => true } },
  { ...pay('', 'P7', 0, 'a cancel closes what was sent'), edit: { mayCloseNow: () => true } },
  {
    ...pay('', 'P5', 1, 'a compensation while in doubt'),
    edit: { notesInDoubt: () => 'COMPENSATE' },
  },
  {
    ...pay('M14', 'P7', 1, 'no watchdog command'),
    ...{ edit: { hasMessages: () => false }, off: { hasDueSweep: () => false } },
  },
  {
    ...pay('M15', 'P7', 1, 'the `due` sweep skips attempts'),
    ...{ edit: { hasDueSweep: () => false }, off: { hasMessages: () => false } },
  },
  {
    ...pay('M76', 'P2', 2, 'a running request counts towards a spent key'),
    edit: {
      onReplay: (op, key, refusals, isLate) =>
        replayed(op, key === 'RUNNING' ? 'LISTED' : key, refusals, isLate),
    },
  },
  {
    ...pay('M79', 'P9', 1, 'a fresh claim accepts a row with its own fence'),
    edit: { freshClaimMeets: (row) => row === undefined || row.fence === 1 },
  },
  { ...pay('', 'P7', 5, 'used-up slots open no item'), edit: { raisesItem: () => false } },
];

const sagaBugs: readonly ProtocolBug[] = [
  {
    ...serve('M26', 'P7', 0, 'success without the PG cancel'),
    edit: { callsPgToCancel: () => false },
  },
  {
    ...serve('M27', 'P7', 0, 'a refused cancel counts as done'),
    edit: { onCancelRefused: () => 'RETURNED' },
  },
  {
    ...serve('M29', 'P7', 1, 'the refund ends, the saga is not resumed'),
    edit: { resumesOnReturn: () => false },
  },
  {
    ...serve('', 'P7', 1, 'the refund ends beside a wait that begins'),
    edit: { checksWaiting: () => false },
  },
  {
    ...serve('M31', 'P7', 0, 'a resume counts as done before it is sent'),
    edit: { isResumed: () => false },
  },
  {
    ...serve('M33', 'P4', 0, 'a timeout overwrites an outcome'),
    edit: { timesOut: (state) => state !== 'TIMED_OUT' },
  },
  {
    ...serve('M34', 'P4', 0, 'an outcome is accepted after TIMED_OUT'),
    edit: { acceptsOutcome: (state) => state === 'OPEN' || state === 'TIMED_OUT' },
  },
  { ...serve('M35', 'P7', 0, 'a refused cancel opens no item'), edit: { raisesItem: () => false } },
  {
    ...serve('M83', 'P7', 0, 'the token is stored without `version`'),
    edit: { fencesToken: () => false },
  },
  {
    ...serve('', 'P3', 1, 'a second refund while one is open'),
    edit: { leavesToReads: () => false },
  },
  { ...serve('', 'P7', 1, 'a dead execution gets no other run'), edit: { restarts: () => false } },
];

const consoleBugs: readonly ProtocolBug[] = [
  {
    ...onConsole('M82', 'P2', 1, 'CANCELED at the PG read as failed'),
    edit: { onCancelled: () => 'DECLINED' },
  },
  {
    ...onConsole('', 'P7', 2, 'nobody but its process adopts a cancel'),
    edit: { asksForLook: () => false },
  },
];

const journalBugs: readonly JournalBug[] = [
  {
    ...{
      id: 'M85',
      property: 'P10',
      faults: 1,
      bug: "group times from each instance's clock alone",
    },
    edit: { groupTime: (now) => now },
  },
  {
    ...{ id: 'M40', property: 'P10', faults: 1, bug: 'the marker of a row not sent is removed' },
    edit: { relayWaitsForAcknowledgement: () => false },
  },
  {
    ...{ id: 'M48', property: 'P10', faults: 0, bug: 'the sweeper ignores pending markers' },
    ...{ edit: { sweeperPublishes: () => false }, off: { streamRuns: () => false } },
  },
];

export interface Planted extends Named {
  /** Explores with the bug; `isHidden` with the layer that hides it still on. */
  readonly run: (bounds: Bounds, isHidden?: boolean) => Exploration;
  readonly hasLayer: boolean;
}

export const bugs: readonly Planted[] = [
  ...[...confirmBugs, ...sagaBugs, ...consoleBugs].map((bug): Planted => {
    const world = present(
      worlds.find(({ name }) => name === bug.world),
      'a bug names its world',
    );
    const run: Planted['run'] = (bounds, isHidden = false) =>
      explore(
        protocolModel(world, { ...protocol, ...bug.edit, ...(isHidden ? {} : bug.off) }),
        bounds,
      );
    return { ...bug, run, hasLayer: bug.off !== undefined };
  }),
  ...journalBugs.map((bug): Planted => {
    const run: Planted['run'] = (bounds, isHidden = false) =>
      explore(journalModel({ ...journalRules, ...bug.edit, ...(isHidden ? {} : bug.off) }), bounds);
    return { ...bug, run, hasLayer: bug.off !== undefined };
  }),
];
