// The language that people are spoken to in. Every text stands in both beside its use, so that none is
// forgotten; what machines read (JSON, ids, statuses, codes) is the same in each.

export const languages = ['ko', 'en'] as const;
export type Language = (typeof languages)[number];

export type Text = Readonly<Record<Language, string>>;

export const both = (en: string, ko: string): Text => ({ en, ko });

/** A text that is its own translation: a line to type. */
export const same = (text: string): Text => ({ en: text, ko: text });

type Environment = Readonly<Record<string, string | undefined>>;

/** The locale of messages, as POSIX finds it: the first that is set and not empty. */
const localeOf = (env: Environment): string =>
  ['LC_ALL', 'LC_MESSAGES', 'LANG'].map((name) => env[name] ?? '').find((one) => one !== '') ?? '';

/** `--lang` where it names one of the two, else by the locale: Korean for `ko…`, English for all others. */
export const languageOf = (asked: unknown, env: Environment): Language => {
  if (asked === 'ko' || asked === 'en') return asked;
  return /^ko(?:$|[_.@-])/iu.test(localeOf(env)) ? 'ko' : 'en';
};
