// The operators of a test, each with a name, and what they do about an item.

import { dynamoAttentionLookUp } from '#adapters/dynamo/dynamo-attention.ts';
import { acknowledge, approveAttention, resolveAttention } from '#core/attention/act-on-item.ts';
import type { AttentionItem } from '#core/attention/attention-item.ts';
import type { Answer } from '#core/contracts/http/answer.ts';
import type { AttentionAction } from '#core/contracts/vocabulary.ts';
import { present } from '#core/kernel/assert.ts';
import { attentionWork } from '#functions/_wiring/attention-work.ts';
import { asListed } from '#test/support/world/listed-codes.ts';
import { attentionOf } from './books.ts';
import { cause, claimOf, tenant } from './engine.ts';
import type { World } from './world.ts';

export const deskOf = (at: World) => ({
  ...at.deps,
  items: dynamoAttentionLookUp(at.store),
  tenants: () => Promise.resolve([{ ...tenant, environment: 'live' as const }, tenant]),
  work: attentionWork(at.deps),
});

interface Acting {
  readonly action: AttentionAction;
  readonly person?: string;
  readonly key?: string;
  readonly proof?: { readonly transactionKey: string; readonly at: never };
}

/** The oldest item, or the oldest of a kind, whatever has become of it. */
export const itemOf = (at: World, kind?: string): AttentionItem =>
  present(
    attentionOf(at)
      .toSorted((a, b) => a.openedAt - b.openedAt)
      .find((item) => kind === undefined || item.kind === kind),
    'there is an item',
  );

/** What every act of a person says. */
export const base = (at: World, person: string, route: string, key: string | undefined) => ({
  attentionId: itemOf(at).attentionId,
  person,
  reason: `${person} looked`,
  cause: { ...cause, actor: `arn:aws:iam::000000000000:user/${person}` },
  claim: claimOf(`/admin/v1/attention/{attentionId}/${route}`, key === undefined ? {} : { key }),
});

export const ack = (at: World, { person = 'kim', key }: Partial<Acting> = {}): Promise<Answer> =>
  asListed('acknowledge-attention', acknowledge(deskOf(at))(base(at, person, 'ack', key)));

export const proof = { transactionKey: 'txrd_by_hand', at: 0 as never };

export const resolve = (
  at: World,
  { action, person = 'kim', key, ...rest }: Acting,
): Promise<Answer> =>
  asListed(
    'resolve-attention',
    resolveAttention(deskOf(at))({ ...base(at, person, 'resolve', key), action, ...rest }),
  );

export const approve = (at: World, { action, person = 'lee', key }: Acting): Promise<Answer> =>
  asListed(
    'approve-attention',
    approveAttention(deskOf(at))({ ...base(at, person, 'approve', key), action }),
  );
