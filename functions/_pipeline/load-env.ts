// Reads the environment once, by the schema of the Lambda, and renames it on the way in:
// `ENGINE_TABLE_NAME` becomes `engineTableName`.
import type * as z from 'zod/mini';

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Lowercase<Head>}${Capitalize<Camel<Tail>>}`
  : Lowercase<S>;

export type Renamed<T> = { readonly [Key in keyof T & string as Camel<Key>]: T[Key] };

const camel = (name: string): string =>
  name.toLowerCase().replaceAll(/_([a-z0-9])/gu, (_all, letter: string) => letter.toUpperCase());

/**
 * @param schema - The object exported by the function's `env.ts`.
 * @throws Error that names every missing or wrong variable, and none of their values.
 */
export const loadEnv = <S extends z.ZodMiniObject>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Renamed<z.output<S>> => {
  const parsed = schema.safeParse(environment);
  if (!parsed.success) {
    const names = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
    throw new Error(`environment variables missing or not valid: ${[...names].join(', ')}`);
  }
  return Object.fromEntries(
    Object.entries(parsed.data).map(([name, value]) => [camel(name), value]),
  ) as Renamed<z.output<S>>;
};
