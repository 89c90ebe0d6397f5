// An operator gives back what lies in a virtual account, in the world in which the function has the deployment's
// own wiring and variables.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Reply, resultOf, type Siege, siege } from '#test/security/siege.ts';
import { depositOf, shopOf } from '#test/security/town.ts';
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
