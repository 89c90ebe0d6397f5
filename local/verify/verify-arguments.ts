// What people may type after `npm run verify --`, checked.
import { parseArgs } from 'node:util';
import { Setback } from '#local/cloud/setback.ts';

export type VerifyArguments = {
  readonly stage: string;
  readonly payment?: string;
  /** `2026-03-02`, in UTC. */
  readonly day?: string;
  readonly isFull: boolean;
  readonly isJson: boolean;
};

export const verifyUsage =
  'npm run verify -- [--stage local] [--payment pay_…] [--day YYYY-MM-DD] [--full] [--json]';

const wrong = (what: string): Setback =>
  new Setback(`wrong arguments: ${what}`, { part: 'verify', next: verifyUsage });

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stage: { type: 'string', default: 'local' },
        payment: { type: 'string' },
        day: { type: 'string' },
        full: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw wrong((error as Error).message.split('.')[0] ?? '');
  }
};

const isDay = (day: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/u.test(day) && !Number.isNaN(Date.parse(day));

/** @throws Setback with the usage. */
export function readVerifyArguments(args: readonly string[]): VerifyArguments {
  const { stage, payment, day, full: isFull, json: isJson } = parsed(args);
  if (payment !== undefined && !/^pay_[0-9A-HJKMNP-TV-Z]{26}$/u.test(payment)) {
    throw wrong(`"${payment}" is no payment`);
  }
  if (day !== undefined && !isDay(day)) throw wrong(`"${day}" is no day`);
  if ([payment !== undefined, day !== undefined, isFull].filter(Boolean).length > 1) {
    throw wrong('one of --payment, --day and --full');
  }
  return {
    stage,
    isFull,
    isJson,
    ...(payment === undefined ? {} : { payment }),
    ...(day === undefined ? {} : { day }),
  };
}
