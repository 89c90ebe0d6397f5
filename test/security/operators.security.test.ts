// Operators: every route for every kind of principal, and each act of two persons for every pair that might try
// it. What IAM lets through to which role is asked of the template: test/infrastructure/apis.test.ts.
import { beforeAll, describe, expect, it } from 'vitest';
import { twoPersonActions } from '#core/contracts/vocabulary.ts';
import { count } from '#test/support/counters.ts';
import type { Ask } from '#test/support/world/client.ts';
import { operatorsGateway } from '#test/support/world/operator-client.ts';
import { askOf, operatorsRoutes } from './asks.ts';
import { businessDigest, codeSeen, resultOf, type Siege, siege } from './siege.ts';
import { estateOf, itemOfDoubt, itemOfOrphan } from './town.ts';

const session = (role: string, name: string): string =>
  `arn:aws:sts::000000000000:assumed-role/${role}/${name}`;

const alice = session('fluxpay-sim-operator', 'alice');
const bob = session('fluxpay-sim-approver', 'bob');

/** Whom IAM may let through, and whether a name of theirs stands for a person. */
const principals: readonly (readonly [string, string | undefined, boolean])[] = [
  ['an operator', alice, true],
  ['an approver', bob, true],
  ['a viewer', session('fluxpay-sim-viewer', 'carol'), true],
  ['a user', 'arn:aws:iam::000000000000:user/team/dave', true],
  ['a session of Identity Center', session('AWSReservedSSO_Operator_ab12', 'erin@shop'), true],
  ['a session of any other role', session('ci', 'alice'), false],
  ['a role of another stage', session('fluxpay-prod-operator', 'alice'), false],
  ['a role that is named alike', session('fluxpay-sim-operator-2', 'alice'), false],
  ['a role without a session', 'arn:aws:iam::000000000000:role/fluxpay-sim-operator', false],
  ['the root', 'arn:aws:iam::000000000000:root', false],
  ['a service', session('AWSServiceRoleForSupport', 'alice'), false],
  ['nothing', '', false],
  ['nobody', undefined, false],
];

const by = (arn: string | undefined) => operatorsGateway(arn as string);

describe('a route of operators', () => {
  let here: Siege;

  beforeAll(async () => {
    here = await siege({ seed: 'principals' });
  });

  it.each(operatorsRoutes)('$id is for persons', async ({ id }) => {
    for (const [name, arn, isPerson] of principals) {
      const before = businessDigest(here);
      const code = codeSeen(await here.knock({ ask: askOf(id), by: by(arn) }));
      if (isPerson) expect(code, name).not.toMatch(/SYS_007|AUTH_/u);
      else {
        expect(code, name).toBe('403 SYS_007');
        expect(businessDigest(here), name).toBe(before);
      }
      count('principals');
    }
  });
});

const proof = { transactionKey: 'txrd_evidence', at: '2026-03-02T04:00:00Z', code: 'DONE' };

/** Who comes second, and what they are told. */
const seconds: readonly (readonly [string, string | undefined, boolean])[] = [
  ['the same person', alice, false],
  ['the same person under another role', session('fluxpay-sim-approver', 'alice'), false],
  ['the same person as a user', 'arn:aws:iam::000000000000:user/alice', false],
  ['the same person by Identity Center', session('AWSReservedSSO_Op_1', 'alice'), false],
  ['a session that anybody could name', session('ci', 'bob'), false],
  ['nobody', undefined, false],
  ['a second person', bob, true],
];

describe('an act of two persons', () => {
  let here: Siege;

  const itemFor = async (action: string): Promise<string> => {
    if (action.startsWith('ADOPT_')) return itemOfDoubt(here, 'c1');
    if (action === 'CLOSE') return itemOfOrphan(here, 'c1');
    const { attentionId } = await estateOf(here, 'c1', 'M123');
    return attentionId;
  };

  it.each(twoPersonActions)('%s needs a second one', async (action) => {
    here = await siege({ seed: `two persons ${action}` });
    const attentionId = await itemFor(action);
    const act = (route: 'resolve-attention' | 'approve-attention', more: object): Ask => ({
      ...askOf(route),
      params: { attentionId },
      body: { action, reason: 'a row of a table', ...more },
    });
    const evidence = action === 'CLOSE' ? {} : { evidence: proof };
    const status = async () => {
      const ask = { ...askOf('get-attention'), params: { attentionId } };
      return resultOf(await here.knock({ ask, by: by(bob) }))['status'];
    };

    // Not proposed, there is nothing to approve, whoever asks.
    const early = await here.knock({ ask: act('approve-attention', {}), by: by(bob) });
    expect(codeSeen(early)).toBe('409 SYS_006');
    const proposed = await here.knock({ ask: act('resolve-attention', evidence), by: by(alice) });
    expect(codeSeen(proposed), proposed.body).toBe('200 COMMON_000');
    expect(await status()).toBe('PROPOSED');

    for (const [name, arn, isSecond] of seconds) {
      const reply = await here.knock({ ask: act('approve-attention', {}), by: by(arn) });
      if (isSecond) expect(codeSeen(reply), name).not.toContain('SYS_007');
      else {
        expect(codeSeen(reply), name).toBe('403 SYS_007');
        expect(await status(), name).toBe('PROPOSED');
      }
      count('second persons');
    }
    expect(await status()).not.toBe('PROPOSED');
  });
});
