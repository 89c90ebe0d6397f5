// A run as one line that anybody can paste: what was on the stage, under which seed, with which faults.
import type { LayerName } from '#test/support/world/layers.ts';
import type { Cast } from './run-world.ts';
import { templateOf } from './templates/all.ts';

/** Everything that decides a run. */
export interface RunSpec {
  /** `S03`, or several with their client offsets and starts: `S01@0+1,S03@1+700`. */
  readonly template: string;
  readonly seed: string;
  readonly faults: readonly string[];
  readonly layerOff?: LayerName | undefined;
  readonly redis?: 'on' | undefined;
  readonly profile?: 'calm' | 'hostile' | undefined;
}

export const castsText = (casts: readonly Cast[]): string => {
  const [only] = casts;
  if (casts.length === 1 && only?.offset === 0 && only.afterMs === 1) return only.template.id;
  return casts
    .map(({ template, offset, afterMs }) => `${template.id}@${offset}+${afterMs}`)
    .join(',');
};

/** @throws Error for a template that there is not. */
export const castsOf = (text: string): readonly Cast[] =>
  text.split(',').map((part) => {
    const [, id = part, offset = '0', after = '1'] = /^(.+)@(\d+)\+(\d+)$/u.exec(part) ?? [];
    return { template: templateOf(id), offset: Number(offset), afterMs: Number(after) };
  });

export const replayLine = (spec: RunSpec, client = 'c1'): string =>
  [
    `npm run sim -- --template ${spec.template} --seed ${spec.seed}`,
    ...(spec.faults.length === 0 ? [] : [`--faults '${spec.faults.join(';')}'`]),
    ...(spec.layerOff === undefined ? [] : [`--layer ${spec.layerOff}`]),
    ...(spec.redis === undefined ? [] : ['--redis']),
    ...(spec.profile === undefined ? [] : [`--profile ${spec.profile}`]),
    `--trace ${client}`,
  ].join(' ');
