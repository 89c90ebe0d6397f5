// Keyed draws: a number in [0, 1) from the seed and a name, never the next number of a sequence. Taking one
// fault away leaves all other draws in place; forcing, shrinking and replay rest on that.

/** 32 bits of a text (FNV-1a). */
export const hashText = (text: string, start = 0x811c9dc5): number => {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
};

/** Spreads 32 bits over 32 bits (the finaliser of MurmurHash3). */
const spread = (bits: number): number => {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

export interface Draws {
  readonly seed: string;
  /** @param key - `hashText` of the site's name. @param what - Which of its draws. */
  keyed(key: number, what: number): number;
  named(name: string): number;
}

export const drawsOf = (seed: string): Draws => {
  const base = hashText(seed);
  const keyed = (key: number, what: number): number =>
    spread(spread(key ^ base) + Math.imul(what, 0x9e3779b1)) / 2 ** 32;
  return { seed, keyed, named: (name) => keyed(hashText(name), 0) };
};
