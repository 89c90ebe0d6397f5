// Hands one command out. Every kind is harmless when repeated, so a stream record, a repeated batch and
// the sweeper may all hold the same row.
import { tenantText } from '#core/contracts/tenant.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { fromIso, plus } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { Sagas, Workflows } from '#core/sagas/ports.ts';
import type { Command } from './command.ts';
import type { WatchQueue } from './queues.ts';

export interface CommandMarks {
  /** Removes the pending marker. */
  done(command: Command): Promise<void>;
  /** Counts a failure that is the command's own. @returns How many there are now. */
  failed(command: Command, reason: string): Promise<number>;
}

export interface DispatchDeps {
  readonly workflows: Workflows;
  readonly watchQueue: WatchQueue;
  readonly sagas: Sagas;
  readonly commandMarks: CommandMarks;
  readonly clock: Clock;
}

const serviceWatchAfterMs = 1_000;
const lookAgainMs = 60_000;

const carryOut = async (deps: DispatchDeps, { tenant, body }: Command): Promise<void> => {
  switch (body.kind) {
    case 'START_SAGA': {
      const { service, serviceRequestId } = body.input;
      if (service !== undefined && serviceRequestId !== undefined) {
        const at = plus(fromIso(service.deadline), serviceWatchAfterMs);
        const ref = { kind: 'SERVICE' as const, serviceRequestId };
        await deps.watchQueue.send({ tenant: tenantText(tenant), ref }, at);
      }
      return deps.workflows.start({ name: body.executionName, input: body.input });
    }
    case 'RESUME_SAGA': {
      const isTaken = await deps.workflows.resume({ token: body.token, outcome: body.outcome });
      if (isTaken) return;
      // The token is unknown or timed out: the rows hold the truth, and the sweep will look.
      const at = plus(deps.clock.now(), lookAgainMs);
      return deps.sagas.lookAgainAt({ tenant, paymentId: body.paymentId as PaymentId, at });
    }
    case 'WATCHDOG':
      return deps.watchQueue.send({ tenant: tenantText(tenant), ref: body.ref }, body.at);
  }
};

/** @throws when a dependency is down: the marker stays, and the batch or the sweeper comes again. */
export const dispatchCommand =
  (deps: DispatchDeps) =>
  async (command: Command): Promise<void> => {
    await carryOut(deps, command);
    await deps.commandMarks.done(command);
  };
