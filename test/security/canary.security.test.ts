// Marked values come in by every way there is, through every error there is; then everything the engine has
// written, said or answered is searched for them, in whatever spelling.
import { beforeAll, describe, expect, it } from 'vitest';
import { count } from '#test/support/counters.ts';
import { r11 } from '#test/support/oracle/leak-rules.ts';
import type {
  PlantedSecret,
  Plantings,
  RunRecord,
  Utterance,
} from '#test/support/oracle/run-record.ts';
import { signedGateway } from '#test/support/world/client.ts';
import type { FaultKind, FaultPlan } from '#test/support/world/faults.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { askOf } from './asks.ts';
import { allowedPlaces, known, persons, sealedPlaces, values, waysIn } from './canary.plantings.ts';
import { refusalsOf } from './canary.refusals.ts';
import {
  allRows,
  codeSeen,
  type Reply,
  resultOf,
  type Siege,
  type SiegeEvent,
  siege,
} from './siege.ts';
import { depositOf, type Estate, estateOf, sealAudit } from './town.ts';

const own = signedGateway(credentialsOf('M123'));
const refundAccount = {
  bankCode: '88',
  accountNumber: persons.account,
  holderName: persons.holder,
};
const { name, email, phone } = persons;

/** Faults that strike one kind of request at a time. */
const striking = () => {
  const state: { kind: FaultKind | undefined } = { kind: undefined };
  const plan: FaultPlan = {
    strikes: (site) =>
      state.kind !== undefined && /#s1\.[^/]*\/(?!invoke)/u.test(site) ? state.kind : undefined,
  };
  return { state, plan };
};

/** Faults at the first tries of a request: everything ends well, and says a lot on its way. */
const faults: readonly FaultKind[] = [
  'error-before',
  'throttle',
  'poison',
  'timeout-after',
  'crash-before',
  'crash-after',
];

describe('a marked value', () => {
  let here: Siege;
  let orderId = '';
  const { state, plan } = striking();
  const replies: Utterance[] = [];
  const codes = new Set<string>();
  const planted = new Set<string>();
  const shownOnce: string[] = [];

  const heard = (path: string, reply: unknown): void => {
    const { body = '' } = (reply ?? {}) as Partial<Reply>;
    if (!body.startsWith('{"isSuccess"')) return;
    codes.add(codeSeen(reply as Reply).slice(4));
    // Whoever sends a field nobody knows is told its name: their own word, told to themselves.
    if (path.endsWith(': the name of a field')) return;
    replies.push({ place: `answer to ${path}`, text: JSON.stringify(reply) });
  };
  const plant = (value: string, path: string): void => {
    planted.add(`${path} <- ${value}`);
    count('plantings');
  };

  /** Persons where they belong, under one fault after the other. */
  const tellPersons = async (): Promise<void> => {
    for (const kind of [undefined, ...faults]) {
      state.kind = kind;
      const body = {
        ...askOf('create-order').body,
        serviceId: 'shop',
        customer: { name, email, phone },
      };
      const path = `create-order: customer, ${kind ?? 'no fault'}`;
      const asked = { ask: { ...askOf('create-order'), key: `told-${kind}`, body }, by: own };
      // A function that crashed has no answer: its gateway gives one.
      const reply = await here.knock(asked).catch(() => undefined);
      heard(path, reply);
      for (const value of [name, email, phone]) plant(value, path);
      state.kind = undefined;
      const again = await here.knock({ ...asked });
      heard(path, again);
      expect(codeSeen(again), path).toBe('201 COMMON_000');
      orderId = String(resultOf(again)['orderId']);
    }
    heard(
      'get-order',
      await here.knock({ ask: { route: 'get-order', params: { orderId } }, by: own }),
    );
  };

  const tellAccounts = async (): Promise<void> => {
    const { paymentId } = await depositOf(here, 'c8');
    for (const [nth, kind] of [undefined, ...faults].entries()) {
      const ask = {
        route: 'request-refund' as const,
        key: `account-${kind}`,
        params: { paymentId },
        body: { amount: 100 + nth, reason: 'mine', refundAccount },
      };
      const path = `request-refund: account, ${kind ?? 'no fault'}`;
      state.kind = kind;
      heard(path, await here.knock({ ask, by: own }).catch(() => undefined));
      state.kind = undefined;
      await here.pass(40_000);
      heard(path, await here.knock({ ask, by: own }));
      for (const value of [persons.account, persons.holder]) plant(value, path);
    }
    const ask = {
      route: 'request-refund' as const,
      key: 'later',
      params: { paymentId },
      body: { amount: 300, reason: 'mine' },
    };
    const params = { refundId: String(resultOf(await here.knock({ ask, by: own }))['refundId']) };
    const given = {
      route: 'give-refund-account' as const,
      key: 'given',
      params,
      body: { refundAccount },
    };
    heard('give-refund-account', await here.knock({ ask: given, by: own }));
    for (const value of [persons.account, persons.holder]) plant(value, 'give-refund-account');
    await here.pass(120_000);
  };

  /** A key is shown once, to the operator who made it. */
  const makeKey = async (): Promise<void> => {
    const operator = here.world.operator('o2');
    const answer = await here.settle(() =>
      operator.ask({
        route: 'create-api-key',
        key: 'a-new-key',
        params: { merchantId: 'M777' },
        body: { environment: 'live', scopes: ['orders:read'], reason: 'a new key' },
      }),
    );
    shownOnce.push(String(answer.result?.['secret']));
  };

  /** Every way in with every other value; then each with one, the store and the keys in trouble. */
  const tellStrays = async (): Promise<void> => {
    for (const [nth, way] of waysIn.entries()) {
      for (const value of Object.values(values).filter((_value, at) => (at + nth) % 2 === 0)) {
        heard(way.path, await way.send(here, value));
        plant(value, way.path);
      }
    }
    for (const kind of ['poison', 'error-before', 'crash-before'] as const) {
      state.kind = kind;
      for (const [nth, way] of waysIn.entries()) {
        const all = Object.values(values);
        const value = all[nth % all.length] ?? '';
        heard(way.path, await way.send(here, value).catch(() => undefined));
        plant(value, `${way.path}, ${kind}`);
      }
      state.kind = undefined;
    }
  };

  /** Refusals that only the engine can decide, with every value in headers nobody reads. */
  const tellRefusals = async (estate: Estate): Promise<void> => {
    for (const { code, ask, by = own, ageMs = 0 } of refusalsOf(estate)) {
      const path = `${ask.route}: ${code}`;
      for (const value of Object.values(values)) {
        const timestamp = new Date(here.now() - ageMs).toISOString();
        const change = (event: SiegeEvent) => ({
          ...event,
          headers: { ...event.headers, cookie: value, 'user-agent': value, 'x-card': value },
        });
        const reply = await here.knock({ ask, by, timestamp, change });
        expect(codeSeen(reply), path).toContain(code);
        heard(path, reply);
        plant(value, path);
      }
    }
  };

  beforeAll(async () => {
    here = await siege({ seed: 'canary', plan: () => plan });
    const estate = await estateOf(here, 'c1', 'M123');
    await tellRefusals(estate);
    await tellPersons();
    await tellAccounts();
    await makeKey();
    await tellStrays();
    await here.pass(30 * 60_000);
    await sealAudit(here);
  }, 60_000);

  const signatures = () =>
    here.world.requests
      .slice(0, 40)
      .flatMap(({ event }) => /signature=(\w+)/u.exec(JSON.stringify(event))?.[1] ?? []);
  const callbackSecrets = () =>
    allRows(here).flatMap(({ kind, fields }) =>
      kind === 'PAYMENT' && typeof fields['callbackSecret'] === 'string'
        ? [fields['callbackSecret']]
        : [],
    );
  const nowhere = (value: string): PlantedSecret => ({ value, allowed: [] });

  const plantings = (): Plantings => {
    const tokens = [...here.world.happenings.tokens];
    // What is tried with a token has it as its parameter: that is how a callback is waited for.
    const histories = here.world.workflows.histories().map(({ name: of, events }) => ({
      place: `history of ${of}`,
      text: tokens.reduce(
        (text, token) => text.replaceAll(token, '<token>'),
        JSON.stringify(events),
      ),
    }));
    return {
      control: orderId,
      elsewhere: [...here.utterances, ...replies, ...histories],
      secrets: [
        ...[...Object.values(values), ...Object.values(known), ...shownOnce].map(nowhere),
        ...signatures().map(nowhere),
        ...tokens.map((value) => ({ value, allowed: allowedPlaces.token })),
        ...callbackSecrets().map((value) => ({ value, allowed: allowedPlaces.callbackSecret })),
      ],
    };
  };

  const searched = (change: Partial<Plantings> = {}) =>
    r11.check({
      view: here.world.view,
      plantings: { ...plantings(), ...change },
    } as unknown as RunRecord);

  it('was told by every way in, and every kind of value was', () => {
    const told = [...planted].map((one) => one.split(' <- '));
    const paths = new Set(told.map(([path]) => path));
    const of = (value: string) =>
      new Set(told.filter(([, one]) => one === value).map(([path]) => path));

    for (const value of Object.values(values)) expect(of(value).size).toBeGreaterThanOrEqual(30);
    expect(paths.size).toBeGreaterThan(800);
    expect(plantings().secrets.length).toBeGreaterThan(Object.keys(values).length + 10);
    for (const special of [
      here.world.happenings.tokens.size,
      callbackSecrets().length,
      shownOnce.length,
      signatures().length,
    ]) {
      expect(special).toBeGreaterThan(0);
    }
    count('marked values', plantings().secrets.length);
    count('ways in', paths.size);
  });

  it('met every kind of error on its way', () => {
    const families = new Set([...codes].map((code) => code.split('_')[0]));

    expect(codes.size).toBeGreaterThanOrEqual(30);
    for (const family of ['AUTH', 'VAL', 'IDEM', 'SYS', 'ORD', 'PAY', 'REF', 'CRD']) {
      expect(families).toContain(family);
    }
    const levels = new Set(here.world.view.logs.map(({ level }) => level));
    expect(levels).toContain('ERROR');
    count('codes met', codes.size);
  });

  it('stands nowhere but where it may', () => {
    const { looked, breaches } = searched();

    expect(breaches.slice(0, 20)).toEqual([]);
    expect(looked).toBeGreaterThan(100_000);
    count('places searched', looked);
  });

  it('is a ciphertext where it is kept', () => {
    for (const { kind, attribute } of sealedPlaces) {
      const rows = allRows(here).filter(
        (row) => row.kind === kind && row.fields[attribute] !== undefined,
      );
      expect(rows.length, `${kind} ${attribute}`).toBeGreaterThan(0);
      for (const { fields } of rows) {
        const text = JSON.stringify(fields[attribute]);
        expect(text, `${kind} ${attribute}`).toMatch(/[A-Za-z0-9_+/=-]{64,}/u);
        for (const value of Object.values({ ...values, ...known }))
          expect(text).not.toContain(value);
      }
      count('sealed places');
    }
  });

  it.each([
    ['in a log line, in hex', (text: string) => Buffer.from(text).toString('hex'), 'logs'],
    [
      'in a log line, with separators',
      (text: string) => text.replaceAll(/(.{4})(?=.)/gu, '$1-'),
      'logs',
    ],
    ['in a message', (text: string) => text, 'elsewhere'],
    [
      'in a message, in base64',
      (text: string) => Buffer.from(text).toString('base64'),
      'elsewhere',
    ],
    ['in an answer, for a URL', (text: string) => encodeURIComponent(text), 'elsewhere'],
  ] as const)('would be found %s', (_where, spelled, place) => {
    const value = spelled('4242424242424242');
    const line = { at: 0, folder: 'api/x', level: 'INFO', message: 'x', fields: { note: value } };
    const { logs } = here.world.view;
    const view = {
      ...here.world.view,
      tables: here.world.view.tables,
      logs: place === 'logs' ? [...logs, line] : logs,
    };
    const more = place === 'logs' ? [] : [{ place: 'planted', text: `a ${value} b` }];

    const { breaches } = r11.check({
      view,
      plantings: { ...plantings(), elsewhere: more },
    } as unknown as RunRecord);

    expect(breaches).toHaveLength(1);
    count('planted leaks');
  });

  it('is not searched for in vain: without its control line the search fails', () => {
    const { breaches } = searched({ control: 'no such line anywhere' });

    expect(breaches.map(({ about }) => about)).toEqual(['no such line anywhere']);
    count('planted leaks');
  });
});
