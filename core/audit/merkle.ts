// A Merkle tree over texts: one root stands for all leaves, and a path proves one leaf of it. Leaves and
// nodes are hashed under different names, so that no node can pass for a leaf; an odd one at the end of
// a level goes up as it is.
import { assert, present } from '#core/kernel/assert.ts';
import type { Digests } from '#core/kernel/ports.ts';

export interface PathStep {
  /** On which side the neighbour stands. */
  readonly side: 'left' | 'right';
  readonly hash: string;
}

const leafHash = (leaf: string, { sha256Hex }: Digests): string => sha256Hex(`leaf:${leaf}`);

const nodeHash = (left: string, right: string, { sha256Hex }: Digests): string =>
  sha256Hex(`node:${left}:${right}`);

const levelAbove = (level: readonly string[], digests: Digests): string[] => {
  const above: string[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left = '', right] = level.slice(at, at + 2);
    above.push(right === undefined ? left : nodeHash(left, right, digests));
  }
  return above;
};

/** @param leaves - At least one. */
export const merkleRoot = (leaves: readonly string[], digests: Digests): string => {
  assert(leaves.length > 0, 'a tree has a leaf');
  let level = leaves.map((leaf) => leafHash(leaf, digests));
  while (level.length > 1) level = levelAbove(level, digests);
  return present(level[0], 'a tree has a root');
};

/** The neighbours on the way from a leaf to the root. */
export const merklePath = (
  leaves: readonly string[],
  index: number,
  digests: Digests,
): PathStep[] => {
  const path: PathStep[] = [];
  let level = leaves.map((leaf) => leafHash(leaf, digests));
  for (let at = index; level.length > 1; at = Math.floor(at / 2)) {
    const isRight = at % 2 === 1;
    const hash = level[isRight ? at - 1 : at + 1];
    if (hash !== undefined) path.push({ side: isRight ? 'left' : 'right', hash });
    level = levelAbove(level, digests);
  }
  return path;
};

/** The root that a leaf and its path lead to. */
export const rootOfPath = (leaf: string, path: readonly PathStep[], digests: Digests): string =>
  path.reduce(
    (hash, step) =>
      step.side === 'left'
        ? nodeHash(step.hash, hash, digests)
        : nodeHash(hash, step.hash, digests),
    leafHash(leaf, digests),
  );
