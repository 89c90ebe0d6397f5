// A run as one line that anybody can paste: what was on the stage, under which seed, with which faults.
import { checked, flag, oneOf, parsedOptions, text } from '#local/read-options.ts';
import { type LayerName, layerNames } from '#test/support/world/layers.ts';
import type { Cast } from './run-world.ts';
import type { Template } from './template.ts';
import { templateOf } from './templates/all.ts';

/** Everything that decides a run. */
export interface RunSpec {
  /**
   * `S03`; a random world names each with its client offset and start, `S01@0+1,S14@1+700`, and where not
   * all of its clients play, those that do: `S14:c1.c3@1+700`.
   */
  readonly template: string;
  readonly seed: string;
  readonly faults: readonly string[];
  readonly layerOff?: LayerName | undefined;
  readonly redis?: 'on' | undefined;
  readonly profile?: 'calm' | 'hostile' | undefined;
  /** Run twice, and both must be the same (R01). */
  readonly again?: true | undefined;
}

/** Has sweeps and a judge of its own, however few of its clients are left. */
export const isWorld = ({ template }: Pick<RunSpec, 'template'>): boolean => template.includes('@');

const namesOf = ({ clients }: Template): string[] => Object.keys(clients);

const castText = ({ template, offset, afterMs }: Cast): string => {
  const whole = namesOf(templateOf(template.id));
  const own = namesOf(template);
  const clients = own.length === whole.length ? '' : `:${own.join('.')}`;
  return `${template.id}${clients}@${offset}+${afterMs}`;
};

/** The casts of a random world, also of one that has shrunk to a single client. */
export const castsText = (casts: readonly Cast[]): string => casts.map(castText).join(',');

/** A template of which only these clients play. */
export const withClients = (template: Template, names: readonly string[]): Template => ({
  ...template,
  clients: Object.fromEntries(
    Object.entries(template.clients).filter(([name]) => names.includes(name)),
  ),
  expected: template.expected.filter(({ client }) => names.includes(client)),
});

const templateNamed = (id: string, clients: string | undefined): Template =>
  clients === undefined ? templateOf(id) : withClients(templateOf(id), clients.split('.'));

/** @throws Error for a template that there is not. */
export const castsOf = (text: string): readonly Cast[] =>
  text.split(',').map((part) => {
    const [, id = part, clients, offset = '0', after = '1'] =
      /^([^:@]+)(?::([^@]+))?@(\d+)\+(\d+)$/u.exec(part) ?? [];
    const template = templateNamed(id, clients);
    return { template, offset: Number(offset), afterMs: Number(after) };
  });

export const replayLine = (spec: RunSpec, client = 'c1'): string =>
  [
    `npm run sim -- --template ${spec.template} --seed ${spec.seed}`,
    ...(spec.faults.length === 0 ? [] : [`--faults '${spec.faults.join(';')}'`]),
    ...(spec.layerOff === undefined ? [] : [`--layer ${spec.layerOff}`]),
    ...(spec.redis === undefined ? [] : ['--redis']),
    ...(spec.profile === undefined ? [] : [`--profile ${spec.profile}`]),
    ...(spec.again === undefined ? [] : ['--again']),
    `--trace ${client}`,
  ].join(' ');

const faultsOf = (text: string): readonly string[] => text.split(';').filter((one) => one !== '');

/** The options of a replay line, for whoever reads one. */
export const replayOptions = {
  template: text(),
  seed: text(),
  faults: checked("kind|site with ; between: 'crash-after|…;late|…'", (given) =>
    faultsOf(given).every((one) => one.indexOf('|') > 0),
  ),
  layer: oneOf(layerNames),
  redis: flag,
  profile: oneOf(['calm', 'hostile']),
  again: flag,
  trace: text(),
};

interface ReplayValues {
  readonly template?: string | undefined;
  readonly seed?: string | undefined;
  readonly faults?: string | undefined;
  readonly layer?: LayerName | undefined;
  readonly redis: boolean;
  readonly profile?: RunSpec['profile'];
  readonly again: boolean;
}

export const specFrom = (values: ReplayValues): RunSpec => ({
  template: values.template ?? '',
  seed: values.seed ?? '',
  faults: faultsOf(values.faults ?? ''),
  layerOff: values.layer,
  redis: values.redis ? 'on' : undefined,
  profile: values.profile,
  again: values.again ? true : undefined,
});

/** The run that a pasted line repeats. @throws Error for a line that is none. */
export const specOfLine = (line: string): RunSpec => {
  const [, text = ''] = line.split(' -- ');
  const args = [...text.matchAll(/'([^']*)'|(\S+)/gu)].map(
    ([, quoted, word]) => quoted ?? word ?? '',
  );
  const outcome = parsedOptions(args, { options: replayOptions });
  if (outcome.kind !== 'GIVEN') throw new Error(`no line of a run: ${line}`);
  return specFrom(outcome.given.values);
};
