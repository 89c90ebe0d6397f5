// What the engine writes for CloudWatch, heard where it leaves the process.
import { vi } from 'vitest';

/** A line in the embedded metric format. */
export interface Emf extends Readonly<Record<string, unknown>> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
}

export const heardFrom = (write: () => void): readonly Emf[] => {
  const lines: string[] = [];
  const heard = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk));
    return true;
  });
  write();
  heard.mockRestore();
  return lines.map((line) => JSON.parse(line) as Emf);
};

/** A line's metrics as CloudWatch tells them from others. */
export const identityOf = (emf: Emf) => {
  const [first] = emf._aws.CloudWatchMetrics;
  const [dimensions = []] = first?.Dimensions ?? [];
  return {
    namespace: first?.Namespace,
    metrics: first?.Metrics.map(({ Name }) => Name),
    dimensions: Object.fromEntries(dimensions.map((name) => [name, emf[name]])),
  };
};
