// Least privilege from the other end: what functions really send is granted, and what is granted is sent by
// somebody or has its reason.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { repositoryRoot } from '#lib/bundling/function-folders.ts';
import { count } from '#test/support/counters.ts';
import { rightsOf, type UsedRights } from '#test/support/world/used-rights.ts';
import { type BundleName, bundles, inPart, kept, ofPlatform } from './iam-reasons.ts';
import { iamTable, type Rights } from './iam-table.ts';

interface PlayedBatch {
  readonly used: UsedRights;
  readonly warmed: UsedRights;
}

// By its address: the simulation is checked under rules of its own.
const { playedBatch } = (await import(
  pathToFileURL(join(repositoryRoot, 'test/security/used-batch.ts')).href
)) as { playedBatch(): Promise<PlayedBatch> };

const flat = (rights: Rights): readonly string[] =>
  Object.entries(rights).flatMap(([resource, actions]) =>
    actions.map((action) => `${resource} ${action}`),
  );

const actionOf = (right: string): string => right.slice(right.indexOf(' ') + 1);

/** What is wrong with the rights of one function. */
const faultsOf = (
  folder: string,
  rights: Rights,
  working: ReadonlySet<string>,
  starting: ReadonlySet<string> = new Set(),
): readonly string[] => {
  const used = working.union(starting);
  const granted = flat(rights);
  const own = kept[folder] ?? {};
  const parts: readonly BundleName[] = inPart[folder] ?? [];
  const within = parts.flatMap((name): readonly string[] => bundles[name].rights);
  const unused = granted.filter(
    (right) => !used.has(right) && ofPlatform[actionOf(right)] === undefined,
  );
  return [
    ...[...used]
      .filter((right) => !granted.includes(right))
      .map((right) => `${folder} asked for ${right}, which it may not`),
    ...unused
      .filter((right) => own[right] === undefined && !within.includes(right))
      .map((right) => `${folder} may ${right} and never does`),
    ...Object.keys(own)
      .filter((right) => !unused.includes(right))
      .map((right) => `${folder} needs no reason for ${right}`),
    ...parts
      .filter((name) => !bundles[name].rights.some((right) => unused.includes(right)))
      .map((name) => `${folder} needs no reason for a part of ${name}`),
    ...parts
      .filter((name) => !bundles[name].rights.some((right) => working.has(right)))
      .map((name) => `${folder} uses no part of ${name}`),
  ];
};

describe('iam: rights that are used (T43)', () => {
  let used: UsedRights;
  let warmed: UsedRights;
  const usedBy = (folder: string): ReadonlySet<string> => used.byFolder.get(folder) ?? new Set();
  const warmedBy = (folder: string): ReadonlySet<string> =>
    warmed.byFolder.get(folder) ?? new Set();

  beforeAll(async () => {
    ({ used, warmed } = await playedBatch());
  });

  it.each(Object.entries(iamTable))('%s uses what it may, or has a reason', (folder, rights) => {
    expect(faultsOf(folder, rights, usedBy(folder), warmedBy(folder))).toEqual([]);
    count('rights looked at', flat(rights).length);
    count('rights used', usedBy(folder).size);
  });

  it('knows no function and no reason that is not there', () => {
    const folders = new Set(Object.keys(iamTable));
    const granted = new Set(Object.values(iamTable).flatMap(flat).map(actionOf));

    expect([...used.byFolder.keys()].filter((folder) => !folders.has(folder))).toEqual([]);
    expect(
      [...Object.keys(inPart), ...Object.keys(kept)].filter((one) => !folders.has(one)),
    ).toEqual([]);
    expect(Object.keys(ofPlatform).filter((action) => !granted.has(action))).toEqual([]);
    expect(used.commands()).toBeGreaterThan(20_000);
    expect(warmed.byFolder.size).toBeGreaterThan(50);
    count('commands heard', used.commands());
  });

  it('finds a right too few, one too many, and a reason too many', () => {
    const folder = 'api/confirm-payment';
    const rights = iamTable[folder] ?? {};
    const { 'pg-secret': _secret, ...fewer } = rights;
    const more = { ...rights, bus: ['events:PutEvents'] };
    const idle = new Set<string>();

    expect(faultsOf(folder, fewer, usedBy(folder))).toEqual([
      `${folder} asked for pg-secret secretsmanager:GetSecretValue, which it may not`,
    ]);
    expect(faultsOf(folder, more, usedBy(folder))).toEqual([
      `${folder} may bus events:PutEvents and never does`,
    ]);
    expect(
      faultsOf('steps/cancel-payment', iamTable['steps/cancel-payment'] ?? {}, idle),
    ).toContain('steps/cancel-payment uses no part of transaction');
    const all = new Set(flat(iamTable['api/get-order'] ?? {}));
    expect(faultsOf('api/get-order', iamTable['api/get-order'] ?? {}, all)).toEqual([
      'api/get-order needs no reason for a part of reads',
    ]);
  });

  it('lets no command pass that it does not know', () => {
    class ListTablesCommand {
      readonly input = {};
    }

    expect(() => rightsOf(new ListTablesCommand())).toThrow('no right is known');
  });
});
