// The two repairers of whatever a dead process leaves, taken out by hand: a matrix that is blind to that is blind.
import {
  LambdaClient,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { emulatedAws } from '#local/cloud/emulated-aws.ts';
import type { LocalCloud } from '#local/cloud/local-file.ts';

const repairers = ['events-on-watchdog-due', 'schedules-sweep-pending-work'];

/** @returns how many sources of work were cut off. */
export async function withoutRepairers({ awsEndpointUrl }: LocalCloud): Promise<number> {
  const client = new LambdaClient(emulatedAws(awsEndpointUrl));
  let many = 0;
  try {
    for (const name of repairers) {
      const FunctionName = `fluxpay-local-${name}`;
      for await (const page of paginateListEventSourceMappings({ client }, { FunctionName })) {
        for (const { UUID } of page.EventSourceMappings ?? []) {
          await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
          many += 1;
        }
      }
    }
  } finally {
    client.destroy();
  }
  return many;
}
