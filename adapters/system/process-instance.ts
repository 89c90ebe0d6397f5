// The memory of this process: lives from cold start to the end of the instance.
import type { Instance } from '#core/kernel/ports.ts';

export const processInstance = (): Instance => {
  const values = new Map<string, unknown>();
  return {
    memory: <T>(name: string, make: () => T): T => {
      if (!values.has(name)) values.set(name, make());
      return values.get(name) as T;
    },
  };
};
