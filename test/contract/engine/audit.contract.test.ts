// The audit log: every record is sealed once, in one chain per tenant, whatever fails in between; and a
// changed record, batch or root is named.
import { describe, expect, it } from 'vitest';
import { nodeDigests } from '#adapters/crypto/node-digests.ts';
import { isSignedBy } from '#adapters/crypto/signatures.ts';
import { faultOfProof, type Proof } from '#core/audit/anchor.ts';
import { type AuditEntry, chainBreaks, chainStart } from '#core/audit/audit-entry.ts';
import { getAuditProof, listAudit } from '#core/audit/read-audit.ts';
import { sealAudit } from '#core/audit/seal-audit.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { AuditId } from '#core/kernel/ids.ts';
import { plus } from '#core/kernel/instant.ts';
import { auditOf, openShop } from '#test/support/engine/audit.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { confirm, resultOf, sell, shop } from '#test/support/engine/sale.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = { seq: 0, hash: chainStart };

/** A merchant, some sales, and time for the sealer to see them. */
const sold = async (sales = 2) => {
  const at = shop();
  await openShop(at);
  for (let sale = 0; sale < sales; sale += 1) {
    at.clock.advance(1_000);
    await confirm(at, await sell(at, { key: `order-${sale}` }));
  }
  at.clock.advance(31_000);
  return { at, ...auditOf(at) };
};

const rowsOf = (at: ReturnType<typeof shop>) => at.dynamo.dump('outbox').length;

const isWhole = (entries: readonly AuditEntry[]): void => {
  expect(chainBreaks(start, entries, nodeDigests)).toEqual([]);
  expect(new Set(entries.map(({ auditId }) => auditId)).size).toBe(entries.length);
};

describe('sealAudit', () => {
  it('seals one record per outbox row, in one chain without a gap', async () => {
    const { at, seal, archived, gauges } = await sold();

    const run = await seal();
    const again = await seal();

    expect(run).toEqual({ sealed: rowsOf(at), anchored: 0, busy: 0 });
    expect(again.sealed).toBe(0);
    expect(archived()).toHaveLength(rowsOf(at));
    expect(archived().map(({ action }) => action)).toEqual([
      'merchant.create',
      'order.create',
      'payment.confirm',
      'order.create',
      'payment.confirm',
    ]);
    isWhole(archived());
    expect(gauges).toEqual([30, 30]);
  });

  it('leaves the last thirty seconds alone, and continues where it stopped', async () => {
    const { at, seal, archived } = await sold();
    await sell(at, { key: 'young' });
    await seal();
    const before = archived().length;

    at.clock.advance(31_000);
    await seal();

    expect(before).toBe(rowsOf(at) - 1);
    expect(archived()).toHaveLength(rowsOf(at));
    isWhole(archived());
  });

  it('looks again for what was committed late', async () => {
    const { at, deps, seal, archived } = await sold();
    const late = {
      ...deps,
      source: {
        ...deps.source,
        between: async (...stretch: Parameters<typeof deps.source.between>) => {
          const found = await deps.source.between(...stretch);
          return { ...found, records: found.records.slice(0, -1) };
        },
      },
    };
    await sealAudit(late)();
    expect(archived()).toHaveLength(rowsOf(at) - 1);

    at.clock.advance(21 * minute);
    await seal();

    expect(archived()).toHaveLength(rowsOf(at));
    isWhole(archived());
  });

  it('repeats the last batch after a crash, at every step of it', async () => {
    const places = ['write', 'head', 'index', 'release', 'scan'] as const;
    for (const place of places) {
      const { at, deps, seal, archived, reads } = await sold();
      const away = () => Promise.reject(new DependencyUnavailable('it'));
      let heads = 0;
      const failing = {
        ...deps,
        archive: { ...deps.archive, ...(place === 'write' ? { write: away } : {}) },
        index: { ...deps.index, ...(place === 'index' ? { add: away } : {}) },
        heads: {
          ...deps.heads,
          write: (...head: Parameters<typeof deps.heads.write>) => {
            heads += 1;
            const fails = (place === 'head' && heads === 1) || (place === 'release' && heads === 2);
            return fails ? away() : deps.heads.write(...head);
          },
          ...(place === 'scan' ? { moveScan: scanAway(deps.heads.moveScan) } : {}),
        },
      };

      await expect(sealAudit(failing)(), place).rejects.toThrow('not available');
      at.clock.advance(3 * minute);
      await seal();

      const entries = archived();
      isWhole(entries);
      expect(entries, place).toHaveLength(rowsOf(at));
      const head = await deps.heads.lease(tenant, at.clock.now(), at.clock.now());
      expect(head, place).toMatchObject({ seq: rowsOf(at), indexedSeq: rowsOf(at) });
      for (const { auditId } of entries) {
        expect(await reads.findAnywhere(auditId, [tenant]), place).toBeDefined();
      }
    }
  });

  it('waits for a chain that another sealer holds, and looks at its records again', async () => {
    const { at, deps, seal, archived } = await sold();
    const now = at.clock.now();
    await deps.heads.lease(tenant, now, plus(now, minute));

    const held = await seal();
    at.clock.advance(2 * minute);
    const free = await seal();

    expect(held).toEqual({ sealed: 0, anchored: 0, busy: 1 });
    expect(free.sealed).toBe(rowsOf(at));
    isWhole(archived());
  });

  it('writes nothing once its lease was taken', async () => {
    const { at, deps, seal, archived } = await sold();
    const slow = {
      ...deps,
      archive: {
        ...deps.archive,
        write: async (key: string, text: string) => {
          await deps.archive.write(key, text);
          at.clock.advance(5 * minute);
          await seal();
        },
      },
    };

    await expect(sealAudit(slow)()).rejects.toThrow('of test.M123');

    const head = await deps.heads.lease(tenant, at.clock.now(), at.clock.now());
    expect(head).toMatchObject({ seq: rowsOf(at), indexedSeq: rowsOf(at) });
    isWhole(archived());
  });

  it.each([
    ['has begun the scan', undefined],
    ['has moved it on', 'moved'],
  ])('leaves off where another sealer %s at the same moment', async (_what, known) => {
    const { deps } = await sold();
    const heads = {
      ...deps.heads,
      moveScan: (...scan: Parameters<typeof deps.heads.moveScan>) =>
        known !== undefined && scan[0] === undefined
          ? deps.heads.moveScan(...scan)
          : Promise.resolve(false),
    };

    const run = await sealAudit({ ...deps, heads })();

    expect(run.busy).toBe(0);
    expect(run.sealed > 0).toBe(known !== undefined);
  });

  it('looks no further back than rows live', async () => {
    const { at, deps, seal } = await sold();
    at.clock.advance(40 * 24 * hour);
    await seal();

    const scan = await deps.heads.scan();

    expect(scan?.early).toBe(plus(at.clock.now(), -30_000));
  });

  it('has nothing to do before there is a merchant', async () => {
    const at = shop();
    const { seal, gauges } = auditOf(at);

    expect(await seal()).toEqual({ sealed: 0, anchored: 0, busy: 0 });
    expect(gauges).toEqual([0]);
  });

  it('cuts many records into batches of a thousand', async () => {
    const { at, deps, archived, s3 } = await sold(0);
    const [record] = (await deps.source.between(plus(at.clock.now(), -hour), at.clock.now()))
      .records;
    const ids = new Set<string>();
    const many = Array.from({ length: 1_001 }, () => ({
      ...(record as NonNullable<typeof record>),
      auditId: at.ids.next('aud'),
    }));
    for (const { auditId } of many) ids.add(auditId);
    const source = {
      ...deps.source,
      between: (_from: unknown, until: never) => Promise.resolve({ records: many, until }),
    };

    await sealAudit({ ...deps, source })();

    expect([...s3.versions.keys()].filter((key) => key.startsWith('records/'))).toHaveLength(2);
    expect(archived()).toHaveLength(1_001);
    isWhole(archived());
  });
});

const scanAway =
  (moveScan: Awaited<ReturnType<typeof sold>>['deps']['heads']['moveScan']) =>
  (...scan: Parameters<typeof moveScan>) =>
    scan[0] === undefined
      ? moveScan(...scan)
      : Promise.reject(new DependencyUnavailable('the scan'));

/** Sealed, anchored an hour later, and one record asked for. */
const proven = async () => {
  const world = await sold();
  const { at, deps, seal, archived, signer, reads } = world;
  await seal();
  at.clock.advance(hour);
  const run = await seal();
  const proofOf = (auditId: AuditId) =>
    getAuditProof({
      reads,
      archive: deps.archive,
      digests: nodeDigests,
      publicKey: signer.publicKey,
    })({ tenants: [tenant], auditId });
  const publicKey = await signer.publicKey();
  const faultOf = (proof: unknown) =>
    faultOfProof(proof as Proof, nodeDigests, (text, signature) =>
      isSignedBy(publicKey, text, signature),
    );
  return { ...world, run, proofOf, faultOf, entries: archived() };
};

describe('a proof', () => {
  it('holds for every record, with nothing but the public key', async () => {
    const { run, proofOf, faultOf, entries } = await proven();

    expect(run.anchored).toBe(1);
    for (const { auditId } of entries) {
      const proof = resultOf(await proofOf(auditId));
      expect(proof).toMatchObject({ isAnchored: true, record: { auditId } });
      expect(faultOf(proof)).toBeUndefined();
    }
  });

  it('fails for a changed record, path, anchor, root or signature', async () => {
    const { proofOf, faultOf, entries } = await proven();
    const [first] = entries as [AuditEntry];
    const proof = resultOf(await proofOf(first.auditId)) as unknown as Proof & object;
    const { record, path, anchor } = proof;
    const { statement } = anchor;
    const flipped = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

    const faults = [
      { ...proof, record: { ...record, actor: 'somebody else' } },
      { ...proof, path: path.slice(1) },
      { ...proof, path: path.map((step) => ({ ...step, side: 'left' as const })) },
      { ...proof, anchor: { ...anchor, statement: { ...statement, from: 2 } } },
      { ...proof, anchor: { ...anchor, statement: { ...statement, to: 0 } } },
      { ...proof, anchor: { ...anchor, statement: { ...statement, tenant: 'live.M123' } } },
      { ...proof, anchor: { ...anchor, statement: { ...statement, at: '2030' } } },
      { ...proof, anchor: { ...anchor, signature: flipped(anchor.signature) } },
    ].map(faultOf);

    expect(faults).toEqual([
      'the record is not what was sealed',
      'the path does not lead to the root',
      'the path does not lead to the root',
      'the anchor is of other records',
      'the anchor is of other records',
      'the anchor is of other records',
      'the root is not signed',
      'the root is not signed',
    ]);
  });

  it('comes for a tenant too that has been quiet since', async () => {
    const { at, seal } = await sold();
    await seal();
    at.clock.advance(21 * minute);
    const late = await seal();
    at.clock.advance(hour);

    const quiet = await seal();
    const again = await seal();

    expect([late, quiet, again].map(({ anchored }) => anchored)).toEqual([0, 1, 0]);
  });

  it('says that a record is not anchored yet, and knows none that nobody has', async () => {
    const { at, proofOf, seal, archived } = await proven();
    await sell(at, { key: 'new' });
    at.clock.advance(31_000);
    await seal();
    const last = archived().at(-1) as AuditEntry;

    expect(resultOf(await proofOf(last.auditId))).toEqual({ record: last, isAnchored: false });
    expect(await proofOf(at.ids.next('aud'))).toMatchObject({ status: 404, code: 'SYS_005' });
  });

  it('is made at once for ten thousand records', async () => {
    const { at, deps } = await sold(0);
    const { records } = await deps.source.between(plus(at.clock.now(), -hour), at.clock.now());
    const heads = {
      ...deps.heads,
      // As if so many had been sealed since the last anchor.
      lease: async (...asked: Parameters<typeof deps.heads.lease>) => {
        const head = await deps.heads.lease(...asked);
        return head && { ...head, seq: 9_999, indexedSeq: 9_999 };
      },
    };

    const run = await sealAudit({ ...deps, heads })();

    expect(records).toHaveLength(1);
    expect(run.anchored).toBe(1);
  });
});

describe('a changed archive', () => {
  it('is named by the record that differs', async () => {
    const { s3, entries, archived } = await proven();
    const [, second] = entries as [AuditEntry, AuditEntry];
    const key = [...s3.versions.keys()].find((name) => name.startsWith('records/')) ?? '';

    s3.tamper(key, (text) => text.replace(`"object":"${second.object}"`, '"object":"ord_x"'));
    const changed = chainBreaks(start, archived(), nodeDigests);
    const dropped = chainBreaks(start, entries.toSpliced(2, 1), nodeDigests);
    const rewritten = chainBreaks(
      start,
      entries.map((entry) => (entry.seq === 3 ? { ...entry, prevHash: chainStart } : entry)),
      nodeDigests,
    );

    expect(changed).toEqual([{ about: second.auditId, says: 'is not what was sealed' }]);
    expect(dropped).toEqual([{ about: entries[3]?.auditId, says: 'has number 4 behind 2' }]);
    expect(rewritten).toEqual([
      { about: entries[2]?.auditId, says: 'does not continue the record before it' },
    ]);
  });
});

describe('the list', () => {
  const seal = {
    seal: (position: string) => Promise.resolve(position),
    open: (text: string) => Promise.resolve(text),
  };

  it('is newest first, page by page, over days, and by actor, action and object', async () => {
    const { at, seal: sealRun, archived, reads } = await sold();
    at.clock.advance(24 * hour);
    await sell(at, { key: 'tomorrow' });
    at.clock.advance(31_000);
    await sealRun();
    const list = (over: object = {}) =>
      listAudit({ reads, clock: at.clock, seal, digests: nodeDigests })({
        tenant,
        route: 'list-audit',
        limit: 4,
        filter: {},
        ...over,
      });
    const itemsOf = async (over: object = {}) =>
      resultOf(await list(over)) as unknown as { items: AuditEntry[]; nextCursor?: string };

    const first = await itemsOf();
    const second = await itemsOf({ cursor: first.nextCursor });
    const newestFirst = archived().toReversed();

    expect([...first.items, ...second.items]).toEqual(newestFirst);
    const confirms = await itemsOf({ filter: { action: 'payment.confirm' } });
    expect(confirms.items).toHaveLength(2);
    const [one] = newestFirst as [AuditEntry];
    expect((await itemsOf({ filter: { object: one.object } })).items).toEqual([one]);
    expect((await itemsOf({ filter: { actor: 'nobody' } })).items).toEqual([]);
    const today = await itemsOf({ from: plus(at.clock.now(), -hour), to: at.clock.now() });
    expect(today).toEqual({ items: [one] });
  });
});
