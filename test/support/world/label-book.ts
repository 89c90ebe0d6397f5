// Which client an object belongs to: ids are noted when they are made, so that work which follows is named
// by the client's label and never by a generated id.

export interface LabelBook {
  /** `c1`; `none` for an object that no client's work has made. */
  labelOf(id: string): string;
  /** `c1+c3`: everybody these objects belong to. */
  several(ids: readonly string[]): string;
  onId(id: string, work: string): void;
}

/** A payment's saga and its compensation keep its 26 characters. */
const short = (id: string): string => id.slice(-26);

export const labelBook = (): LabelBook => {
  const labels = new Map<string, string>();
  const labelOf = (id: string): string => labels.get(short(id)) ?? 'none';
  return {
    labelOf,
    several: (ids) => [...new Set(ids.map(labelOf))].sort().join('+') || 'none',
    onId: (id, work) => {
      const [client = ''] = work.split('.');
      if (/^c\d+$/u.test(client)) labels.set(short(id), client);
    },
  };
};
