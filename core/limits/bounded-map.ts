// A map of one process that cannot grow without end: the entry written longest ago leaves first.

/** Writes an entry as the newest and drops the oldest above the bound. */
export const keep = <V>(map: Map<string, V>, key: string, value: V, entriesMax: number): void => {
  map.delete(key);
  map.set(key, value);
  const oldest = map.keys().next();
  if (map.size > entriesMax && oldest.done !== true) map.delete(oldest.value);
};
