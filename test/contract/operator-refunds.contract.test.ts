// An operator gives back what lies in a virtual account, in the world in which the function has the deployment's
// own wiring and variables.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Reply, resultOf, type Siege, siege } from '#test/security/siege.ts';
import { depositOf, rowOf, shopOf, textOf } from '#test/security/town.ts';
import { chooseAccount, confirm } from '#test/simulation/buyer.ts';
import { signedGateway } from '#test/support/world/client.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { answerFaults } from './routes/answer-schema.ts';

const refundAccount = { bankCode: '88', accountNumber: '110123456789', holderName: '김하늘' };

describe('a refund by hand to an account', () => {
  let here: Siege;
  let answer: Reply;

  beforeAll(async () => {
    here = await siege({ seed: 'refund by hand' });
    const { paymentId } = await depositOf(here, 'c1');
    answer = await here.knock({
      by: operatorsGateway(operatorArn),
      ask: {
        route: 'refund-as-operator',
        params: { paymentId },
        key: 'by-hand',
        body: { amount: 1_000, reason: 'the buyer called', refundAccount },
      },
    });
  });

  it('is done, and the answer shows the account masked', () => {
    expect(answer.statusCode).toBe(201);
    expect(resultOf(answer)).toMatchObject({
      status: 'SUCCEEDED',
      refundAccount: { bankCode: '88' },
    });
    expect(answer.body).not.toContain(refundAccount.accountNumber);
  });

  it('leaves no row in which the account can be read', () => {
    const rows = here.world.watch.tables.ofKind('REFUND');

    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows.map(({ fields }) => fields))).not.toContain('110123456789');
  });
});

describe.each(['request-refund', 'refund-as-operator'] as const)(
  'the same refund again by %s',
  (route) => {
    it('answers 200 as the document has it', async () => {
      const here = await siege({ seed: `again ${route}` });
      const { paymentId } = await shopOf(here, 'c1').paid('shop');
      const by =
        route === 'request-refund'
          ? signedGateway(credentialsOf('M123'))
          : operatorsGateway(operatorArn);
      const body = { amount: 1_000, reason: 'said twice', refundId: 'refund-1' };
      const ask = (key: string) =>
        here.knock({ by, ask: { route, params: { paymentId }, key, body } });
      await ask('first');

      const second = await ask('second');

      expect(second.statusCode).toBe(200);
      expect(answerFaults(route, second)).toEqual([]);
    });
  },
);

describe('late money that the PG would not give back', () => {
  const hourMs = 3_600_000;

  /** Paid into an account in its last seconds, which the look at the date does not see; its return was refused. */
  const lateMoneyIn = async (here: Siege): Promise<string> => {
    const { world } = here;
    const checkout = await shopOf(here, 'c1').open('shop', 9_000);
    const paymentKey = chooseAccount(world, checkout, 1);
    const { result } = await here.settle(() => confirm(world.client('c1'), checkout, paymentKey));
    const account = result?.['virtualAccount'] as { readonly dueAt?: string } | undefined;
    await here.pass(Date.parse(String(account?.dueAt)) - 5_000 - here.now());
    world.pg.deposit(paymentKey);
    world.pg.lie({ fault: 'F12', match: { op: 'read', paymentKey }, args: { lagMs: 60_000 } });
    await here.pass(2 * hourMs);

    const [refund] = world.watch.tables.ofKind('REFUND');
    if (refund === undefined) throw new Error('late money is on its way back at once');
    const refundId = textOf(refund, 'refundId');
    const code = 'REFUND_REJECTED';
    world.pg.lie({ fault: 'DECLINE', match: { op: 'cancel', paymentKey }, args: { code } });
    const route = 'give-refund-account';
    const ask = { route, params: { refundId }, key: 'account', body: { refundAccount } } as const;
    const given = await here.knock({ by: signedGateway(credentialsOf('M123')), ask });
    expect(given.statusCode).toBe(422);
    return String(result?.['paymentId']);
  };

  it('goes back when an operator asks, and is none of a merchant’s', async () => {
    const here = await siege({ seed: 'late money' });
    const paymentId = await lateMoneyIn(here);
    const body = { reason: 'it came too late', refundAccount };
    const asked = (route: 'request-refund' | 'refund-as-operator') =>
      here.knock({
        by:
          route === 'request-refund'
            ? signedGateway(credentialsOf('M123'))
            : operatorsGateway(operatorArn),
        ask: { route, params: { paymentId }, key: `late-${route}`, body },
      });

    const byMerchant = await asked('request-refund');
    const byOperator = await asked('refund-as-operator');

    expect(byMerchant.statusCode).toBe(409);
    expect(byMerchant.body).toContain('PAY_010');
    expect(byOperator.statusCode).toBe(201);
    expect(resultOf(byOperator)).toMatchObject({ status: 'SUCCEEDED', origin: 'LATE_SUCCESS' });
    expect(answerFaults('refund-as-operator', byOperator)).toEqual([]);
    expect(rowOf(here, 'PAYMENT', paymentId).fields).toMatchObject({ status: 'EXPIRED' });
  });
});
