// What a client tells of its customer: sealed in the row, masked in every answer, and nowhere else.
import { describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import type { OrderId } from '#core/kernel/ids.ts';
import { createOrder } from '#core/orders/create-order.ts';
import { getOrder } from '#core/orders/read-orders.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { cancel, orderCommand, resultOf, textAt } from '#test/support/engine/sale.ts';
import { world } from '#test/support/engine/world.ts';

const customer = { name: '남궁보라', email: 'bora.n@example.test', phone: '01055556666' };
const shown = { name: '남**라', email: 'b***@example.test', phone: '010****6666' };

/** Every row of every table as text, but for the deflated events: rule R11 reads those. */
const everything = ({ dynamo }: ReturnType<typeof world>): string =>
  JSON.stringify(
    (['engine', 'idempotency', 'outbox', 'commands'] as const).flatMap((table) =>
      dynamo.dump(table),
    ),
  );

describe('the customer of an order', () => {
  it('is masked in the answer, in its replay and in every read', async () => {
    const at = world();
    const create = () => createOrder(at.deps)(orderCommand({ customer, key: 'one' }));

    const [first, replay] = [await create(), await create()];
    const orderId = textAt(resultOf(first), 'orderId') as OrderId;
    const read = await getOrder(at.deps)({ tenant, orderId });
    const cancelled = await cancel(at, { orderId });

    for (const answer of [first, replay, read, cancelled]) {
      expect(resultOf(answer)['customer']).toEqual(shown);
    }
    expect(replay.isReplayed).toBe(true);
  });

  it('stands in its row as a text that opens there and nowhere else', async () => {
    const at = world();
    const answer = await createOrder(at.deps)(orderCommand({ customer }));
    const orderId = textAt(resultOf(answer), 'orderId') as OrderId;

    const order = await at.deps.orders.byId({ tenant, orderId });
    const sealed = order?.customer?.sealed ?? '';
    const place = { tenant, objectId: orderId, field: 'customer' as const };

    expect(JSON.parse(await at.deps.fieldSeal.open(place, sealed))).toEqual(customer);
    await expect(
      at.deps.fieldSeal.open({ ...place, objectId: 'ord_other' }, sealed),
    ).rejects.toThrow('does not open');
    for (const value of Object.values(customer)) expect(everything(at)).not.toContain(value);
  });

  it.each([
    ['a name', { name: 'Jo' }, { name: 'J*' }],
    ['an address', { email: 'a@b.test' }, { email: 'a***@b.test' }],
  ])('may be %s alone', async (_what, told, masked) => {
    const at = world();

    const answer = await createOrder(at.deps)(orderCommand({ customer: told }));

    expect(resultOf(answer)['customer']).toEqual(masked);
  });

  it.each([
    ['untold', {}],
    ['told as nothing', { customer: {} }],
  ])('costs no key where it is %s', async (_what, over) => {
    const at = world();
    const away = () => Promise.reject(new DependencyUnavailable('KMS'));
    const deps = { ...at.deps, fieldSeal: { seal: away, open: away } };

    const answer = await createOrder(deps)(orderCommand(over));

    expect(answer.status).toBe(201);
    expect(resultOf(answer)).not.toHaveProperty('customer');
  });

  it('is not stored at all where KMS is away', async () => {
    const at = world();
    const away = () => Promise.reject(new DependencyUnavailable('KMS'));
    const deps = { ...at.deps, fieldSeal: { seal: away, open: away } };

    await expect(createOrder(deps)(orderCommand({ customer }))).rejects.toThrow('KMS');
    expect(at.dynamo.dump('engine')).toEqual([]);
  });
});
