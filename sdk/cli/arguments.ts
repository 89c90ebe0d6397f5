// What was typed, checked: a command of the table, its words and its options.
import { parseArgs } from 'node:util';
import type { Request } from './api.ts';
import { type Command, commands, type Option } from './commands.ts';
import { usage } from './failure.ts';

export interface Asked {
  readonly command: Command;
  /** Words that stand in the path, in their order. */
  readonly words: readonly string[];
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly stage: string;
  readonly region: string;
  readonly as: string;
  readonly isJson: boolean;
  readonly isYes: boolean;
  readonly isAll: boolean;
  readonly key: string | undefined;
}

const common = {
  stage: { type: 'string' },
  region: { type: 'string' },
  as: { type: 'string' },
  json: { type: 'boolean' },
  yes: { type: 'boolean' },
  all: { type: 'boolean' },
  key: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Commands that do more than one request: the rest of the line is theirs. */
export const ownCommands = ['in-doubt check', 'trial-balance', 'request'] as const;
export type OwnCommand = (typeof ownCommands)[number];

const wordsOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name);

export const helpOf = (command: Command): string => {
  const words = wordsOf(command.path).map((word) => `<${word}>`);
  const head = ['fluxpay', command.name, ...words, '--stage <stage>'].join(' ');
  const lines = Object.entries(command.options).map(
    ([name, { help, isRequired }]) => `  --${name.padEnd(18)} ${help}${isRequired ? ' (required)' : ''}`,
  );
  return [head, `  ${command.help}`, ...lines].join('\n');
};

export const helpOfAll = (): string => {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'fluxpay <command> --stage <stage> [--json] [--as <name>] [--region <region>]',
    '',
    ...commands.map(({ name, help }) => `  ${name.padEnd(width)}  ${help}`),
    `  ${'in-doubt check'.padEnd(width)}  read the PG now for a payment, or for all in doubt`,
    `  ${'trial-balance'.padEnd(width)}  sums of every account of a merchant; they must meet at zero`,
    `  ${'request'.padEnd(width)}  one signed call: request GET /admin/v1/attention`,
    '',
    'Acts ask before they are done (--yes does not ask) and take --reason. fluxpay <command> --help tells its options.',
    'Exit codes: 0 good, 1 found problems, 2 usage, 3 no access, 4 unreachable.',
  ].join('\n');
};

/** The command whose words begin the line: the longest wins. */
export const commandOf = (line: readonly string[]): Command => {
  const found = commands
    .filter(({ name }) => name.split(' ').every((word, index) => line[index] === word))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (found !== undefined) return found;
  const near = commands.filter(({ name }) => name.split(' ')[0] === line[0]).map(({ name }) => name);
  throw usage(
    line.length === 0 ? 'no command' : `no command is called "${line.slice(0, 2).join(' ')}"`,
    near.length === 0 ? 'fluxpay --help' : `one of: ${near.join(', ')}`,
  );
};

const parse = (args: readonly string[], options: Command['options']) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...common,
        ...Object.fromEntries(
          Object.entries(options).map(([name, { isMany }]) => [
            name,
            { type: 'string' as const, ...(isMany ? { multiple: true } : {}) },
          ]),
        ),
      },
    });
  } catch (error) {
    throw usage((error as Error).message.split('. ')[0] ?? 'wrong options');
  }
};

export const readArguments = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Asked => {
  const line = args.filter((word) => !word.startsWith('-'));
  const command = commandOf(line);
  const { values, positionals } = parse(args, command.options);
  const words = positionals.slice(command.name.split(' ').length);
  const wanted = wordsOf(command.path);
  if (words.length !== wanted.length) {
    throw usage(`${command.name} takes ${wanted.map((word) => `<${word}>`).join(' ') || 'no further word'}`, helpOf(command));
  }
  const missing = Object.entries(command.options).filter(
    ([name, { isRequired }]) => isRequired && (values as Record<string, unknown>)[name] === undefined,
  );
  if (missing.length > 0 && values.help !== true) {
    throw usage(`${command.name} needs ${missing.map(([name]) => `--${name}`).join(', ')}`, helpOf(command));
  }
  return { command, words, ...placeOf(values, env), values: given(values, command.options) };
};

const given = (values: object, options: Command['options']) =>
  Object.fromEntries(
    Object.entries(values as Record<string, string>).filter(([name]) => options[name] !== undefined),
  );

type Values = ReturnType<typeof parse>['values'];

/** Where, as whom and how. @throws usage without a stage. */
export const placeOf = (values: Values, env: Readonly<Record<string, string | undefined>>) => {
  const stage = values.stage ?? env['FLUXPAY_STAGE'];
  if (stage === undefined) throw usage('which stage?', 'add --stage <stage>, or set FLUXPAY_STAGE');
  return {
    stage,
    region: values.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'ap-northeast-2',
    as: values.as ?? env['USER'] ?? 'operator',
    isJson: values.json === true,
    isYes: values.yes === true,
    isAll: values.all === true,
    key: values.key,
  };
};

const valueOf = ({ kind = 'text', field }: Option, value: string | readonly string[]): unknown => {
  if (kind === 'list') return String(value).split(',').filter((one) => one !== '');
  if (kind === 'text') return value;
  try {
    return JSON.parse(String(value)) as unknown;
  } catch (error) {
    throw usage(`${field} is no JSON: ${(error as Error).message}`);
  }
};

/** Sets a dotted path: `evidence.at`. */
const place = (body: Record<string, unknown>, path: string, value: unknown): void => {
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    body[head] = value;
    return;
  }
  body[head] ??= {};
  place(body[head] as Record<string, unknown>, rest.join('.'), value);
};

export const fill = (path: string, words: readonly string[]): string => {
  let index = 0;
  return `/admin/v1${path.replaceAll(/\{\w+\}/gu, () => {
    index += 1;
    return encodeURIComponent(words[index - 1] ?? '');
  })}`;
};

/** The request that a line asks for. */
export const requestOf = ({ command, words, values, key }: Asked): Request => {
  const query: Record<string, string | readonly string[]> = { ...command.fixed };
  const body: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const option = command.options[name] as Option;
    if (command.method === 'GET' || name === 'env') query[option.field] = value;
    else place(body, option.field, valueOf(option, value));
  }
  const path = fill(command.path, words);
  if (command.method === 'GET') return { method: 'GET', path, query };
  return {
    method: command.method,
    path,
    query,
    body,
    idempotencyKey: key ?? `cli-${crypto.randomUUID()}`,
  };
};
