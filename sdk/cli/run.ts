// Runs one line: reads it, asks where it must, sends, shows, and says how it ended.
import { act, isMeant } from './act.ts';
import type { Api, Request } from './api.ts';
import { commandOf, glance, groupOf, type Line, readArguments } from './arguments.ts';
import type { Asked, Command } from './command.ts';
import { everyCommand } from './commands.ts';
import { Failure, type ExitCode } from './failure.ts';
import { helpOf, helpOfAll, helpOfGroup } from './help.ts';
import { both } from './language.ts';
import { fill, requestOf } from './request-of.ts';
import { dashed, sheet, table } from './table.ts';
import { succeeded } from './succeeded.ts';
import type { OpenStage, Terminal } from './terminal.ts';

const texts = {
  none: both('none', '없음'),
  more: both('there are more: --all shows them', '더 있습니다. --all로 모두 볼 수 있습니다'),
  touches: both('touches 1 object:', '1건을 변경합니다:'),
  makes: both('makes 1 object', '1건을 만듭니다'),
};

const pages = async (api: Api, command: Command, request: Request, isAll: boolean) => {
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...request.query, ...(cursor === undefined ? {} : { cursor }) };
    const result = succeeded(await api('viewer', { ...request, query }), command);
    items.push(...((result['items'] as unknown[] | undefined) ?? []));
    cursor = result['nextCursor'] as string | undefined;
  } while (isAll && cursor !== undefined);
  return { items, cursor };
};

const list = async (api: Api, command: Command, asked: Asked, terminal: Terminal): Promise<ExitCode> => {
  const { out, err, width } = terminal;
  const { language } = asked;
  const { items, cursor } = await pages(api, command, requestOf(command, asked), asked.isAll);
  if (asked.isJson) {
    out(`${JSON.stringify({ items, ...(cursor === undefined ? {} : { nextCursor: cursor }) }, null, 2)}\n`);
    return 0;
  }
  const shown = table(items, command.columns ?? [], { language, width });
  out(items.length === 0 ? `${texts.none[language]}\n` : `${shown}\n`);
  if (cursor !== undefined) err(`${texts.more[language]}\n`);
  return 0;
};

/** Shows what an act touches and asks, unless the line says yes. */
const mayGoOn = async (api: Api, command: Command, asked: Asked, terminal: Terminal): Promise<boolean> => {
  const { err, width } = terminal;
  const { language, words } = asked;
  const { touches, name } = command;
  if (touches !== undefined) {
    const path = fill(touches.path, words);
    const { env: environment } = asked.values;
    const query = environment === undefined ? {} : { env: environment };
    const found = succeeded(await api('viewer', { method: 'GET', path, query }), command);
    err(`${texts.touches[language]}\n${table([found], touches.columns, { language, width })}\n`);
  } else err(`${texts.makes[language]}\n`);
  return isMeant(name, asked, terminal);
};

const show = ({ isJson }: Asked, result: Record<string, unknown>, { untold = {} }: Command, { out }: Terminal): void =>
  out(isJson ? `${JSON.stringify(result, null, 2)}\n` : `${sheet(dashed(result, untold))}\n`);

const runCommand = async (command: Command, asked: Asked, open: OpenStage, terminal: Terminal): Promise<ExitCode> => {
  const request = requestOf(command, asked);
  const api = await open(asked);
  if (command.method === 'GET') {
    if (command.columns !== undefined) return list(api, command, asked, terminal);
    show(asked, succeeded(await api(command.role, request), command), command, terminal);
    return 0;
  }
  if (!(await mayGoOn(api, command, asked, terminal))) return 1;
  const { answer, result } = await act(api, command, command.role, request);
  show(asked, result, command, terminal);
  if (answer.requestId !== undefined) terminal.err(`request ${answer.requestId}\n`);
  return 0;
};

const helpFor = ({ words, language }: Line): string => {
  if (words.length === 0) return helpOfAll(everyCommand, language);
  const group = groupOf(words);
  return words.length === 1 && group.length > 1
    ? helpOfGroup(group, language)
    : helpOf(commandOf(words), language);
};

const runLine = async (
  args: readonly string[],
  line: Line,
  open: OpenStage,
  terminal: Terminal,
): Promise<ExitCode> => {
  if (line.isHelp) {
    terminal.out(`${helpFor(line)}\n`);
    return 0;
  }
  const { command, asked } = readArguments(args, terminal.env);
  if ('run' in command) return command.run(asked, open, terminal);
  return runCommand(command, asked, open, terminal);
};

/** On stderr: a sentence and what to do next; with `--json` an answer of the API as it came. */
const tell = ({ says, next, answer, idempotencyKey }: Failure, { language, isJson }: Line, { err }: Terminal): void => {
  if (isJson && answer !== undefined) {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    err(`${JSON.stringify({ ...answer, ...key }, null, 2)}\n`);
    return;
  }
  err(`fluxpay: ${says[language]}\n`);
  if (next !== undefined) err(`  ${next[language].replaceAll('\n', '\n  ')}\n`);
};

/** @returns The exit code; whatever failed is told on stderr with what to do next. */
export async function run(
  args: readonly string[],
  open: OpenStage,
  terminal: Terminal,
): Promise<ExitCode> {
  const line = glance(args, terminal.env);
  try {
    return await runLine(args, line, open, terminal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell(error, line, terminal);
    return error.exitCode;
  }
}
