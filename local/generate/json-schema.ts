// From zod to JSON Schema 2020-12, as OpenAPI 3.1 and editors read it.
import * as z from 'zod/mini';

export type JsonSchema = Record<string, unknown>;

/** What a client sends (`input`) or the engine writes (`output`). */
export const jsonSchema = (schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as JsonSchema;
};

/** The same schema for readers: unknown properties are theirs to ignore, so none is refused. */
export const opened = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (key: string, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as JsonSchema;

export const toText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
