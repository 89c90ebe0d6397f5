// M42: relay-eventbridge, failed entries of PutEvents not looked at.
import type { Mutant } from './mutant.ts';

export const m42: Mutant = {
  id: 'M42',
  where: 'relay-eventbridge',
  bug: 'failed entries of PutEvents not looked at',
  file: 'adapters/eventbridge/event-bridge-publisher.ts',
  anchor: 'if (result?.EventId !== undefined) return { ok: true, id: item.id };',
  replace: 'if (result !== undefined) return { ok: true, id: item.id };',
  expect: 'I23',
  budget: { kind: 'W', worlds: 50 },
};
