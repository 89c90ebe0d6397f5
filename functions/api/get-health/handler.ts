// Says that the API answers, and nothing about what is behind it.
import { done } from '#core/contracts/http/answer.ts';
import { getHealthContract } from '#core/contracts/http/get-health.ts';
import { toIso } from '#core/kernel/instant.ts';
import type { Clock } from '#core/kernel/ports.ts';
import type { OpenReply } from '#functions/_pipeline/open.ts';

export const getHealthQuery = getHealthContract.query;

interface Deps {
  readonly clock: Clock;
  readonly version: string;
}

export const getHealthHandler =
  ({ clock, version }: Deps) =>
  async (): Promise<OpenReply> => ({
    answer: done({ status: 'UP', service: 'FluxPay Engine', version, time: toIso(clock.now()) }),
  });
