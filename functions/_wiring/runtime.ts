// What every function of the engine is wired with: clock, ids, chance, memory, log, labelled calls.
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { measuredCalls } from '#adapters/system/labelled.ts';
import { processInstance } from '#adapters/system/process-instance.ts';
import { systemChance } from '#adapters/system/system-chance.ts';
import { systemClock } from '#adapters/system/system-clock.ts';
import { systemEntropy } from '#adapters/system/system-entropy.ts';
import { systemIds } from '#adapters/system/system-ids.ts';
import { systemSleeper } from '#adapters/system/system-sleeper.ts';
import { powertoolsTelemetry, type TelemetryNames } from '#functions/_pipeline/telemetry.ts';

export const runtimeDeps = (names: TelemetryNames) => ({
  clock: systemClock,
  ids: systemIds(systemClock),
  chance: systemChance,
  entropy: systemEntropy,
  sleeper: systemSleeper,
  instance: processInstance(),
  digests: nodeDigests,
  calls: measuredCalls(systemClock),
  telemetry: powertoolsTelemetry(names),
  /** CloudEvents source of the stage. */
  source: `/fluxpay/${names.fluxpayStage}`,
});

export type RuntimeDeps = ReturnType<typeof runtimeDeps>;
