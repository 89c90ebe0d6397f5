// What `--help` says: of everything, of a group, of one command.
import type { Command, Named, OwnCommand } from './command.ts';
import { both, type Language } from './language.ts';

type AnyCommand = Command | OwnCommand;

/** The words that follow a command: `<attentionId>`, or `[paymentId …]` where they may be left out. */
export const wordsOf = (command: AnyCommand): readonly string[] =>
  'words' in command
    ? command.words
    : [...command.path.matchAll(/\{\w+\}/gu)].map(([word]) => word.replace('{', '<').replace('}', '>'));

const isNeeded = both(' (required)', ' (필수)');
const isList = both(' (any number of times)', ' (여러 번 가능)');

const optionLines = ({ options }: Named, language: Language): string[] =>
  Object.entries(options).map(
    ([name, { help, isRequired, isMany }]) =>
      `  --${name.padEnd(18)} ${help[language]}${isRequired === true ? isNeeded[language] : ''}${isMany === true ? isList[language] : ''}`,
  );

export const helpOf = (command: AnyCommand, language: Language): string =>
  [
    ['fluxpay', command.name, ...wordsOf(command), '--stage <stage>'].join(' '),
    `  ${command.help[language]}`,
    ...optionLines(command, language),
    ...(command.hint === undefined ? [] : [`  ${command.hint[language]}`]),
  ].join('\n');

const listed = (commands: readonly AnyCommand[], language: Language): string[] => {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return commands.map(({ name, help }) => `  ${name.padEnd(width)}  ${help[language]}`);
};

/** Every command of one group, with its options. */
export const helpOfGroup = (commands: readonly AnyCommand[], language: Language): string =>
  commands.map((command) => helpOf(command, language)).join('\n\n');

const end = both(
  `Every command takes
  --json           JSON on stdout; what was refused is JSON on stderr
  --all            a list to its end
  --lang ko|en     language; default by LC_ALL, LC_MESSAGES, LANG
  --region <r>     default: AWS_REGION, else ap-northeast-2
  --as <name>      who acts, where the credentials name nobody (the local cloud)
  --help           its options: fluxpay sagas list --help
FLUXPAY_STAGE stands for --stage. Acts show what they touch and ask first (--yes does not ask); they take
--reason, and --key for an idempotency key of your own.
Exit codes: 0 good, 1 found problems or refused, 2 usage, 3 no access, 4 unreachable.`,
  `모든 명령의 옵션
  --json           표준 출력에 JSON, 거절되면 표준 오류에 JSON
  --all            목록을 끝까지
  --lang ko|en     언어, 기본값은 LC_ALL, LC_MESSAGES, LANG
  --region <r>     기본값은 AWS_REGION, 없으면 ap-northeast-2
  --as <name>      자격 증명에 이름이 없을 때 행위자 (로컬 클라우드)
  --help           명령의 옵션: fluxpay sagas list --help
FLUXPAY_STAGE로 --stage를 대신할 수 있습니다. 변경하는 명령은 대상을 보이고 먼저 묻습니다 (--yes는 묻지 않음).
--reason이 필요하며, --key로 멱등 키를 직접 정할 수 있습니다.
종료 코드: 0 정상, 1 문제가 있거나 거절됨, 2 사용법 오류, 3 권한 없음, 4 연결할 수 없음.`,
);

export const helpOfAll = (commands: readonly AnyCommand[], language: Language): string =>
  [
    'fluxpay <command> --stage <stage> [--json] [--lang ko|en] …',
    '',
    ...listed(commands, language),
    '',
    end[language],
  ].join('\n');
