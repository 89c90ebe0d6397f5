// Every template there is, and those that wait for a feature the engine does not have yet.
import type { Template } from '../template.ts';
import { s16, s16again, s16asked, s16elsewhere, s16reversed } from './accounts.ts';
import { s12, s14, s15 } from './crowds.ts';
import { s04, s04down, s06, s07, s10, s10refused, s20 } from './doubts.ts';
import { s13 } from './late.ts';
import { s08, s09 } from './refunds.ts';
import { s08reserved, s19 } from './reservations.ts';
import { s01, s02, s03, s05 } from './sales.ts';
import { stuck } from './stuck.ts';
import { tours } from './tour.ts';
import { s06webhook, s09webhook } from './webhooks.ts';

export const templates: readonly Template[] = [
  s01,
  s02,
  s03,
  s04,
  s04down,
  s05,
  s06,
  s07,
  s08,
  s08reserved,
  s09,
  s10,
  s10refused,
  s12,
  s13,
  s14,
  s15,
  s16,
  s16reversed,
  s16again,
  s16asked,
  s16elsewhere,
  s19,
  s20,
  s06webhook,
  s09webhook,
];

/** Played only where they are asked for by name, and by the coverage of sites. */
export const byName: readonly Template[] = [...tours, ...stuck];

export const templateOf = (id: string): Template => {
  const found = [...templates, ...byName].find((template) => template.id === id);
  if (found === undefined) throw new Error(`there is no template ${id}`);
  return found;
};

/** What each waits for; printed by every run, so that nobody takes the list for whole. */
export const waitingTemplates: readonly { readonly id: string; readonly waitsFor: string }[] = [
  { id: 'S01, S03 credit part', waitsFor: 'credits' },
  { id: 'S06 credit part', waitsFor: 'credits' },
  { id: 'S11', waitsFor: 'credits' },
  { id: 'S14 wallet', waitsFor: 'credits' },
  { id: 'S15 redrive and replay', waitsFor: 'redrive of dead letters and replay of events' },
  { id: 'S17', waitsFor: 'the waiting room' },
  { id: 'S18', waitsFor: 'subscriptions' },
  { id: 'S19 credit part', waitsFor: 'credits' },
];
