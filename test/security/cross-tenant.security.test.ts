// Whose it is decides before anything else: what belongs to another merchant, or to the other environment, is
// answered with the bytes of what never was, wherever it is named, and nothing of it changes.
import { beforeAll, describe, expect, it } from 'vitest';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { count } from '#test/support/counters.ts';
import type { Gateway } from '#test/support/world/client.ts';
import { type Asker, clientRows, type TenantRow, unknownPayment } from './cross-tenant.rows.ts';
import { type Town, townOf } from './cross-tenant.town.ts';
import { deskRows } from './cross-tenant-desk.rows.ts';
import { idFields, needlessReasons } from './id-fields.ts';
import { businessDigest, bytesSeen, codeSeen, type Reply, tenantDigest } from './siege.ts';

const rows = [...clientRows, ...deskRows];
const nameOf = ({ route, field }: { readonly route: string; readonly field: string }): string =>
  `${route} ${field}`;

/** Of answers that make something: what is new in every one of them. */
const withoutNew = (text: string, asked: string): string =>
  text
    .replaceAll(asked, '<asked>')
    .replaceAll(/(?:ord|pay|svc|rf)_[0-9A-HJKMNP-TV-Z]{26}/gu, '<id>')
    .replaceAll(/txrd_[a-z0-9]+/gu, '<pg id>')
    .replaceAll(/50[0-9]{2}|4[89][0-9]{2}/gu, '<amount>')
    .replaceAll(/\d{4}-\d{2}-\d{2}T[0-9:.]+Z/gu, '<time>');

interface Met {
  readonly row: TenantRow;
  readonly reply: Reply;
  readonly value: string;
}

const seen = ({ row, reply, value }: Met): string => {
  const bytes = bytesSeen(reply);
  return row.is === 'new' ? withoutNew(bytes, value) : bytes;
};

describe('an id', () => {
  let town: Town;

  beforeAll(async () => {
    town = await townOf('cross-tenant');
  });

  const asking = (by: Gateway, asker: Asker) => {
    const send = async (row: TenantRow, value: string, nth: 0 | 1): Promise<Met> => {
      const ask = row.ask(value, asker, nth);
      return { row, reply: await town.here.knock({ ask, by }), value };
    };
    return {
      foreign: (row: TenantRow) => send(row, row.foreign(town, asker), 0),
      unknown: (row: TenantRow) => send(row, row.unknown, 1),
      malformed: (row: TenantRow) => send(row, row.malformed, 1),
    };
  };

  it('has a row wherever a route takes one, and no row without such a place', () => {
    expect(new Set(rows.map(nameOf))).toEqual(new Set(idFields().map(nameOf)));
    expect(new Set(rows.map(nameOf)).size).toBe(rows.length);
    expect(needlessReasons()).toEqual([]);
    const taking = new Set(rows.map(({ route }) => route));
    const inPath = routeTable.filter(({ path }) => path.includes('{'));
    const others = inPath.filter(({ id }) => !taking.has(id)).map(({ id }) => id);
    // Operators read these of any merchant, of the stage itself, or anybody knocks there.
    expect(others).toEqual([
      'receive-pg-webhook',
      'get-merchant',
      'list-api-keys',
      'get-policy',
      'get-breaker',
    ]);
    count('places of ids', rows.length);
  });

  const askers = [
    {
      who: 'of M123, named by M777',
      rows: clientRows,
      by: () => town.stranger,
      asker: (): Asker => ({
        merchantId: 'M777',
        payments: [town.strangers[0] ?? '', town.strangers[1] ?? ''],
      }),
    },
    {
      who: 'of test, named by M123 in live',
      rows: clientRows,
      by: () => town.live,
      asker: (): Asker => ({ merchantId: 'M123', payments: [unknownPayment, unknownPayment] }),
    },
    {
      who: 'of test, named by an operator in live',
      rows: deskRows,
      by: () => town.operator,
      asker: (): Asker => ({
        merchantId: 'M777',
        payments: [town.strangers[0] ?? '', town.strangers[1] ?? ''],
      }),
    },
  ] as const;

  it.each(askers)('$who is answered as an unknown one', async ({ rows: asked, by, asker }) => {
    const ask = asking(by(), asker());
    // What makes something new comes last: the lists of its maker show it.
    const inOrder = asked.toSorted(
      (one, two) => Number(one.is === 'new') - Number(two.is === 'new'),
    );
    for (const row of inOrder) {
      const before = {
        business: businessDigest(town.here),
        owned: tenantDigest(town.here, 'test.M123'),
      };
      const paid = town.here.world.pg.payments();

      const foreign = await ask.foreign(row);

      // The owner's rows are as they were, and of a refusal nobody's have changed.
      expect(tenantDigest(town.here, 'test.M123'), nameOf(row)).toBe(before.owned);
      if (row.is !== 'new') expect(businessDigest(town.here), nameOf(row)).toBe(before.business);
      if (row.is !== 'new') expect(town.here.world.pg.payments(), nameOf(row)).toEqual(paid);
      const unknown = await ask.unknown(row);
      // What is new goes its own way for a moment.
      if (row.is === 'new') await town.here.pass(10_000);
      expect(seen(foreign), nameOf(row)).toBe(seen(unknown));
      if (row.is !== 'new') {
        expect(row.is.split(' or '), nameOf(row)).toContain(codeSeen(unknown.reply));
      }
      count('foreign ids');
      count('unknown ids');
    }
  });

  it.each(askers)('$who, malformed: as an unknown one in the path, else told so', async (named) => {
    const ask = asking(named.by(), named.asker());
    for (const row of named.rows) {
      const before = businessDigest(town.here);

      const malformed = await ask.malformed(row);

      expect(businessDigest(town.here), nameOf(row)).toBe(before);
      if (row.malformedIs === undefined) {
        expect(seen(malformed), nameOf(row)).toBe(seen(await ask.unknown(row)));
      } else
        expect(row.malformedIs.split(' or '), nameOf(row)).toContain(codeSeen(malformed.reply));
      count('malformed ids');
    }
  });

  it('is shown to its owner on the same routes', async () => {
    const asker: Asker = { merchantId: 'M123', payments: [town.estate.paymentId, ''] };
    const reads = clientRows.filter(
      ({ route }) => routeTable.find(({ id }) => id === route)?.method === 'GET',
    );
    for (const row of reads) {
      const { reply } = await asking(town.owner, asker).foreign(row);
      expect(codeSeen(reply), nameOf(row)).toBe('200 COMMON_000');
      expect(reply.body, nameOf(row)).not.toContain('"items":[]');
      count('own ids');
    }
  });

  it('would be seen to change: its owner changes it', async () => {
    const { here, estate, owner } = town;
    const before = [tenantDigest(here, 'test.M123'), businessDigest(here)];
    const row = clientRows.find(
      ({ route, field }) => route === 'cancel-order' && field.startsWith('path'),
    );
    const ask = row?.ask(estate.pendingOrderId, { merchantId: 'M123', payments: ['', ''] }, 0);

    const reply = ask === undefined ? undefined : await here.knock({ ask, by: owner });

    expect(reply?.statusCode).toBe(200);
    expect(tenantDigest(here, 'test.M123')).not.toBe(before[0]);
    expect(businessDigest(here)).not.toBe(before[1]);
  });

  it('breaks nothing that a world forbids', () => {
    expect(town.here.world.ground.traps).toEqual([]);
    const errors = town.here.world.view.logs.filter(({ level }) => level === 'ERROR');
    expect(errors).toEqual([]);
  });
});
