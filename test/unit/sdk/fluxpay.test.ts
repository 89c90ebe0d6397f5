// The command line of operators: what a line asks of the API, what people read of the answer, and how it ends.
import { describe, expect, it } from 'vitest';
import { routeTable } from '#core/contracts/http/route-table.ts';
import { pauseOf } from '#sdk/cli/access.ts';
import type { Answer, Request, Role } from '#sdk/cli/api.ts';
import { readArguments } from '#sdk/cli/arguments.ts';
import type { Command } from '#sdk/cli/command.ts';
import { commands, everyCommand } from '#sdk/cli/commands.ts';
import { Failure } from '#sdk/cli/failure.ts';
import { helpOf } from '#sdk/cli/help.ts';
import { type Language, languageOf, same } from '#sdk/cli/language.ts';
import { progress } from '#sdk/cli/progress.ts';
import { requestOf } from '#sdk/cli/request-of.ts';
import { run } from '#sdk/cli/run.ts';
import { noSuchStage } from '#sdk/cli/stages.ts';
import { money, sheet, table } from '#sdk/cli/table.ts';

interface Sent {
  readonly role: Role;
  readonly request: Request;
}

const answer = (result: Answer['result'], over: Partial<Answer> = {}): Answer => ({
  status: 200,
  isSuccess: true,
  code: 'COMMON_000',
  message: 'ok',
  result,
  requestId: 'req-12345678',
  ...over,
});

const refusal = (status: number, code: string): Answer =>
  answer(null, { status, code, isSuccess: false });

const item = {
  attentionId: 'attn_1',
  severity: 'P2',
  kind: 'CANCEL_REFUSED',
  status: 'OPEN',
  moneyAtRisk: 9_000,
  currency: 'KRW',
  merchantId: 'M1',
  objectId: 'saga_1',
  dueAt: '2026-03-02T04:00:00.000Z',
};

/** A line typed, the API answering in turn; the last answer stays. */
const typed = async (
  line: string,
  answers: readonly (Answer | Error)[],
  {
    says = false,
    isTerminal = false,
    env = {},
    width,
  }: {
    says?: boolean;
    isTerminal?: boolean;
    env?: Record<string, string>;
    width?: number;
  } = {},
) => {
  const sent: Sent[] = [];
  let out = '';
  let err = '';
  let asked = '';
  const code = await run(
    line.split(' ').filter((word) => word !== ''),
    () =>
      Promise.resolve((role: Role, request: Request) => {
        const next = answers[Math.min(sent.length, answers.length - 1)];
        sent.push({ role, request });
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next as Answer);
      }),
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      isTerminal,
      width,
      confirm: (question) => {
        asked = question;
        return Promise.resolve(says);
      },
      env: { FLUXPAY_STAGE: 'local', ...env },
      now: () => sent.length * 3_000,
    },
  );
  return { code, sent, out, err, asked };
};

describe('a list', () => {
  it('is a table, and follows its cursor when all is asked', async () => {
    const first = answer({ items: [item], nextCursor: 'c1' });
    const last = answer({ items: [{ ...item, attentionId: 'attn_2' }] });

    const one = await typed('attention list --merchant M1 --status OPEN --status PROPOSED', [
      first,
    ]);
    const all = await typed('attention list --all', [first, last]);

    expect(one.sent).toEqual([
      {
        role: 'viewer',
        request: {
          method: 'GET',
          path: '/admin/v1/attention',
          query: { merchantId: 'M1', status: ['OPEN', 'PROPOSED'] },
        },
      },
    ]);
    expect(one.out.split('\n')[0]).toMatch(/^ITEM {4}SEV {2}KIND/u);
    expect(one.out).toContain('9,000 KRW');
    expect(one.err).toBe('there are more: --all shows them\n');
    expect([one.code, all.code]).toEqual([0, 0]);
    expect(all.sent[1]?.request.query).toEqual({ cursor: 'c1' });
    expect(all.out).toContain('attn_2');
  });

  it('is JSON when that is asked, and says when it is empty', async () => {
    const json = await typed('in-doubt list --json', [answer({ items: [] })]);
    const none = await typed('in-doubt list', [answer({ items: [] })]);

    expect(JSON.parse(json.out)).toEqual({ items: [] });
    expect(json.sent[0]?.request.query).toEqual({ status: 'IN_DOUBT' });
    expect(none.out).toBe('none\n');
  });
});

const act = 'attention resolve attn_1 --action RETRY --reason because';

describe('an act', () => {
  it('shows what it touches, asks, and goes out once with a key of its own', async () => {
    const yes = await typed(act, [answer(item)], { isTerminal: true, says: true });
    const no = await typed(act, [answer(item)], { isTerminal: true });

    expect(yes.asked).toBe('attention resolve: go on? [y/N] ');
    expect(
      yes.sent.map(({ role, request }) => `${role} ${request.method} ${request.path}`),
    ).toEqual([
      'viewer GET /admin/v1/attention/attn_1',
      'operator POST /admin/v1/attention/attn_1/resolve',
    ]);
    expect(yes.sent[1]?.request).toMatchObject({
      body: { action: 'RETRY', reason: 'because' },
      idempotencyKey: expect.stringMatching(/^cli-/u) as string,
    });
    expect(yes.err).toContain('touches 1 object');
    expect(yes.err).toContain('request req-12345678');
    expect([yes.code, no.code, no.sent.length]).toEqual([0, 1, 1]);
    expect(no.err).toContain('nothing was done');
  });

  it('is not done unasked where nobody can be asked', async () => {
    const silent = await typed(act, [answer(item)]);
    const meant = await typed(`${act} --yes --key k-1`, [answer(item)]);

    expect(silent).toMatchObject({ code: 2 });
    expect(silent.sent).toHaveLength(1);
    expect(silent.err).toContain('add --yes');
    expect(meant.sent[1]?.request.idempotencyKey).toBe('k-1');
  });

  it('carries evidence, and an approval goes out under the approver’s role', async () => {
    const proposed = await typed(
      'attention resolve attn_1 --action CLOSE --reason r --yes --transaction-key t-1 --pg-at 2026-03-01T00:00:00Z',
      [answer(item)],
    );
    const approved = await typed('attention approve attn_1 --action CLOSE --reason r --yes', [
      answer(item),
    ]);
    const made = await typed(
      'merchants create --id M9 --name Cups --services a,b --providers {"test":{}} --reason r --yes',
      [answer({ merchantId: 'M9' })],
    );

    expect(proposed.sent[1]?.request.body).toMatchObject({
      evidence: { transactionKey: 't-1', at: '2026-03-01T00:00:00Z' },
    });
    expect(approved.sent[1]?.role).toBe('approver');
    expect(made.sent[0]?.request.body).toEqual({
      merchantId: 'M9',
      name: 'Cups',
      services: ['a', 'b'],
      providers: { test: {} },
      reason: 'r',
    });
    expect(made.err).toContain('makes 1 object');
  });
});

describe('how a line ends', () => {
  it.each([
    ['1 where the engine refuses', refusal(409, 'SYS_006'), 1],
    ['2 where the input is wrong', refusal(400, 'VAL_001'), 2],
    ['3 where the role may not', refusal(403, 'HTTP_403'), 3],
    ['3 where another person must', refusal(403, 'SYS_007'), 3],
    ['4 where the engine is away', refusal(503, 'SYS_002'), 4],
    ['4 where nothing answers', new Failure(4, same('no answer')), 4],
  ])('%s', async (_name, told, code) => {
    const ended = await typed('sagas show saga_1', [told]);

    expect(ended.code).toBe(code);
    expect(ended.err).toMatch(/^fluxpay: /u);
  });

  it.each([
    ['nothing answers', new Failure(4, same('no answer')), '', 4],
    ['the engine is away', refusal(503, 'SYS_002'), '', 4],
    ['the engine is away, as JSON', refusal(500, 'SYS_001'), ' --json', 4],
    ['the PG has not said yet', refusal(202, 'PAY_005'), '', 1],
    ['the PG has not said yet, as JSON', refusal(202, 'PAY_005'), ' --json', 1],
    ['the same is being done', refusal(409, 'IDEM_001'), '', 1],
  ])(
    'names the key of an act of which nobody said that it was not done: %s',
    async (_name, told, more, code) => {
      const line = 'payments refund pay_1 --amount 1000 --reason r --yes';
      const ended = await typed(`${line}${more}`, [answer({ paymentId: 'pay_1' }), told]);
      const key = ended.sent.at(-1)?.request.idempotencyKey ?? 'none';

      expect(ended.code).toBe(code);
      expect(key).toMatch(/^cli-/u);
      expect(ended.err).toContain(key);

      const again = await typed(`${line} --key ${key}${more}`, [
        answer({ paymentId: 'pay_1' }),
        answer({}),
      ]);

      expect(again.sent.at(-1)?.request.idempotencyKey).toBe(key);
    },
  );

  it('names no key of an act that was refused: nothing was done', async () => {
    const line = 'payments refund pay_1 --amount 1000 --reason r --yes';
    const { code, sent, err } = await typed(line, [
      answer({ paymentId: 'pay_1' }),
      refusal(409, 'PAY_010'),
    ]);

    expect([code, sent.length]).toEqual([1, 2]);
    expect(err).toMatch(/^fluxpay: .*PAY_010/mu);
    expect(err).not.toContain('--key');
  });

  it.each([
    ['no such command', 'attention lst', 'attention list'],
    ['no command at all', '', 'fluxpay --help'],
    ['a command without its s', 'saga lst', 'sagas list'],
    ['a word too many', 'sagas show a b', '<sagaId>'],
    ['an option without its value', 'sagas list --merchant', '--merchant needs a value'],
    ['a flag with a value', 'sagas list --json=x', '--json takes no value'],
    ['a time that is none', 'breaker disable b --reason r --for soon', '90s, 30m or 2h'],
    ['no such language', 'sagas list --lang de', 'ko or en'],
    ['a word too few', 'attention show', '<attentionId>'],
    ['an option that is needed', 'attention ack attn_1', '--reason'],
    ['an option that nobody knows', 'attention list --colour red', 'fluxpay --help'],
    [
      'JSON that is none',
      'merchants create --id M --name n --providers {x --reason r --yes',
      'JSON',
    ],
    ['no path of operators', 'request GET /api/v1/orders', 'npm run request'],
    ['no method', 'request PUT /admin/v1/x', 'GET, POST, PATCH'],
    ['no merchant', 'trial-balance', '--merchant'],
  ])('2 for %s, with what to type', async (_name, line, hint) => {
    const ended = await typed(line, [answer({})]);

    expect(ended.code).toBe(2);
    expect(ended.err).toContain(hint);
  });

  it('2 without a stage', async () => {
    await expect(async () => readArguments(['attention', 'list'], {})).rejects.toThrow(/stage/u);
  });

  it('throws what is a bug, and hides none', async () => {
    await expect(typed('sagas show saga_1', [new TypeError('bug')])).rejects.toThrow('bug');
  });
});

describe('what was refused', () => {
  const faults = { fieldErrors: [{ field: 'merchantId', code: 'required', message: 'Required.' }] };
  const refused = answer(faults, {
    status: 400,
    code: 'VAL_001',
    isSuccess: false,
    message: 'Bad.',
  });

  it('is a sentence with the options at fault and what they need, never JSON', async () => {
    const { err, out } = await typed('sagas list', [refused]);

    expect(err.split('\n').slice(0, 3)).toEqual([
      'fluxpay: Bad. (VAL_001, HTTP 400)',
      '  --merchant: Required.',
      '  request req-12345678',
    ]);
    expect(err).toContain('Needs --merchant or --order');
    expect(err).not.toContain('{');
    expect(out).toBe('');
  });

  it('is the answer as it came, on stderr, where JSON is asked', async () => {
    const { err, out, code } = await typed('sagas list --json', [refused]);

    expect(JSON.parse(err)).toMatchObject({ code: 'VAL_001', result: faults });
    expect([out, code]).toEqual(['', 2]);
  });

  it('tells whatever else the answer holds, one name a line', async () => {
    const { err } = await typed('sagas show saga_1', [
      answer({ refundable: 500 }, { status: 409, code: 'REF_003', isSuccess: false }),
    ]);

    expect(err).toContain('  refundable  500\n');
  });

  it('names the stages that there are for one that is not', () => {
    expect(noSuchStage('nope', ['dev', 'local']).says).toEqual({
      en: 'there is no stage "nope"; there are: dev, local',
      ko: '"nope" 스테이지는 없습니다. 있는 스테이지: dev, local',
    });
    expect(noSuchStage('nope', [])).toMatchObject({ exitCode: 2 });
  });
});

describe('the language', () => {
  it.each([
    ['--lang before all', 'en', { LC_ALL: 'ko_KR.UTF-8' }, 'en'],
    ['LC_ALL before LANG', undefined, { LC_ALL: 'en_US.UTF-8', LANG: 'ko_KR.UTF-8' }, 'en'],
    ['LC_MESSAGES before LANG', undefined, { LC_MESSAGES: 'ko_KR', LANG: 'en_US' }, 'ko'],
    ['an empty LC_ALL is none', undefined, { LC_ALL: '', LANG: 'ko_KR.UTF-8' }, 'ko'],
    ['a bare ko', undefined, { LANG: 'ko' }, 'ko'],
    ['Konkani is not Korean', undefined, { LANG: 'kok_IN.UTF-8' }, 'en'],
    ['C is English', undefined, { LANG: 'C.UTF-8' }, 'en'],
    ['nothing is English', undefined, {}, 'en'],
  ])('%s', (_name, asked, env, expected) => {
    expect(languageOf(asked, env)).toBe(expected);
  });

  it('is that of titles, questions, refusals and help', async () => {
    const env = { LANG: 'ko_KR.UTF-8' };
    const list = await typed('attention list', [answer({ items: [item], nextCursor: 'c' })], {
      env,
    });
    const asked = await typed(act, [answer(item)], { env, isTerminal: true });
    const wrong = await typed('attention lst', [], { env });
    const help = await typed('attention resolve --help', [], { env });
    const english = await typed('attention list --lang en', [answer({ items: [] })], { env });

    expect(list.out.split('\n')[0]).toMatch(/^항목 +등급 +종류/u);
    expect(list.err).toContain('더 있습니다');
    expect(asked.asked).toBe('attention resolve: 계속할까요? [y/N] ');
    expect(wrong.err).toContain('명령은 없습니다');
    expect(help.out).toContain('(필수)');
    expect(english.out).toBe('none\n');
  });

  it('has both texts everywhere, and the Korean one is Korean', () => {
    const texts = everyCommand.flatMap(({ help, hint }) => [help, ...(hint ? [hint] : [])]);

    for (const { en, ko } of texts) {
      expect(en).toMatch(/^[\p{ASCII}’…–]+$/u);
      expect(ko).toMatch(/[가-힣]/u);
    }
    expect(texts.length).toBeGreaterThan(34);
  });
});

describe('help', () => {
  it('is there for every command, also for those of more than one request, and sends nothing', async () => {
    for (const { name } of everyCommand) {
      const { code, out, sent } = await typed(`${name} --help`, []);

      expect([name, code, out.split('\n')[0]?.startsWith(`fluxpay ${name}`)]).toEqual([
        name,
        0,
        true,
      ]);
      expect(sent).toEqual([]);
    }
    expect(everyCommand.length).toBeGreaterThan(34);
  });

  it('of a group tells each of its commands', async () => {
    const { code, out } = await typed('breakers --help', []);

    expect(code).toBe(0);
    for (const name of ['list', 'get', 'force-open', 'force-half-open', 'disable', 'reset']) {
      expect(out).toContain(`fluxpay breaker ${name}`);
    }
  });
});

describe('a line', () => {
  it('whose value looks like an option is told the form to type, and its own help', async () => {
    const line = 'payments refund pay_1 --amount -5 --reason r';
    const negative = await typed(line, []);
    const korean = await typed(line, [], { env: { LANG: 'ko_KR.UTF-8' } });
    const none = await typed('payments refund pay_1 --reason r --amount', []);

    expect([negative.code, negative.sent]).toEqual([2, []]);
    expect(negative.err).toBe(
      'fluxpay: --amount cannot read "-5": whole minor units, from 1; default: all that is left\n' +
        '  a value that begins with - is typed --amount=…\n' +
        '  fluxpay payments refund --help tells its options; fluxpay --help all commands\n',
    );
    expect(korean.err).toContain(
      '--amount 뒤의 "-5": 읽을 수 없습니다. 최소 화폐 단위의 정수, 1 이상',
    );
    expect(none.err).toBe(
      'fluxpay: --amount needs a value: whole minor units, from 1; default: all that is left\n' +
        '  fluxpay payments refund --help tells its options; fluxpay --help all commands\n',
    );
  });

  it('may begin with its options', async () => {
    const { code, sent } = await typed('--stage dev --json sagas show saga_1', [answer({})]);

    expect([code, sent[0]?.request.path]).toEqual([0, '/admin/v1/sagas/saga_1']);
  });
});

describe('breakers and audit', () => {
  it('forces a breaker for a while, and sends what the action is', async () => {
    const row = { name: 'pg-toss-confirm', state: 'CLOSED' };
    const { sent, err } = await typed(
      'breaker force-open pg-toss-confirm --for 30m --reason away --yes',
      [answer(row)],
    );

    expect(err).toContain('pg-toss-confirm');
    expect(sent[1]).toMatchObject({
      role: 'operator',
      request: {
        path: '/admin/v1/circuit-breakers/pg-toss-confirm',
        body: { action: 'FORCE_OPEN', forSeconds: 1_800, reason: 'away' },
      },
    });
  });

  it('has a dash for people where a breaker has nothing to tell, and JSON as it came', async () => {
    const idle = {
      name: 'pg-toss-confirm',
      state: 'CLOSED',
      failureRate: '-1.00%',
      slowCallRate: '-1.00%',
      numberOfBufferedCalls: 3,
      numberOfNotPermittedCalls: 0,
      stateSince: '1970-01-01T00:00:00.000Z',
    };
    const told = { ...idle, failureRate: '44.00%', stateSince: '2026-03-02T04:00:00.000Z' };

    const list = await typed('breaker list', [answer({ items: [idle, told] })]);
    const one = await typed('breaker get pg-toss-confirm', [answer(idle)]);
    const reset = await typed('breaker reset pg-toss-confirm --reason r --yes', [answer(idle)]);
    const json = await typed('breaker get pg-toss-confirm --json', [answer(idle)]);

    expect(list.out.split('\n').map((line) => line.split(/ {2,}/u))).toEqual([
      ['BREAKER', 'STATE', 'FAILED', 'SLOW', 'CALLS', 'REFUSED', 'SINCE', 'UNTIL'],
      ['pg-toss-confirm', 'CLOSED', '-', '-', '3', '0', '-'],
      ['pg-toss-confirm', 'CLOSED', '44.00%', '-', '3', '0', '2026-03-02T04:00:00.000Z'],
      [''],
    ]);
    for (const { out } of [one, reset]) {
      expect(out).toMatch(/^failureRate +-\nslowCallRate +-\n/mu);
      expect(out).toMatch(/^stateSince +-$/mu);
    }
    expect(reset.err).not.toContain('1970');
    expect(JSON.parse(json.out)).toEqual(idle);
  });

  it('searches the audit of a merchant, and asks for its name first', async () => {
    const found = await typed('audit list --merchant M1 --action order.create', [
      answer({ items: [{ auditId: 'aud_1', actor: 'key_1', action: 'order.create' }] }),
    ]);
    const nobody = await typed('audit list', []);

    expect(found.sent[0]?.request.query).toEqual({ merchantId: 'M1', action: 'order.create' });
    expect(found.out).toContain('aud_1');
    expect([nobody.code, nobody.sent]).toEqual([2, []]);
    expect(nobody.err).toContain('--merchant');
  });
});

describe('a narrow terminal', () => {
  it('has one block a row, and no line that breaks', async () => {
    const wide = await typed('attention list', [answer({ items: [item] })], { width: 200 });
    const narrow = await typed('attention list', [answer({ items: [item] })], { width: 60 });

    expect(wide.out.split('\n')).toHaveLength(3);
    expect(narrow.out).toContain('ITEM      attn_1\nSEV       P2\n');
    for (const line of narrow.out.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  });
});

describe('in-doubt check', () => {
  const doubt = (status: string, paymentId = 'pay_1', operation?: string) =>
    answer({ paymentId, status, ...(operation === undefined ? {} : { inDoubt: { operation } }) });

  it('reads each of them now: 1 while one is left, 0 when none is', async () => {
    const page = answer({ items: [{ paymentId: 'pay_1' }, { paymentId: 'pay_2' }] });
    const some = await typed('in-doubt check', [
      page,
      doubt('CONFIRMED'),
      doubt('IN_DOUBT', 'pay_2', 'CONFIRM'),
    ]);
    const one = await typed('in-doubt check pay_1 --json', [doubt('CONFIRMED')]);
    const none = await typed('in-doubt check', [answer({ items: [] })]);

    expect(some.code).toBe(1);
    expect(some.out).toContain('1 of 2 still in doubt');
    expect(some.sent[1]?.request.query).toEqual({ refresh: 'true' });
    expect(one.code).toBe(0);
    expect(JSON.parse(one.out)).toEqual({
      items: [{ paymentId: 'pay_1', status: 'CONFIRMED' }],
      inDoubt: 0,
    });
    expect([none.code, none.out]).toEqual([0, 'none in doubt\n']);
  });

  it('counts a refund in doubt, whatever the status of its payment', async () => {
    const left = await typed('in-doubt check pay_1', [doubt('CONFIRMED', 'pay_1', 'REFUND')]);

    expect(left.code).toBe(1);
    expect(left.out).toMatch(/pay_1 +CONFIRMED +REFUND\n1 of 1 still in doubt/u);
  });
});

describe('trial-balance', () => {
  const row = (account: string, balance: string) => ({
    account,
    currency: 'KRW',
    debit: '9000',
    credit: '0',
    balance,
  });
  const page = (over: object) =>
    answer({
      payments: 1,
      groups: 2,
      isBalanced: true,
      accounts: [row('sales', '-9000')],
      ...over,
    });

  it('adds its pages, and is 1 when one does not meet', async () => {
    const whole = await typed('trial-balance --merchant M1 --json', [
      page({ nextCursor: 'c' }),
      page({ accounts: [row('sales', '-1'), row('vat', '1')] }),
    ]);
    const off = await typed('trial-balance --merchant M1', [page({ isBalanced: false })]);

    expect(whole.code).toBe(0);
    expect(JSON.parse(whole.out)).toMatchObject({
      payments: 2,
      groups: 4,
      accounts: [{ account: 'sales', balance: '-9001', debit: '18000' }, { account: 'vat' }],
    });
    expect(off.code).toBe(1);
    expect(off.out).toContain('NOT BALANCED');
    expect(off.out).toContain('-9,000 KRW');
  });
});

describe('request', () => {
  const approve = 'request post /admin/v1/attention/a/approve --data {"action":"CLOSE"}';

  it('sends a line as it is, and prints what came', async () => {
    const read = await typed('request GET /admin/v1/attention?status=OPEN&status=PROPOSED', [
      answer({ items: [] }),
    ]);
    const written = await typed(`${approve} --yes`, [answer({ status: 'RESOLVED' })]);
    const broken = await typed('request POST /admin/v1/x --data {', [answer({})]);

    expect(read.sent[0]?.request.query).toEqual({ status: ['OPEN', 'PROPOSED'] });
    expect(read.err).toBe('HTTP 200  request req-12345678\n');
    expect(JSON.parse(read.out)).toMatchObject({ isSuccess: true, result: { items: [] } });
    expect(written.sent).toMatchObject([
      {
        role: 'approver',
        request: { body: { action: 'CLOSE' }, idempotencyKey: expect.stringMatching(/^cli-/u) },
      },
    ]);
    expect([read.code, written.code, broken.code]).toEqual([0, 0, 2]);
  });

  it('asks before it changes something, and is not sent unasked where nobody can be asked', async () => {
    const yes = await typed(approve, [answer({})], { isTerminal: true, says: true });
    const no = await typed(approve, [answer({})], { isTerminal: true });
    const silent = await typed(approve, [answer({})]);

    expect(yes.asked).toBe('request: go on? [y/N] ');
    expect(yes.err).toContain('sends 1 request: POST /admin/v1/attention/a/approve');
    expect([yes.code, yes.sent.length]).toEqual([0, 1]);
    expect([no.code, no.sent.length]).toEqual([1, 0]);
    expect(no.err).toContain('nothing was done');
    expect([silent.code, silent.sent.length]).toEqual([2, 0]);
    expect(silent.err).toContain('add --yes');
  });

  it.each([
    ['the engine', refusal(409, 'SYS_006'), 1],
    ['a contract', refusal(400, 'VAL_001'), 2],
    ['another person’s rule', refusal(403, 'SYS_007'), 3],
    ['nobody who is there', refusal(503, 'SYS_002'), 4],
  ])('refused by %s ends as other commands do, and tells it on stderr', async (_by, told, code) => {
    const plain = await typed('request GET /admin/v1/attention', [told]);
    const json = await typed('request GET /admin/v1/attention --json', [told]);

    expect([plain.code, plain.out, json.code, json.out]).toEqual([code, '', code, '']);
    expect(plain.err).toMatch(/^fluxpay: /u);
    expect(JSON.parse(json.err)).toMatchObject({ code: told.code });
  });

  it('names the key of a change of which nobody said that it was not done', async () => {
    const { code, sent, err } = await typed(`${approve} --yes`, [refusal(503, 'SYS_002')]);

    expect(code).toBe(4);
    expect(err).toContain(`--key ${sent[0]?.request.idempotencyKey}`);
  });
});

describe('the table of commands', () => {
  it('asks only for routes that are, with their own words', () => {
    const rows = routeTable.map(({ method, path }) => `${method} ${path}`);

    for (const { method, path } of commands) expect(rows).toContain(`${method} /admin/v1${path}`);
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });

  it('takes a reason wherever something changes, and tells its options', async () => {
    for (const command of commands.filter(({ method }) => method !== 'GET')) {
      expect(Object.keys(command.options)).toContain('reason');
      expect(helpOf(command, 'en')).toContain('--reason');
    }
    const help = await typed('attention resolve --help', []);
    const all = await typed('--help', []);
    expect([help.code, all.code]).toEqual([0, 0]);
    expect(all.out).toContain('Exit codes');
  });

  it('escapes what stands in a path', () => {
    const { command, asked } = readArguments(['sagas', 'show', 'a/b?c', '--stage', 'x'], {});

    expect(requestOf(command as Command, asked)).toMatchObject({
      path: '/admin/v1/sagas/a%2Fb%3Fc',
    });
  });
});

describe('a limit', () => {
  it('is waited for as long as the engine says, and nothing else is', () => {
    const limited = (code: string, result: Answer['result']) =>
      pauseOf({ ...refusal(429, code), result });

    expect(limited('RATE_001', { retryAfterMs: 2_500 })).toBe(2_500);
    expect(limited('RATE_001', { retryAfterMs: 90_000 })).toBe(15_000);
    expect(limited('RATE_004', null)).toBe(1_000);
    expect(limited('SYS_006', null)).toBeUndefined();
  });
});

describe('what people read', () => {
  it('has money in its currency, and Hangul as wide as it is', () => {
    expect([
      money(9_000, 'KRW'),
      money('1250', 'USD'),
      money(-5, 'USD'),
      money(undefined, 'KRW'),
    ]).toEqual(['9,000 KRW', '12.50 USD', '-0.05 USD', '']);
    expect(
      table(
        [
          { a: '컵', b: 1 },
          { a: 'cup', b: 22 },
        ],
        [
          { title: same('A'), path: 'a' },
          { title: same('B'), path: 'b' },
        ],
        { language: 'en' },
      ),
    ).toBe('A    B\n컵   1\ncup  22');
    expect(sheet({ id: 'x', deep: { one: 1 }, list: [{ a: 1 }, { a: 2 }], words: ['y'] })).toBe(
      'id     x\ndeep\n  one  1\nlist (2)\n    a  1\n  --\n    a  2\nwords  ["y"]',
    );
  });

  it('has progress after two seconds: a bar for people, lines for files', () => {
    const told = (isTerminal: boolean, language: Language = 'en') => {
      let text = '';
      let now = 0;
      const bar = progress(4, {
        isTerminal,
        language,
        write: (one) => (text += one),
        now: () => now,
      });
      for (now of [1_000, 12_000, 13_000, 24_000]) bar.step();
      bar.end();
      return text;
    };

    expect(told(false)).toBe('2 of 4, 0.2/s, 12 s left\n4 of 4, 0.2/s, 0 s left\n');
    expect(told(false, 'ko').split('\n')[0]).toBe('4건 중 2건, 초당 0.2건, 12초 남음');
    expect(told(true)).toContain('[##########..........] 2 of 4');
    expect(told(true).endsWith('\n')).toBe(true);
  });
});
