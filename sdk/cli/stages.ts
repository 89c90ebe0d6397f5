// Which stages there are: a name typed wrongly is told so, before anybody is asked for credentials.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.ts';
import { both } from './language.ts';

/** Stages of the checkout that the command runs in; none outside of one. */
export const stagesHere = (folder = join(process.cwd(), 'config', 'stages')): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => file.replace(/\.yaml$/u, ''))
        .toSorted()
    : [];

export const noSuchStage = (stage: string, known: readonly string[]): Failure => {
  const list = known.join(', ');
  return new Failure(
    2,
    known.length === 0
      ? both(`there is no stage "${stage}", nor any other in this account and region`, `"${stage}" 스테이지가 없고, 이 계정과 리전에 다른 스테이지도 없습니다`)
      : both(`there is no stage "${stage}"; there are: ${list}`, `"${stage}" 스테이지는 없습니다. 있는 스테이지: ${list}`),
    { next: both('--stage takes one of them; --region says where', '--stage에 그중 하나를, --region에 리전을 지정하세요') },
  );
};
