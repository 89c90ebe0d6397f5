// Hands one command out. Every kind is harmless when repeated, so a stream record, a repeated batch and
// the sweeper may all hold the same row.
import { tenantText } from '#core/contracts/tenant.ts';
import { AssertionFailed } from '#core/kernel/assert.ts';
import { isOutage } from '#core/kernel/faults.ts';
import type { PaymentId } from '#core/kernel/ids.ts';
import { fromIso, plus } from '#core/kernel/instant.ts';
import { cancelGapMs } from '#core/refunds/refund.ts';
import type { Sagas, Workflows } from '#core/sagas/ports.ts';
import type { Command } from './command.ts';
import type { FailCommand, FailDeps } from './fail-command.ts';
import type { WatchQueue } from './queues.ts';

export interface DispatchDeps extends Pick<FailDeps, 'commandMarks' | 'clock'> {
  readonly workflows: Workflows;
  readonly watchQueue: WatchQueue;
  readonly sagas: Sagas;
  readonly failCommand: FailCommand;
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
    case 'SEND_REFUND': {
      // The watchdog calls the PG for it: it has the PG's key, and a life that outlasts a call.
      const ref = { kind: 'REFUND' as const, paymentId: body.paymentId };
      // The queue counts the time between two cancels by itself, whatever the sender's clock says.
      const at = plus(deps.clock.now(), cancelGapMs);
      return deps.watchQueue.send({ tenant: tenantText(tenant), ref }, at);
    }
    case 'VOID': {
      return deps.watchQueue.send({ tenant: tenantText(tenant), ref: body }, deps.clock.now());
    }
    default: {
      // Written by a release that knows more: it must not count as done.
      const { kind } = body satisfies never as { readonly kind: string };
      throw new AssertionFailed(`no command is called ${kind}`);
    }
  }
};

/** `COUNTED`: it failed for what it is, its marker stays and the sweep tries again. `PARKED`: no more. */
export type Dispatched = 'DONE' | 'COUNTED' | 'PARKED';

/** @throws when a dependency is down: the marker stays, and the batch or the sweeper comes again. */
export const dispatchCommand =
  (deps: DispatchDeps) =>
  async (command: Command): Promise<Dispatched> => {
    try {
      await carryOut(deps, command);
    } catch (fault) {
      if (isOutage(fault)) throw fault;
      return (await deps.failCommand(command, fault)) ? 'PARKED' : 'COUNTED';
    }
    await deps.commandMarks.done(command);
    return 'DONE';
  };

/**
 * Hands out a batch, each command by itself: all have ended when it returns or throws.
 *
 * @throws what the first outage was. The whole batch comes again; what is done is harmless when repeated.
 */
export const dispatchCommands =
  (deps: DispatchDeps) =>
  async (commands: readonly Command[]): Promise<Readonly<Record<string, number>>> => {
    const results = await Promise.allSettled(commands.map(dispatchCommand(deps)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    const count = (outcome: Dispatched): number =>
      results.filter((result) => result.status === 'fulfilled' && result.value === outcome).length;
    return { dispatched: count('DONE'), poison: count('COUNTED'), parked: count('PARKED') };
  };
