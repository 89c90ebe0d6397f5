// Somebody in a world who forges signatures, sends captured requests again, changes them, and names what belongs
// to another merchant. None of it may be let in, and none may change a row (rule R10).
import type { Client, Gateway } from '#test/support/world/client.ts';
import { signedGateway } from '#test/support/world/client.ts';
import type { SentRequest } from '#test/support/world/sent-requests.ts';
import { credentialsOf, type MerchantName } from '#test/support/world/set-up-rows.ts';
import type { World } from '#test/support/world/world.ts';

export interface Forgeries {
  /** Works of the forger: `f1.3`. */
  readonly works: readonly string[];
  /** A sentence for each that was let in. */
  readonly letIn: readonly string[];
  /** Answers by kind of forgery: `wrong secret 401 AUTH_002`. */
  readonly told: Readonly<Record<string, number>>;
}

interface HttpEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface Forgery {
  readonly name: string;
  /** Makes of a captured request what arrives; undefined where it cannot be made of this one. */
  readonly gateway: (captured: SentRequest) => Gateway | undefined;
}

const otherOf = (merchant: MerchantName): MerchantName => (merchant === 'M123' ? 'M777' : 'M123');

const withSecret = (merchant: MerchantName, secret: string): Gateway =>
  signedGateway({ ...credentialsOf(merchant), secret });

const captured = ({ event }: SentRequest): HttpEvent => event as HttpEvent;

const forgeries: readonly Forgery[] = [
  { name: 'replayed', gateway: (sent) => () => captured(sent) },
  {
    name: 'wrong secret',
    gateway: ({ merchant }) => withSecret(merchant, `fps_test_${'1'.repeat(40)}`),
  },
  {
    name: 'secret of another merchant',
    gateway: ({ merchant }) => withSecret(merchant, credentialsOf(otherOf(merchant)).secret),
  },
  {
    name: 'unknown key',
    gateway: ({ merchant }) =>
      signedGateway({ ...credentialsOf(merchant), keyId: 'fpk_test_M123_99' }),
  },
  {
    name: 'changed body',
    gateway: (sent) => {
      const event = captured(sent);
      const body = event.body?.replace(/\d(?=\D*$)/u, (digit) => String((Number(digit) + 1) % 10));
      return body === undefined || body === event.body ? undefined : () => ({ ...event, body });
    },
  },
  {
    name: 'signature of another request',
    gateway: (sent) => (request) => {
      const { headers } = captured(sent);
      const fresh = signedGateway(credentialsOf(sent.merchant))(request) as HttpEvent;
      const { authorization = '' } = headers;
      return { ...fresh, headers: { ...fresh.headers, authorization } };
    },
  },
  {
    name: 'foreign id',
    gateway: ({ merchant }) => signedGateway(credentialsOf(otherOf(merchant))),
  },
];

/** A new order names nothing of anybody, so that of another merchant is simply an order. */
const namesSomething = ({ request }: SentRequest): boolean => request.ask.route !== 'create-order';

const sendsMax = 28;
const pauseMaxMs = 3_000;

/** Requests whose sender was told of success: their nonce is used, and they name what is there. */
const answered = ({ requests, view }: World): SentRequest[] => {
  const done = new Set(
    view.told.flatMap(({ status, work, retry, sentAt }) =>
      status >= 200 && status < 300 ? [`${work} ${retry} ${sentAt}`] : [],
    ),
  );
  return requests.filter(({ request }) => {
    const [, work = '', retry = '', sentAt = ''] =
      /^nonce-(.+)-(\d+)-(\d+)$/u.exec(request.nonce) ?? [];
    return done.has(`${work.replaceAll('-', '.')} ${retry} ${Number(sentAt)}`);
  });
};

/** Puts the forger on the stage. @returns What it comes to; complete when the world is at rest. */
export const enactForger = (world: World): Forgeries => {
  const works: string[] = [];
  const letIn: string[] = [];
  const told: Record<string, number> = {};
  const { draws } = world.ground;
  let gateway: Gateway | undefined;
  const forger: Client = world.stranger('f1', (request) => gateway?.(request));

  const send = async (number: number): Promise<void> => {
    const known = answered(world);
    const pick = known[Math.floor(draws.named(`forger-request|${number}`) * known.length)];
    const forgery = forgeries[number % forgeries.length];
    if (pick === undefined || forgery === undefined) return;
    if (forgery.name === 'foreign id' && !namesSomething(pick)) return;
    const made = forgery.gateway(pick);
    if (made === undefined) return;
    const work = `f1.${number}`;
    works.push(work);
    gateway = made;
    const { ask } = pick.request;
    const { status, code } = await forger.ask({ ...ask, work, isOnce: true });
    const answer = `${forgery.name} ${status} ${code}`;
    told[answer] = (told[answer] ?? 0) + 1;
    // A captured request may get the answer that its sender had got.
    if (forgery.name !== 'replayed' && status >= 200 && status < 300) {
      letIn.push(`${work} at ${ask.route}: ${answer}`);
    }
  };
  const play = async (): Promise<void> => {
    for (let number = 0; number < sendsMax; number += 1) {
      await forger.sleep(1 + Math.floor(draws.named(`forger-pause|${number}`) * pauseMaxMs));
      await send(number);
    }
  };
  world.ground.later(1, () => {
    play().catch((fault: unknown) => {
      world.ground.traps.push(`the forger's script threw: ${String(fault)}`);
    });
  });
  return { works, letIn, told };
};
