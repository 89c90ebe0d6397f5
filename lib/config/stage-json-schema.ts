// The stage file's JSON Schema for editors, generated from the schema that reads it.
import * as z from 'zod';
import { stageSchema } from './stage-schema.ts';

export const stageJsonSchema = (): Record<string, unknown> => ({
  title: 'FluxPay stage',
  ...z.toJSONSchema(stageSchema, { io: 'input' }),
});
