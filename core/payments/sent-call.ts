// What is told of a call that was sent and could not be recorded.

/** Whoever calls a PG is told what befell its record: the client learns no more than "not known yet". */
export interface SentDeps {
  readonly onUnrecorded: (fault: unknown) => void;
}

/**
 * The attempt is on disk and the watchdog will end it, so a record that fails is no failure of the request:
 * the client asks again with the same key.
 *
 * @param notKnown - What is told where the work fails.
 */
export const orNotKnown = async <T>(
  { onUnrecorded }: SentDeps,
  notKnown: T,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    return await work();
  } catch (fault) {
    onUnrecorded(fault);
    return notKnown;
  }
};
