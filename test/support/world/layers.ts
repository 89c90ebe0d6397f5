// One layer off at a time: redundancy hides broken layers, so each is taken away once and everything must
// still hold, with time limits extended to those of the layer behind it. Source: testing specification, 2.6.
import type { Definition } from './workflows.ts';

export const layerNames = [
  'watchdog',
  'due-sweep',
  'outbox-sweep',
  'command-sweep',
  'streams',
  'state-retries',
  'state-timeouts',
  'handler-read',
] as const;

export type LayerName = (typeof layerNames)[number];

/** True where the layer is off. */
export interface Layers {
  readonly watchdog: boolean;
  readonly streams: boolean;
  readonly sweeper: boolean;
  readonly handlerRead: boolean;
  /** Parts of the sweep whose pages come back empty. */
  readonly sweepParts: ReadonlySet<'due.list' | 'outbox.pending' | 'command.pending'>;
  changeMachine(definition: Definition): void;
}

const sweepPartOf: Readonly<Record<string, 'due.list' | 'outbox.pending' | 'command.pending'>> = {
  'due-sweep': 'due.list',
  'outbox-sweep': 'outbox.pending',
  'command-sweep': 'command.pending',
};

const changes: Readonly<Record<string, (definition: Definition) => void>> = {
  'state-retries': ({ States }) => {
    for (const state of Object.values(States)) delete state['Retry'];
  },
  'state-timeouts': (definition) => {
    delete definition.TimeoutSeconds;
    for (const state of Object.values(definition.States)) delete state['TimeoutSeconds'];
  },
};

export const layersWithout = (name: LayerName | undefined): Layers => {
  const part = sweepPartOf[name ?? ''];
  return {
    watchdog: name === 'watchdog',
    streams: name === 'streams',
    sweeper: false,
    handlerRead: name === 'handler-read',
    sweepParts: new Set(part === undefined ? [] : [part]),
    changeMachine: (definition) => changes[name ?? '']?.(definition),
  };
};
