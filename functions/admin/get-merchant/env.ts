// What the stack must supply to this Lambda.
import * as z from 'zod/mini';
import { adminCaller, sandboxAddress, telemetry } from '#functions/_pipeline/env.ts';

export const env = z.object({ ...telemetry, ...adminCaller, ...sandboxAddress });
