// What operators do about an item: take it in hand, act alone, propose, approve. Every request ends in one
// write of the item, with its audit record and its answer; the effects on payments come before it.
import { type Answer, done, refusal } from '#core/contracts/http/answer.ts';
import type { Environment } from '#core/contracts/tenant.ts';
import type { AttentionAction, TwoPersonAction } from '#core/contracts/vocabulary.ts';
import type { IdempotencyClaim } from '#core/idempotency/idempotency-record.ts';
import type { AttentionId } from '#core/kernel/ids.ts';
import type { Cause, Draft } from '#core/outbox/assemble-commit.ts';
import { type CommitDeps, commitAnswer, type Ended, refuse } from '#core/outbox/commit-answer.ts';
import {
  type AttentionItem,
  acknowledgeItem,
  mayMoveItem,
  noteOnItem,
  type PgProof,
  proposeOnItem,
  type Resolution,
} from './attention-item.ts';
import { attentionObject } from './attention-object.ts';
import { type CarryDeps, type Carrying, carryOut } from './carry-out.ts';
import { isPossible, isTwoPerson, loadMatter, type Matter } from './matter.ts';
import { actionName, itemDraft, resolveDraft } from './resolution.ts';

export type ActDeps = CommitDeps & CarryDeps;

/** The desk of one environment: an operator's ids are looked up under its tenants. */
export type Desk = (environment: Environment) => ActDeps;

export interface ActOnItem {
  readonly attentionId: AttentionId;
  /** The person behind the call. */
  readonly person: string;
  readonly reason: string;
  readonly cause: Cause;
  readonly claim: IdempotencyClaim;
}

const shown = async (deps: ActDeps, attentionId: AttentionId) => {
  const item = await deps.items.findAnywhere(attentionId, await deps.tenants());
  return item === undefined ? null : attentionObject(item);
};

/** A refusal of a person's act is on record too: somebody tried it. */
const refused = (
  deps: ActDeps,
  command: ActOnItem,
  { item }: Matter,
  code: 'SYS_006' | 'SYS_007',
  action: string,
): Promise<Answer> =>
  refuse(deps)({
    tenant: item.tenant,
    cause: command.cause,
    claim: command.claim,
    answer: refusal(code, code === 'SYS_006' ? attentionObject(item) : null),
    action,
    rootId: item.attentionId,
    present: () => shown(deps, command.attentionId),
  });

const commitItem = (
  deps: ActDeps,
  command: ActOnItem,
  answer: Answer,
  draft: Omit<Draft, 'idempotency'>,
): Promise<Ended> =>
  commitAnswer(deps)({
    claim: command.claim,
    answer,
    draft,
    resource: { type: 'attention', id: command.attentionId },
    present: () => shown(deps, command.attentionId),
  });

type Round = (matter: Matter) => Promise<Ended>;

const roundsMax = 3;

/** Somebody else moved the item, or a row beside it: it is judged again as it is now. */
const inRounds = async (deps: ActDeps, command: ActOnItem, round: Round): Promise<Answer> => {
  for (let count = 0; count < roundsMax; count += 1) {
    const matter = await loadMatter(deps, command.attentionId);
    if (matter === undefined) return refusal('SYS_005');
    const ended = await round(matter);
    if (ended.kind === 'ANSWER') return ended.answer;
  }
  return refusal('SYS_006');
};

const told = async (answer: Promise<Answer>): Promise<Ended> => ({
  kind: 'ANSWER',
  answer: await answer,
});

/** @returns 200 with the item, 404 SYS_005, 409 SYS_006. A proposal that waited is withdrawn. */
export const acknowledge =
  (deps: ActDeps) =>
  (command: ActOnItem): Promise<Answer> =>
    inRounds(deps, command, async (matter) => {
      const { item } = matter;
      const action = 'attention.acknowledge';
      if (!mayMoveItem(item, 'acknowledge')) {
        return told(refused(deps, command, matter, 'SYS_006', action));
      }
      const at = deps.clock.now();
      const after = acknowledgeItem(item, command.person, at);
      const { reason, cause } = command;
      const draft = itemDraft({ matter, after, action, reason, at, cause });
      return commitItem(deps, command, done(attentionObject(after)), draft);
    });

/** Carries an action out and writes what it has made of the item. */
const carry = async (
  deps: ActDeps,
  command: ActOnItem,
  carrying: Carrying,
  resolution: Resolution,
): Promise<Ended> => {
  const carried = await carryOut(deps, carrying);
  const { matter } = carried;
  const { cause, reason } = command;
  if (carried.kind === 'RESOLVED') {
    const { after, draft } = resolveDraft({ matter, resolution, beside: carried.beside, cause });
    return commitItem(deps, command, done(attentionObject(after)), draft);
  }
  const after = noteOnItem(matter.item, carried.evidence);
  const action = actionName(carrying.action);
  const draft = itemDraft({ matter, after, action, reason, at: resolution.at, cause });
  const item = attentionObject(after);
  const answer = carried.kind === 'NOTED' ? done(item) : refusal('SYS_006', item);
  return commitItem(deps, command, answer, draft);
};

export interface ResolveItem extends ActOnItem {
  readonly action: AttentionAction;
  readonly from?: string;
  readonly proof?: PgProof;
}

const propose = (
  deps: ActDeps,
  command: ResolveItem,
  matter: Matter,
  action: TwoPersonAction,
): Promise<Ended> => {
  const { person, reason, proof, cause } = command;
  const at = deps.clock.now();
  const proposal = { action, by: person, at, reason, ...(proof === undefined ? {} : { proof }) };
  const after: AttentionItem = proposeOnItem(matter.item, proposal);
  const draft = itemDraft({
    matter,
    after,
    action: actionName(action, 'propose-'),
    reason,
    at,
    cause,
  });
  return commitItem(deps, command, done(attentionObject(after)), draft);
};

/**
 * Acts alone, or proposes what a second person must approve.
 *
 * @returns 200 with the item (RESOLVED, or PROPOSED, or as it was where nothing was settled), 404 SYS_005,
 * 409 SYS_006 where the item or its rows leave no room for the action.
 */
export const resolveAttention =
  (deps: ActDeps) =>
  (command: ResolveItem): Promise<Answer> =>
    inRounds(deps, command, async (matter) => {
      const { action, from, person, reason, cause } = command;
      const at = deps.clock.now();
      const move = isTwoPerson(action) ? 'propose' : 'resolve';
      const isAllowed = mayMoveItem(matter.item, move) && isPossible(action, matter, at);
      if (!isAllowed) return told(refused(deps, command, matter, 'SYS_006', actionName(action)));
      if (isTwoPerson(action)) return propose(deps, command, matter, action);
      return carry(
        deps,
        command,
        { matter, action, from, cause },
        { action, by: person, at, reason },
      );
    });

export interface ApproveItem extends ActOnItem {
  /** What the approver saw proposed: another proposal is not approved by mistake. */
  readonly action: AttentionAction;
}

/**
 * The second person's word.
 *
 * @returns 200 with the item, 403 SYS_007 for whoever proposed it, 404 SYS_005, 409 SYS_006 where that
 * action is not proposed, no longer possible, or contradicted by the PG (the item is then in hand again).
 */
export const approveAttention =
  (deps: ActDeps) =>
  (command: ApproveItem): Promise<Answer> =>
    inRounds(deps, command, async (matter) => {
      const { item } = matter;
      const { action, person, cause } = command;
      const name = actionName(action, 'approve-');
      if (item.status !== 'PROPOSED' || item.proposal.action !== action) {
        return told(refused(deps, command, matter, 'SYS_006', name));
      }
      const { proposal } = item;
      if (proposal.by === person) {
        return told(refused(deps, command, matter, 'SYS_007', name));
      }
      const at = deps.clock.now();
      // A first try of this approval may have died after its effect: what has ended is not judged again.
      const carrying = { matter, action, proof: proposal.proof, cause };
      if (action === 'CLOSE' && !isPossible(action, matter, at)) {
        return told(refused(deps, command, matter, 'SYS_006', name));
      }
      return carry(deps, command, carrying, {
        action,
        by: proposal.by,
        approvedBy: person,
        at,
        reason: proposal.reason,
      });
    });
