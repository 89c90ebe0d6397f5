// From a checked line to the one request that it asks for.
import type { Request } from './api.ts';
import type { Asked, Command, Option } from './command.ts';
import { usage } from './failure.ts';
import { both } from './language.ts';

const secondsOf = { s: 1, m: 60, h: 3_600 } as const;

const spanOf = (name: string, text: string): number => {
  const [, many = '', unit = ''] = /^(\d{1,6})([smh])$/u.exec(text) ?? [];
  if (many !== '') return Number(many) * secondsOf[unit as keyof typeof secondsOf];
  throw usage(both(`--${name} is a time like 90s, 30m or 2h, not "${text}"`, `--${name} 뒤에는 90s, 30m, 2h 같은 시간이 옵니다: "${text}"`));
};

const jsonOf = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw usage(both(`--${name} is no JSON: ${text}`, `--${name} 값이 JSON이 아닙니다: ${text}`));
  }
};

const valueOf = (name: string, { kind = 'text' }: Option, value: string | readonly string[]): unknown => {
  if (kind === 'list') return String(value).split(',').filter((one) => one !== '');
  if (kind === 'span') return spanOf(name, String(value));
  return kind === 'json' ? jsonOf(name, String(value)) : value;
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

export const newKey = (): string => `cli-${crypto.randomUUID()}`;

/** @throws usage for a value that is none. */
export const requestOf = (command: Command, { words, values, key }: Asked): Request => {
  const isRead = command.method === 'GET';
  const query: Record<string, string | readonly string[]> = isRead ? { ...command.fixed } : {};
  const body: Record<string, unknown> = isRead ? {} : { ...command.fixed };
  for (const [name, value] of Object.entries(values)) {
    const option = command.options[name] as Option;
    if (isRead || name === 'env') query[option.field] = value;
    else place(body, option.field, valueOf(name, option, value));
  }
  const path = fill(command.path, words);
  if (isRead) return { method: 'GET', path, query };
  return { method: command.method, path, query, body, idempotencyKey: key ?? newKey() };
};
