// Runs one line: reads it, asks where it must, sends, shows, and says how it ended.
import type { Answer, Api, Request } from './api.ts';
import { type Asked, fill, helpOf, helpOfAll, commandOf, readArguments, requestOf } from './arguments.ts';
import { Failure, type ExitCode } from './failure.ts';
import { checkDoubts, sendOne, showBalance } from './own-commands.ts';
import { sheet, table } from './table.ts';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether people read what is written, and may be asked. */
  readonly isTerminal: boolean;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

export type OpenStage = (place: Pick<Asked, 'stage' | 'region' | 'as'>) => Promise<Api>;

/** What an answer means for whoever called. @throws Failure for anything but a success. */
export const succeeded = (answer: Answer): Record<string, unknown> => {
  if (answer.isSuccess) return answer.result ?? {};
  const id = answer.requestId === undefined ? '' : `  request ${answer.requestId}`;
  const text = `${answer.status} ${answer.code} ${answer.message}${id}`;
  const detail = answer.result === null ? '' : `\n${JSON.stringify(answer.result)}`;
  if (answer.code === 'HTTP_403' || answer.status === 401 || answer.code === 'SYS_007') {
    throw new Failure(3, `${text}${detail}`, answer.code === 'SYS_007' ? 'another person must do this' : 'does your role allow it, and your network?');
  }
  if (answer.status >= 500) throw new Failure(4, `${text}${detail}`, 'try again in a moment');
  if (answer.code.startsWith('VAL_')) throw new Failure(2, `${text}${detail}`);
  throw new Failure(1, `${text}${detail}`);
};

const pages = async (api: Api, request: Request, isAll: boolean) => {
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...request.query, ...(cursor === undefined ? {} : { cursor }) };
    const result = succeeded(await api('viewer', { ...request, query }));
    items.push(...((result['items'] as unknown[] | undefined) ?? []));
    cursor = result['nextCursor'] as string | undefined;
  } while (isAll && cursor !== undefined);
  return { items, cursor };
};

const list = async (api: Api, asked: Asked, { out, err }: Terminal): Promise<ExitCode> => {
  const { items, cursor } = await pages(api, requestOf(asked), asked.isAll);
  if (asked.isJson) {
    out(`${JSON.stringify({ items, ...(cursor === undefined ? {} : { nextCursor: cursor }) }, null, 2)}\n`);
    return 0;
  }
  out(items.length === 0 ? 'none\n' : `${table(items, asked.command.columns ?? [])}\n`);
  if (cursor !== undefined) err('there are more: --all shows them\n');
  return 0;
};

/** Shows what an act touches and asks, unless the line says yes. */
const mayGoOn = async (api: Api, asked: Asked, { err, isTerminal, confirm }: Terminal): Promise<boolean> => {
  const { command, words, isYes } = asked;
  const { touches } = command;
  if (touches !== undefined) {
    const path = fill(touches.path, words);
    const { env: environment } = asked.values;
    const query = environment === undefined ? {} : { env: environment };
    const found = succeeded(await api('viewer', { method: 'GET', path, query }));
    err(`touches 1 object:\n${table([found], touches.columns)}\n`);
  } else err('makes 1 object\n');
  if (isYes) return true;
  if (!isTerminal) throw new Failure(2, `${command.name} changes something`, 'add --yes');
  return confirm(`${command.name}: go on? [y/N] `);
};

const show = (asked: Asked, result: Record<string, unknown>, { out }: Terminal): void =>
  out(asked.isJson ? `${JSON.stringify(result, null, 2)}\n` : `${sheet(result)}\n`);

const runCommand = async (asked: Asked, open: OpenStage, terminal: Terminal): Promise<ExitCode> => {
  const api = await open(asked);
  const { command } = asked;
  if (command.method === 'GET') {
    if (command.columns !== undefined) return list(api, asked, terminal);
    show(asked, succeeded(await api(command.role, requestOf(asked))), terminal);
    return 0;
  }
  if (!(await mayGoOn(api, asked, terminal))) {
    terminal.err('nothing was done\n');
    return 1;
  }
  const answer = await api(command.role, requestOf(asked));
  show(asked, succeeded(answer), terminal);
  if (answer.requestId !== undefined) terminal.err(`request ${answer.requestId}\n`);
  return 0;
};

const own = {
  'in-doubt check': checkDoubts,
  'trial-balance': showBalance,
  request: sendOne,
} as const;

const runLine = async (
  args: readonly string[],
  open: OpenStage,
  terminal: Terminal,
): Promise<ExitCode> => {
  const line = args.filter((word) => !word.startsWith('-'));
  if (line.length === 0 && args.includes('--help')) {
    terminal.out(`${helpOfAll()}\n`);
    return 0;
  }
  const name = Object.keys(own).find((one) => one.split(' ').every((word, at) => line[at] === word));
  if (name !== undefined) return own[name as keyof typeof own](args, open, terminal);
  if (args.includes('--help')) {
    terminal.out(`${helpOf(commandOf(line))}\n`);
    return 0;
  }
  return runCommand(readArguments(args, terminal.env), open, terminal);
};

/** @returns The exit code; whatever failed is told on stderr with what to do next. */
export async function run(
  args: readonly string[],
  open: OpenStage,
  terminal: Terminal,
): Promise<ExitCode> {
  try {
    return await runLine(args, open, terminal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.err(`fluxpay: ${error.message}\n${error.next === undefined ? '' : `  ${error.next}\n`}`);
    return error.exitCode;
  }
}
