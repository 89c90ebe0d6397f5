// What AWS is to a shell: in which region, and what a call that failed means to whoever typed.
import { Failure } from './failure.ts';
import { both } from './language.ts';

/** Of the shell, else Seoul. */
export const regionOf = (env: Readonly<Record<string, string | undefined>>): string =>
  env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'ap-northeast-2';

/** @returns Failure 4 where nobody answered, 3 where AWS refused or nobody is signed in. */
export const accessFault = (error: unknown): Failure => {
  const { name, message } = error as Error;
  if (/ECONN|ENOTFOUND|TimeoutError|EAI_AGAIN|ETIMEDOUT/u.test(`${name} ${message}`)) {
    return new Failure(4, both(`AWS does not answer: ${message}`, `AWS가 응답하지 않습니다: ${message}`), {
      next: both('is the stage up?', '스테이지가 떠 있는지 확인하세요'),
    });
  }
  return new Failure(3, both(`AWS refused: ${message}`, `AWS가 거절했습니다: ${message}`), {
    next: both('sign in, then try again', '로그인한 뒤 다시 시도하세요'),
  });
};
