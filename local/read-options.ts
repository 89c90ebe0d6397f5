// What people may type after a command of ours: `--help` shows its usage and does nothing else; whatever is
// wrong is one line, the usage, and exit code 2. Never a stack, never a command that runs on a guess.
import { parseArgs } from 'node:util';

/** How the text behind an option becomes a value; without a text its default. */
export interface Kind<T> {
  readonly isFlag: boolean;
  /** @throws Wrong with what it takes. */
  readonly read: (given: string | undefined) => T;
}

/** What an option takes: `a whole number from 1`. */
class Wrong extends Error {}

export const flag: Kind<boolean> = { isFlag: true, read: (given) => given !== undefined };

const kindOf = <T, D>(read: (text: string) => T, fallback: D): Kind<T | D> => ({
  isFlag: false,
  read: (given) => (given === undefined ? fallback : read(given)),
});

export const text = <D extends string | undefined = undefined>(fallback?: D) =>
  kindOf((given: string): string => given, fallback as D);

interface Bounds {
  readonly min: number;
  readonly max?: number;
}

const boundsText = ({ min, max }: Bounds): string =>
  `from ${min}${max === undefined ? '' : ` to ${max}`}`;

const within = (form: RegExp, name: string, bounds: Bounds) => (given: string) => {
  const { min, max = Number.POSITIVE_INFINITY } = bounds;
  const value = Number(given);
  if (form.test(given) && value >= min && value <= max) return value;
  throw new Wrong(`${name} ${boundsText(bounds)}`);
};

export const whole = <D extends number | undefined = undefined>(bounds: Bounds, fallback?: D) =>
  kindOf(within(/^\d{1,15}$/u, 'a whole number', bounds), fallback as D);

/** With a point: `0.5`. */
export const number = <D extends number | undefined = undefined>(bounds: Bounds, fallback?: D) =>
  kindOf(within(/^\d{1,9}(?:\.\d{1,9})?$/u, 'a number', bounds), fallback as D);

/** A text that something else judges. @param wanted - What it takes: `a payment: pay_…`. */
export const checked = (wanted: string, isGood: (given: string) => boolean) =>
  kindOf((given): string => {
    if (isGood(given)) return given;
    throw new Wrong(wanted);
  }, undefined);

const known =
  <const T extends string>(all: readonly T[]) =>
  (given: string | undefined): T => {
    const found = all.find((one) => one === given);
    if (found === undefined) throw new Wrong(`one of ${all.join(', ')}`);
    return found;
  };

export const oneOf = <const T extends string, D extends T | undefined = undefined>(
  all: readonly T[],
  fallback?: D,
) => kindOf(known(all), fallback as D);

/** One of these, and said: where a default would be a guess. */
export const neededOneOf = <const T extends string>(all: readonly T[]): Kind<T> => ({
  isFlag: false,
  read: known(all),
});

/** `M01,M02`: names with commas between, each of them known. */
export const someOf = (known: readonly string[]) =>
  kindOf((given): readonly string[] => {
    const names = given.split(',').filter((name) => name !== '');
    const unknown = names.filter((name) => !known.includes(name));
    if (names.length > 0 && unknown.length === 0) return names;
    throw new Wrong(`some of ${known.join(', ')} (comma between)`);
  }, undefined);

type Kinds = Readonly<Record<string, Kind<unknown>>>;

export interface Form<K extends Kinds> {
  /** As it is typed: `npm run hostile`. */
  readonly command: string;
  /** Shown by `--help` and below every mistake; names every option. */
  readonly usage: string;
  readonly options: K;
  /** How many words may stand beside the options; none by default. */
  readonly words?: { readonly min?: number; readonly max: number };
}

export interface Given<K extends Kinds> {
  readonly values: { readonly [Name in keyof K]: ReturnType<K[Name]['read']> };
  readonly words: readonly string[];
}

export type Outcome<K extends Kinds> =
  | { readonly kind: 'GIVEN'; readonly given: Given<K> }
  | { readonly kind: 'HELP' }
  | { readonly kind: 'WRONG'; readonly says: string };

const wrong = (says: string) => ({ kind: 'WRONG', says }) as const;

/** Node's own words, without its advice about `--`. */
const reasonOf = (error: unknown): string => {
  const { code, message } = error as Error & { readonly code?: string };
  const name = /'(?:-\w, )?(-[\w-]+)/u.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `there is no option ${name}`;
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') throw error;
  return /does not take/u.test(message) ? `${name} takes no value` : `${name} needs a value`;
};

const split = (args: readonly string[], options: Kinds) => {
  const types = Object.entries(options).map(
    ([name, { isFlag }]) =>
      [name, { type: isFlag ? ('boolean' as const) : ('string' as const) }] as const,
  );
  return parseArgs({ args: [...args], allowPositionals: true, options: Object.fromEntries(types) });
};

const wordsFault = (words: readonly string[], { min = 0, max }: { min?: number; max: number }) => {
  if (words.length > max) return `"${words[max]}" is a word too many`;
  return words.length < min ? 'a word is missing' : undefined;
};

/** Reads without printing or ending anything. */
export const parsedOptions = <K extends Kinds>(
  args: readonly string[],
  { options, words: wanted = { max: 0 } }: Pick<Form<K>, 'options' | 'words'>,
): Outcome<K> => {
  if (args.includes('--help') || args.includes('-h')) return { kind: 'HELP' };
  let parts: ReturnType<typeof split>;
  try {
    parts = split(args, options);
  } catch (error) {
    return wrong(reasonOf(error));
  }
  const values: Record<string, unknown> = {};
  for (const [name, { read }] of Object.entries(options)) {
    const given = parts.values[name];
    try {
      values[name] = read(given === undefined ? undefined : String(given));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      return wrong(
        given === undefined
          ? `--${name} is missing, ${error.message}`
          : `--${name} takes ${error.message}, not "${String(given)}"`,
      );
    }
  }
  const words = parts.positionals;
  const fault = wordsFault(words, wanted);
  return fault === undefined
    ? { kind: 'GIVEN', given: { values: values as Given<K>['values'], words } }
    : wrong(fault);
};

/** Ends a command that was typed wrongly: one line, the usage, exit code 2. */
export const refuse = (
  { command, usage }: Pick<Form<Kinds>, 'command' | 'usage'>,
  says: string,
): never => {
  process.stderr.write(`${command}: ${says}\n\n${usage.trimEnd()}\n`);
  process.exit(2);
};

/** Reads what was typed, or ends the process: 0 after `--help`, 2 after a mistake. */
export const readOptions = <K extends Kinds>(args: readonly string[], form: Form<K>): Given<K> => {
  const untold = Object.keys(form.options).filter((name) => !form.usage.includes(`--${name}`));
  if (untold.length > 0) throw new Error(`the usage does not tell of --${untold.join(', --')}`);
  const outcome = parsedOptions(args, form);
  if (outcome.kind === 'GIVEN') return outcome.given;
  if (outcome.kind === 'WRONG') return refuse(form, outcome.says);
  process.stdout.write(`${form.usage.trimEnd()}\n`);
  process.exit(0);
};
