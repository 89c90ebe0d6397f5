// What every change has in common: it is asked for once more, and of one that may have been done its key is told.
import type { Answer, Api, Request, Role } from './api.ts';
import type { Asked, Named } from './command.ts';
import { Failure } from './failure.ts';
import { both } from './language.ts';
import { succeeded } from './succeeded.ts';
import type { Terminal } from './terminal.ts';

const nothing = both('nothing was done', '아무것도 하지 않았습니다');
const addYes = both('add --yes', '--yes를 붙이세요');

/** Asks, unless the line says yes; of a no it tells that nothing was done. @throws Failure where nobody can be asked. */
export const isMeant = async (name: string, { language, isYes }: Asked, { isTerminal, confirm, err }: Terminal): Promise<boolean> => {
  if (isYes) return true;
  if (!isTerminal) {
    throw new Failure(2, both(`${name} changes something, and nobody can be asked here`, `${name}: 변경하는 명령인데 여기서는 물어볼 수 없습니다`), { next: addYes });
  }
  if (await confirm(both(`${name}: go on? [y/N] `, `${name}: 계속할까요? [y/N] `)[language])) return true;
  err(`${nothing[language]}\n`);
  return false;
};

/** Nobody said that it was not done: the same key asks what became of it, and another one would do it again. */
const undecided = (failure: Failure, key: string): Failure =>
  new Failure(failure.exitCode, failure.says, {
    answer: failure.answer,
    idempotencyKey: key,
    next: both(
      `it may have been done: type the same again with --key ${key}`,
      `이미 처리되었을 수 있습니다. 같은 명령에 --key ${key} 를 붙여 다시 실행하세요`,
    ),
  });

/** Said by whoever has the same request in hand: its end is not known to us. */
const inProgress = 'IDEM_001';

/** No answer, a broken one, "not known yet" (a 2xx that is no success) and "in progress" do not say that nothing was done. */
const isOpen = ({ exitCode, answer }: Failure): boolean =>
  exitCode === 4 || (answer !== undefined && (answer.status < 300 || answer.code === inProgress));

interface Done {
  readonly answer: Answer;
  readonly result: Record<string, unknown>;
}

/** Sends what changes something. @throws Failure for anything but a success. */
export const act = async (api: Api, command: Pick<Named, 'options' | 'hint'>, role: Role, request: Request): Promise<Done> => {
  try {
    const answer = await api(role, request);
    return { answer, result: succeeded(answer, command) };
  } catch (error) {
    const { idempotencyKey } = request;
    if (idempotencyKey === undefined || !(error instanceof Failure)) throw error;
    throw isOpen(error) ? undecided(error, idempotencyKey) : error;
  }
};
