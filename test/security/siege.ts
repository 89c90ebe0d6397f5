// One world of the real handlers in which every request is ours to shape: signed by whom we like, as an
// operator or as nobody, and answered with the very bytes that would leave the gateway.
import { hash } from 'node:crypto';
import { PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { WebhookOutcome } from '#core/contracts/webhook-outcome.ts';
import { hostWith } from '#test/simulation/run-world.ts';
import type { Row, RowKind } from '#test/support/invariants/view.ts';
import type { Utterance } from '#test/support/oracle/run-record.ts';
import { isBrokenRule } from '#test/support/world/broken-rules.ts';
import {
  type Ask,
  bytesOf,
  folderOf,
  type Gateway,
  pathOf,
  type Request,
} from '#test/support/world/client.ts';
import type { Draws } from '#test/support/world/draws.ts';
import { type FaultPlan, noFaults } from '#test/support/world/faults.ts';
import type { Ears, Host } from '#test/support/world/host.ts';
import type { LayerName } from '#test/support/world/layers.ts';
import { tellWorldTime } from '#test/support/world/real-things.ts';
import { oddResult } from '#test/support/world/result-forms.ts';
import { driven } from '#test/support/world/scheduler.ts';
import { prepareWorlds } from '#test/support/world/set-up-rows.ts';
import { makeWorld, type World } from '#test/support/world/world.ts';

/** What a gateway would send back. */
export interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Change = (event: SiegeEvent) => object;

/** As much of an event as rows change. */
export interface SiegeEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly http: { readonly method: string } };
}

export interface Knock {
  readonly ask: Ask;
  readonly by: Gateway;
  /** Laid over the event after it was signed. */
  readonly change?: Change;
  readonly timestamp?: string;
  readonly nonce?: string;
  /** What is left of the function's time when it begins. */
  readonly timeoutMs?: number;
}

export interface Siege {
  readonly world: World;
  /** Waits in the world's time until a promise has settled. */
  settle<T>(begin: () => Promise<T>): Promise<T>;
  /** Lets everything happen that is planned within so many ms. */
  pass(ms: number): Promise<void>;
  /** One request and its answer. Rejects where the function threw. */
  knock(knock: Knock): Promise<Reply>;
  /** The event that `knock` would send. */
  eventOf(knock: Knock): SiegeEvent;
  /** Hands any event to a function. */
  deliver(folder: string, event: unknown): Promise<Reply>;
  /** Puts a row there, as if it had been there from the start. */
  put(item: NonNullable<PutItemCommandInput['Item']>, table?: string): Promise<void>;
  readonly now: () => number;
  /** What functions sent to anything but the store: messages, events, calls and files. */
  readonly utterances: readonly Utterance[];
  /** What was said to have become of webhooks, oldest first. */
  readonly webhooks: readonly WebhookOutcome[];
}

export interface SiegeOptions {
  readonly seed: string;
  readonly hasRedis?: boolean;
  readonly hasWebhooks?: boolean;
  /** Instances begin with nothing in their memory: what they need they ask for. */
  readonly startsCold?: boolean;
  readonly layerOff?: LayerName;
  /** Its rows are spoiled on purpose, so that rules of ours break. */
  readonly breaksRules?: boolean;
  /** Hears every command of every function too. */
  readonly hear?: Ears['onCommand'] | undefined;
  /** Hears every answer of every function too. */
  readonly hearAnswer?: Ears['onAnswer'] | undefined;
  readonly plan?: (draws: Draws, now: () => number) => FaultPlan;
  /** Functions with terms or variables of their own, in place of those that all worlds share. */
  readonly host?: Host;
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: unknown;
}

/** Commands that others read. The store is looked at row by row, and KMS is told what it shall hide. */
const isUttered: ReadonlySet<string> = new Set([
  'SendMessage',
  'PutEvents',
  'StartExecution',
  'Invoke',
  'PutObject',
]);

const lifeMs = 30 * 86_400_000;

export const siege = async (options: SiegeOptions): Promise<Siege> => {
  await prepareWorlds();
  const host = options.host ?? hostWith(options.hasRedis === true);
  const world = makeWorld({
    host,
    seed: options.seed,
    plan: options.plan ?? (() => noFaults),
    invariants: [],
    keepsLogs: true,
    keepsRequests: true,
    hasRedis: options.hasRedis === true,
    hasWebhooks: options.hasWebhooks === true,
    startsCold: options.startsCold === true,
    layerOff: options.layerOff,
  });
  const { scheduler } = world.ground;
  const webhooks: WebhookOutcome[] = [];
  const utterances: Utterance[] = [];
  host.ears.onCommand = (folder, command) => {
    options.hear?.(folder, command);
    const { constructor: made, input } = command as Command;
    const name = made.name.replace(/Command$/u, '');
    if (isUttered.has(name))
      utterances.push({ place: `${name} by ${folder}`, text: JSON.stringify(input) });
  };
  host.ears.onWebhook = (outcome) => webhooks.push(outcome);
  host.ears.onAnswer = (folder, answer) => {
    const odd = oddResult(folder, answer);
    if (odd !== undefined) world.ground.traps.push(odd);
    options.hearAnswer?.(folder, answer);
  };
  let sent = 0;

  const drive = async (isOver: () => boolean, untilMs: number): Promise<void> => {
    const undo = tellWorldTime(scheduler.now);
    try {
      await driven('native', () => !isOver() && world.turn(untilMs));
    } finally {
      undo();
    }
  };
  const settle = async <T>(begin: () => Promise<T>): Promise<T> => {
    let isOver = false;
    const settled = begin().finally(() => {
      isOver = true;
    });
    settled.catch(() => undefined);
    await drive(() => isOver, scheduler.now() + lifeMs);
    if (!isOver) throw new Error('the world is at rest, and nobody has answered');
    const traps = world.ground.traps
      .splice(0)
      .filter((trap) => options.breaksRules !== true || !isBrokenRule(trap));
    if (traps.length > 0) throw new Error(traps.join('\n'));
    return settled;
  };
  const requestOf = ({ ask, timestamp, nonce }: Knock): Request => {
    sent += 1;
    return {
      ask,
      method: routeOf(ask.route).method,
      path: pathOf(ask),
      query: ask.query ?? '',
      bytes: bytesOf(ask),
      key: ask.key,
      timestamp: timestamp ?? new Date(scheduler.now()).toISOString(),
      nonce: nonce ?? `siege-nonce-${String(sent).padStart(12, '0')}`,
    };
  };
  const eventOf = (knock: Knock): SiegeEvent => {
    const event = knock.by(requestOf(knock)) as SiegeEvent;
    return (knock.change?.(event) ?? event) as SiegeEvent;
  };
  const deliver = (folder: string, event: unknown, timeoutMs?: number): Promise<Reply> => {
    sent += 1;
    const work = `s1.${sent}`;
    return settle(() => world.invoke({ folder, work, event, timeoutMs }) as Promise<Reply>);
  };
  return {
    world,
    settle,
    pass: async (ms) => {
      const until = scheduler.now() + ms;
      await drive(() => false, until);
      scheduler.moveTo(until);
    },
    eventOf,
    deliver,
    knock: (knock) => deliver(folderOf(knock.ask), eventOf(knock), knock.timeoutMs),
    put: async (Item, TableName = 'engine') => {
      await host.current?.dynamo.send(new PutItemCommand({ TableName, Item }));
    },
    now: scheduler.now,
    webhooks,
    utterances,
  };
};

/** Differs from one second to the next, or counts how often somebody asked. */
const byTime: ReadonlySet<string> = new Set(['x-request-id', 'ratelimit', 'ratelimit-policy']);

/** All that could tell two answers apart, as one text. */
export const bytesSeen = ({ statusCode, headers, body }: Reply): string => {
  const rest = Object.entries(headers).filter(([name]) => !byTime.has(name.toLowerCase()));
  return JSON.stringify([
    statusCode,
    rest.toSorted(([one], [two]) => one.localeCompare(two)),
    body,
  ]);
};

/** `404 ORD_001`. */
export const codeSeen = ({ statusCode, body }: Reply): string =>
  `${statusCode} ${(JSON.parse(body) as { readonly code: string }).code}`;

export const resultOf = ({ body }: Reply): Readonly<Record<string, unknown>> =>
  (JSON.parse(body) as { readonly result: Record<string, unknown> | null }).result ?? {};

const kinds: readonly RowKind[] = [
  'ORDER',
  'PAYMENT',
  'ATTEMPT',
  'REFUND',
  'SAGA',
  'SVC',
  'UNIQ',
  'GROUP',
  'ITEM',
  'MERCHANT',
  'KEY',
  'IDEM',
  'RESPONSE',
  'NONCE',
  'OUT',
  'CMD',
  'OTHER',
];

/** Every row of every table. */
export const allRows = ({ world }: Siege): readonly Row[] =>
  kinds.flatMap((kind) => world.watch.tables.ofKind(kind));

/** One text for the state of these rows. */
export const digestOf = (rows: readonly Row[]): string => {
  const lines = rows.map(({ table, pk, sk, fields }) =>
    JSON.stringify([table, pk, sk, fields], (_name, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
  return hash('sha256', lines.sort().join('\n'));
};

/** A refusal may be remembered and audited, and a signed request uses its nonce up; neither is business. */
const isBook = ({ kind, fields }: Row): boolean =>
  ['NONCE', 'IDEM', 'RESPONSE'].includes(kind) ||
  (kind === 'OUT' && Number(fields['n'] ?? 0) === 0);

/** What no refused request may change, whoever sent it. */
export const businessDigest = (at: Siege): string =>
  digestOf(allRows(at).filter((row) => !isBook(row)));

/** What nobody but its owner may change in any way. */
export const tenantDigest = (at: Siege, tenant: string): string =>
  digestOf(allRows(at).filter((row) => row.tenant === tenant));
