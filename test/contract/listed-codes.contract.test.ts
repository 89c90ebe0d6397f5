// Every answer of every world is held against what its route lists, and no rule of ours breaks in any.
import { describe, expect, it } from 'vitest';
import { type Answer, refusal } from '#core/contracts/http/answer.ts';
import { siege } from '#test/security/siege.ts';
import { signedGateway } from '#test/support/world/client.ts';
import { asListed, unlistedCode } from '#test/support/world/listed-codes.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';

describe('answers', () => {
  const answer = (code: string) => ({
    statusCode: 400,
    body: `{"isSuccess":false,"code":"${code}",`,
  });

  it('are looked at in every world: one that its route does not list is told', () => {
    expect(unlistedCode('api/get-order', answer('PAY_002'))).toContain('answered PAY_002');
    expect(unlistedCode('admin/get-saga', answer('AUTH_002'))).toContain('answered AUTH_002');
    expect(unlistedCode('api/refuse-unknown-route', answer('VAL_001'))).toContain('VAL_001');
  });

  it('are left alone where they are listed, or carry none', () => {
    expect(unlistedCode('api/get-order', answer('ORD_001'))).toBeUndefined();
    expect(unlistedCode('api/refuse-unknown-route', answer('VAL_007'))).toBeUndefined();
    expect(unlistedCode('api/get-documents', { body: '<html>' })).toBeUndefined();
    expect(unlistedCode('steps/cancel-order', answer('PAY_002'))).toBeUndefined();
    expect(unlistedCode('api/get-order', undefined)).toBeUndefined();
  });

  it('of a use case that a test calls are looked at too', async () => {
    const asked = (answer: Answer) => asListed('get-order', Promise.resolve(answer));

    expect(await asked(refusal('ORD_001'))).toEqual(refusal('ORD_001'));
    await expect(asked(refusal('PAY_002'))).rejects.toThrow('api/get-order answered PAY_002');
  });

  it('stop whoever asked, where their world has told one', async () => {
    const here = await siege({ seed: 'unlisted' });
    here.world.ground.traps.push('an answer that is not listed');

    const asked = here.knock({
      ask: { route: 'get-health' },
      by: signedGateway(credentialsOf('M123')),
    });

    await expect(asked).rejects.toThrow('not listed');
  });
});

describe('a rule of ours that breaks', () => {
  it('is told in every world, whatever a repeat makes of it', async () => {
    const here = await siege({ seed: 'broken-rule' });

    const broken = here.deliver('steps/complete-order', {});

    await expect(broken).rejects.toThrow('steps/complete-order: a rule broke: ');
  });
});
