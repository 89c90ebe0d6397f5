// An operator of the running cloud, by the role that the deploy made.
import { type AdminClient, adminClient } from '#local/cloud/admin-client.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';
import { outputOf, readStacks } from '#local/cloud/stacks.ts';

export async function operatorOf(
  { adminUrl, awsEndpointUrl, stage }: LocalCloud,
  sessionName: string,
): Promise<AdminClient> {
  const stacks = await readStacks(awsEndpointUrl, stage);
  const roleArn = outputOf(stacks, 'OperatorRoleArn');
  return adminClient({ adminUrl, awsEndpointUrl, roleArn, sessionName });
}
