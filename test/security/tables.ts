// The tables of the security suite; each is a file of its name.
const tables = [
  'cross-tenant',
  'scopes',
  'signature',
  'replay',
  'webhooks',
  'shape',
  'cipher',
  'canary',
  'operators',
] as const;

export const tableNames: readonly string[] = tables;

/** @returns Files of these tables, of all where none is named; or the names that are no table. */
export const filesOf = (
  names: readonly string[],
): { readonly files: readonly string[] } | { readonly unknown: readonly string[] } => {
  const unknown = names.filter((name) => !tableNames.includes(name));
  if (unknown.length > 0) return { unknown };
  const wanted = names.length === 0 ? tableNames : names;
  return { files: wanted.map((name) => `test/security/${name}.security.test.ts`) };
};
