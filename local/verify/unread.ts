// Why the rows of a stage could not be read, as `fluxpay` says it: nothing was recounted, so nothing differs.
import { Setback } from '#local/cloud/setback.ts';
import { accessFault } from '#sdk/cli/access-fault.ts';

const part = 'verify';

export function unread(error: unknown, stage: string): Setback {
  const { name, code } = error as NodeJS.ErrnoException;
  if (stage === 'local' && code === 'ECONNREFUSED') {
    const next = 'npm run local:up';
    return new Setback('nobody listens there', { part: 'local', next, exitCode: 4 });
  }
  if (name === 'ResourceNotFoundException') {
    const next = `npx cdk deploy --all -c stage=${stage}`;
    return new Setback(`stage ${stage} is not deployed here`, { part, next, exitCode: 4 });
  }
  const { says, next, exitCode } = accessFault(error);
  return new Setback(says.en, { part, next: next?.en ?? '', exitCode });
}
