// An operator of the running cloud, by the role that the deploy made. Operators' routes fail closed and allow few
// calls a minute: what was refused for that is sent again.
import { type AdminClient, adminClient } from '#local/cloud/admin-client.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { outputOf, readStacks } from '#local/cloud/stacks.ts';
import { eventually } from './eventually.ts';

export async function operatorOf(
  { adminUrl, awsEndpointUrl, stage }: LocalCloud,
  sessionName: string,
  role: 'Operator' | 'Approver' = 'Operator',
): Promise<AdminClient> {
  const stacks = await readStacks(awsEndpointUrl, stage);
  const roleArn = outputOf(stacks, `${role}RoleArn`);
  const send = await adminClient({ adminUrl, awsEndpointUrl, roleArn, sessionName });
  return (request) =>
    eventually(
      { what: `an answer to ${request.method} ${request.path}`, limitMs: 40_000 },
      () => send(request),
      ({ code }) => code !== 'RATE_004' && code !== 'RATE_001',
    );
}
