// M107: publisher, changes an event on its way.
import type { Mutant } from './mutant.ts';

export const m107: Mutant = {
  id: 'M107',
  where: 'publisher',
  bug: 'changes an event on its way',
  file: 'adapters/eventbridge/event-bridge-publisher.ts',
  anchor: 'Detail: JSON.stringify(event),',
  replace: `Detail: JSON.stringify({ ...event, data: { ...event.data, occurredAt: '' } }),`,
  expect: 'I22',
  budget: { kind: 'F', template: 'S01' },
};
