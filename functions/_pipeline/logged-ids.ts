// The ids that a log line may name. Whatever else stands in a body is never logged.

const names = ['orderId', 'paymentId', 'sagaId'] as const;

/** An id of ours; the number that a checkout puts behind an order's id is left out. */
const idForm = /^((?:ord|pay|rf|saga|svc)_[0-7][0-9A-HJKMNP-TV-Z]{25})(?:-\d{1,3})?$/u;

const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? idForm.exec(value)?.[1] : undefined;

/** @param sources - Bodies, path parameters, results; a later one wins. */
export const loggedIds = (...sources: readonly unknown[]): Record<string, string> => {
  const ids: Record<string, string> = {};
  for (const source of sources) {
    for (const name of names) {
      const id = idOf((Object(source) as Record<string, unknown>)[name]);
      if (id !== undefined) ids[name] = id;
    }
  }
  return ids;
};
