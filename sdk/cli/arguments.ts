// What was typed, checked: a command, its words and its options.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { regionOf } from './access-fault.ts';
import type { Asked, Command, Named, OwnCommand } from './command.ts';
import { everyCommand } from './commands.ts';
import { type Failure, usage } from './failure.ts';
import { helpOf, wordsOf } from './help.ts';
import { both, type Language, languages, languageOf, same } from './language.ts';

type AnyCommand = Command | OwnCommand;
type Environment = Readonly<Record<string, string | undefined>>;
type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

/** Options that every command has. */
const common = {
  stage: { type: 'string' },
  region: { type: 'string' },
  as: { type: 'string' },
  lang: { type: 'string' },
  json: { type: 'boolean' },
  yes: { type: 'boolean' },
  all: { type: 'boolean' },
  key: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const typesOf = (options: Named['options']): NonNullable<ParseArgsConfig['options']> =>
  Object.fromEntries(
    Object.entries(options).map(([name, { isMany }]) => [
      name,
      { type: 'string' as const, ...(isMany === true ? { multiple: true } : {}) },
    ]),
  );

const everyOption = { ...typesOf(Object.assign({}, ...everyCommand.map(({ options }) => options))), ...common };

export interface Line {
  readonly words: readonly string[];
  readonly isHelp: boolean;
  readonly isJson: boolean;
  readonly language: Language;
}

/** The words of a line and how to answer it, whatever else is wrong with it. */
export const glance = (args: readonly string[], env: Environment): Line => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: everyOption,
    allowPositionals: true,
    strict: false,
  });
  const { lang, help, json } = values as Values;
  return { words: positionals, isHelp: help === true, isJson: json === true, language: languageOf(lang, env) };
};

const begins = (words: readonly string[], { name }: Named): boolean =>
  name.split(' ').every((word, index) => words[index] === word);

/** Commands of the group that the first word names, or nearly names: `saga`, `breakers`. */
export const groupOf = ([first = '']: readonly string[]): readonly AnyCommand[] => {
  const stem = first.replace(/s$/u, '');
  return stem === '' ? [] : everyCommand.filter(({ name }) => name.split(' ')[0]?.replace(/s$/u, '') === stem);
};

/** The command whose words begin the line: the longest wins. @throws usage with what is near. */
export const commandOf = (words: readonly string[]): AnyCommand => {
  const found = everyCommand
    .filter((command) => begins(words, command))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  if (found !== undefined) return found;
  if (words.length === 0) throw usage(both('no command', '명령이 없습니다'));
  const typed = words.slice(0, 2).join(' ');
  const near = groupOf(words).map(({ name }) => name).join(', ');
  throw usage(
    both(`no command is called "${typed}"`, `"${typed}"라는 명령은 없습니다`),
    near === '' ? undefined : both(`one of: ${near}`, `다음 중 하나: ${near}`),
  );
};

const ownHelp = ({ name }: Named) =>
  both(`fluxpay ${name} --help tells its options; fluxpay --help all commands`, `fluxpay ${name} --help 로 옵션을, fluxpay --help 로 명령을 볼 수 있습니다`);

/** `--amount` without a value, or with one that reads like an option: `--amount -5`. */
const wrongValue = (name: string, given: string | undefined, command: AnyCommand): Failure => {
  const help = command.options[name.replace(/^-+/u, '')]?.help ?? both('a value', '값');
  const own = ownHelp(command);
  if (given === undefined) {
    return usage(both(`${name} needs a value: ${help.en}`, `${name} 뒤에 값이 필요합니다: ${help.ko}`), own);
  }
  return usage(
    both(`${name} cannot read "${given}": ${help.en}`, `${name} 뒤의 "${given}": 읽을 수 없습니다. ${help.ko}`),
    both(`a value that begins with - is typed ${name}=…\n${own.en}`, `-로 시작하는 값은 ${name}=… 로 적습니다\n${own.ko}`),
  );
};

/** Node's own words are for programmers, and in English. */
const wrongOption = (error: unknown, args: readonly string[], command: AnyCommand): Failure => {
  const { code, message } = error as Error & { readonly code?: string };
  const name = /'(?:-\w, )?(-[\w-]+)/u.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return usage(
      both(`${command.name} has no option ${name}`, `${command.name}에는 ${name} 옵션이 없습니다`),
      ownHelp(command),
    );
  }
  if (/does not take an argument/u.test(message)) {
    return usage(both(`${name} takes no value`, `${name}에는 값을 붙이지 않습니다`), ownHelp(command));
  }
  const given = /is ambiguous/u.test(message) ? args[args.indexOf(name) + 1] : undefined;
  return wrongValue(name, given, command);
};

const parse = (args: readonly string[], command: AnyCommand) => {
  try {
    const options = { ...typesOf(command.options), ...common };
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw wrongOption(error, args, command);
  }
};

/** @throws usage for words too few or too many. */
const checkWords = (command: AnyCommand, words: readonly string[], language: Language): void => {
  const wanted = wordsOf(command);
  const needed = wanted.filter((word) => word.startsWith('<')).length;
  const isEndless = wanted.some((word) => word.startsWith('['));
  if (words.length >= needed && (isEndless || words.length <= needed)) return;
  const list = wanted.join(' ');
  throw usage(
    wanted.length === 0
      ? both(`${command.name} takes no further word`, `${command.name} 뒤에는 낱말이 오지 않습니다`)
      : both(`${command.name} takes ${list}`, `${command.name} 뒤에 올 낱말: ${list}`),
    same(helpOf(command, language)),
  );
};

const checkRequired = (command: AnyCommand, values: Values, language: Language): void => {
  const missing = Object.entries(command.options)
    .filter(([name, { isRequired }]) => isRequired === true && values[name] === undefined)
    .map(([name]) => `--${name}`)
    .join(', ');
  if (missing === '') return;
  throw usage(both(`${command.name} needs ${missing}`, `${command.name}에 필요한 옵션: ${missing}`), same(helpOf(command, language)));
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Where, as whom and how. @throws usage without a stage, or for a language that is none of ours. */
const placeOf = (values: Values, env: Environment) => {
  const stage = textOf(values['stage']) ?? env['FLUXPAY_STAGE'];
  const lang = textOf(values['lang']);
  if (lang !== undefined && !languages.some((one) => one === lang)) {
    throw usage(both(`--lang is ko or en, not "${lang}"`, `--lang은 ko 또는 en입니다. "${lang}"은 없습니다`));
  }
  if (stage === undefined || stage === '') {
    throw usage(both('which stage?', '어느 스테이지인가요?'), both('add --stage <stage>, or set FLUXPAY_STAGE', '--stage <stage>를 붙이거나 FLUXPAY_STAGE를 설정하세요'));
  }
  return {
    stage,
    region: textOf(values['region']) ?? regionOf(env),
    as: textOf(values['as']) ?? env['USER'] ?? 'operator',
    language: languageOf(lang, env),
    isJson: values['json'] === true,
    isYes: values['yes'] === true,
    isAll: values['all'] === true,
    key: textOf(values['key']),
  };
};

/** @throws usage, with what to type instead. */
export const readArguments = (
  args: readonly string[],
  env: Environment,
): { readonly command: AnyCommand; readonly asked: Asked } => {
  const { words: line, language } = glance(args, env);
  const command = commandOf(line);
  const { values, positionals } = parse(args, command);
  const given = values as Values;
  const words = positionals.slice(command.name.split(' ').length);
  checkWords(command, words, language);
  checkRequired(command, given, language);
  const own = Object.entries(given).filter(([name]) => command.options[name] !== undefined);
  return {
    command,
    asked: { words, ...placeOf(given, env), values: Object.fromEntries(own) as Asked['values'] },
  };
};
