// The hosted window and the script that opens it, as a browser meets them. A real browser plays them in
// the e2e tier; here every way out of the window is taken, with what the PG knows afterwards.
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { declineAmounts } from '#local/pg-simulator/fault-catalogue.ts';
import type { LiarRequest } from '#local/pg-simulator/wire.ts';
import { confirmOf, inProcess, type Opened, overHttp, type Seen } from './doors.ts';

const successUrl = 'https://shop.example/done?from=card';
const failUrl = 'https://shop.example/failed';

const page = (path: string, headers: Readonly<Record<string, string>> = {}): LiarRequest => ({
  method: 'GET',
  path,
  headers,
});

const press = (path: string, action: string, more: Readonly<Record<string, string>> = {}) => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ action, ...more }).toString(),
});

let orders = 0;

const openWindow = (
  { pg }: Opened,
  more: Partial<Parameters<Opened['pg']['control']['openPayment']>[0]> = {},
) => {
  orders += 1;
  const orderId = `window-${orders}`;
  const opened = pg.control.openPayment({
    orderId,
    amount: 50_000,
    orderName: '토스 티셔츠 외 2건',
    successUrl,
    failUrl,
    ...more,
  });
  const paymentKey = String(opened['paymentKey']);
  return { paymentKey, orderId, amount: 50_000, path: `/v1/payments/${paymentKey}/checkout` };
};

const landed = ({ status, headers }: Seen) => {
  expect(status).toBe(303);
  const url = new URL(headers['location'] ?? '');
  return { at: url.origin + url.pathname, says: Object.fromEntries(url.searchParams) };
};

describe('20: the payment window', () => {
  it.each([
    ['ko', '결제', '₩50,000', '카드', '토스 티셔츠 외 2건'],
    ['en', 'Payment', '₩50,000', 'CARD', '토스 티셔츠 외 2건'],
  ])('is a page in %s that names the order, the method and the amount', async (lang, ...words) => {
    const opened = await inProcess.open();
    const { path } = openWindow(opened);

    const seen = await opened.send(page(`${path}?lang=${lang}`));

    expect(seen.status).toBe(200);
    expect(seen.headers['content-type']).toContain('text/html');
    expect(seen.text).toContain(`<html lang="${lang}">`);
    for (const word of words) expect(seen.text).toContain(word);
    for (const action of ['approve', 'decline', 'timeout', 'slow', 'fail', 'close']) {
      expect(seen.text).toContain(`value="${action}"`);
    }
  });

  it('speaks the language of the browser, and Korean where it names none', async () => {
    const opened = await inProcess.open();
    const { path } = openWindow(opened);

    const english = await opened.send(page(path, { 'accept-language': 'en-US,en;q=0.9' }));
    const silent = await opened.send(page(path));

    expect(english.text).toContain('<html lang="en">');
    expect(silent.text).toContain('<html lang="ko">');
  });

  it('takes nothing from another host, and lets no order name into its markup', async () => {
    const opened = await inProcess.open();
    const { path } = openWindow(opened, { orderName: '<script>alert("1")</script>' });

    const { text, headers } = await opened.send(page(path));

    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(text).not.toMatch(/<script|https?:\/\//u);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('returns to the shop with the three words of a confirm, which then succeeds', async () => {
    const opened = await overHttp.open();
    const payment = openWindow(opened);

    const { at, says } = landed(await opened.send(press(payment.path, 'approve')));
    const { orderId, paymentKey, amount } = payment;

    expect(at).toBe('https://shop.example/done');
    expect(says).toEqual({ from: 'card', paymentKey, orderId, amount: '50000' });
    expect((await opened.send(confirmOf({ orderId, paymentKey, amount }))).json.status).toBe(
      'DONE',
    );
    await opened.close();
  });

  it.each(Object.values(declineAmounts))('declines the confirm with %s', async (code) => {
    const opened = await inProcess.open();
    const { path, ...payment } = openWindow(opened);

    landed(await opened.send(press(path, 'decline', { code })));

    expect((await opened.send(confirmOf(payment))).json.code).toBe(code);
    expect(opened.pg.control.truth.payment(payment.paymentKey).approvals).toBe(0);
  });

  it('approves and lets nobody hear of it', async () => {
    const opened = await inProcess.open();
    const { path, ...payment } = openWindow(opened);

    landed(await opened.send(press(path, 'timeout')));
    const seen = await opened.send(confirmOf(payment, { key: 'k1' }));

    expect(seen.kind).toBe('no-reply');
    expect(opened.pg.control.truth.payment(payment.paymentKey).approvals).toBe(1);
    expect((await opened.send(confirmOf(payment, { key: 'k1' }))).json.status).toBe('DONE');
  });

  it('approves late', async () => {
    const slept: number[] = [];
    const timers = {
      setTimeout: (run: () => void, ms: number) => {
        slept.push(ms);
        queueMicrotask(run);
      },
      clearTimeout: () => undefined,
    };
    const opened = await inProcess.open({ timers });
    const { path, ...payment } = openWindow(opened);

    landed(await opened.send(press(path, 'slow')));

    expect((await opened.send(confirmOf(payment))).json.status).toBe('DONE');
    expect(slept).toEqual([3_000]);
  });

  it.each([
    ['fail', 'ABORTED', { code: 'REJECT_CARD_COMPANY', orderId: expect.any(String) as string }],
    ['close', 'READY', { code: 'PAY_PROCESS_CANCELED' }],
  ])('returns without success on %s, and the payment is %s', async (action, status, words) => {
    const opened = await inProcess.open();
    const { path, paymentKey } = openWindow(opened);

    const { at, says } = landed(await opened.send(press(path, action)));

    expect(at).toBe(failUrl);
    expect(says).toEqual({ ...words, message: expect.any(String) as string });
    expect(opened.pg.control.truth.payment(paymentKey).status).toBe(status);
  });

  it('is over once it was left: a second press changes nothing, and leads where the first did', async () => {
    const opened = await inProcess.open();
    const { path, paymentKey, orderId, amount } = openWindow(opened);
    const first = landed(await opened.send(press(path, 'approve')));

    const again = landed(await opened.send(press(path, 'fail')));
    const shown = await opened.send(page(path));
    const { status } = opened.pg.control.truth.payment(paymentKey);
    await opened.send(confirmOf({ paymentKey, orderId, amount }));
    const late = await opened.send(press(path, 'approve'));

    expect(again).toEqual(first);
    expect(late.status).toBe(409);
    expect(shown.text).toContain('IN_PROGRESS');
    expect(shown.text).not.toContain('<form');
    expect(status).toBe('IN_PROGRESS');
  });

  it('says so where it knows no way back', async () => {
    const opened = await inProcess.open();
    const orderId = 'window-alone';
    const paymentKey = String(
      opened.pg.control.openPayment({ orderId, amount: 1_000 })['paymentKey'],
    );

    const seen = await opened.send(press(`/v1/payments/${paymentKey}/checkout`, 'approve'));

    expect(seen.status).toBe(200);
    expect(seen.text).toContain('IN_PROGRESS');
  });

  it('is none for an unknown payment, and knows no other button', async () => {
    const opened = await inProcess.open();
    const { path } = openWindow(opened);

    expect((await opened.send(page('/v1/payments/nobody/checkout'))).status).toBe(404);
    expect((await opened.send(press('/v1/payments/nobody/checkout', 'fail'))).status).toBe(404);
    expect((await opened.send(press(path, 'steal'))).json.code).toBe('INVALID_REQUEST');
  });
});

interface Sdk {
  payment(of?: { readonly customerKey?: string }): {
    requestPayment(wanted: object): Promise<never>;
    requestBillingAuth(wanted: object): Promise<never>;
  };
}

type TossPayments = ((clientKey?: string) => Sdk) & { readonly ANONYMOUS: string };

/** Runs the script as a page of a shop does; what it would navigate to is noted. */
const shopPage = async (opened: Opened) => {
  const { text, headers } = await opened.send(page('/sdk/v2/standard'));
  expect(headers['content-type']).toContain('text/javascript');
  const visited: string[] = [];
  const origin = 'http://pg.example:4580';
  const sandbox = {
    document: {
      currentScript: { src: `${origin}/sdk/v2/standard` },
      documentElement: { lang: 'en' },
    },
    navigator: { language: 'ko' },
    window: { location: { assign: (url: string) => visited.push(url) } } as Record<string, unknown>,
    URL,
    fetch: async (url: string, { method, body }: { method: string; body: string }) => {
      const seen = await opened.send({ method, path: url.slice(origin.length), body });
      expect(seen.headers['access-control-allow-origin']).toBe('*');
      return { ok: seen.status < 400, json: async () => seen.json };
    },
  };
  runInContext(text, createContext(sandbox));
  return { TossPayments: sandbox.window['TossPayments'] as TossPayments, visited };
};

const wantedPayment = {
  method: 'CARD',
  amount: { currency: 'KRW', value: 12_300 },
  orderId: 'order-from-sdk',
  orderName: 'A shirt',
  successUrl,
  failUrl,
};

const arrived = async (visited: readonly string[]): Promise<URL> => {
  while (visited.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return new URL(visited[0] ?? '');
};

const clientKey = 'test_ck_liar_tliar01';

describe('20: the script of a shop', () => {
  it('opens the window of the payment it asks for', async () => {
    const opened = await inProcess.open();
    const { TossPayments, visited } = await shopPage(opened);

    void TossPayments(clientKey)
      .payment({ customerKey: TossPayments.ANONYMOUS })
      .requestPayment(wantedPayment);
    const { pathname, search } = await arrived(visited);

    expect(search).toBe('?lang=en');
    const [truth] = opened.pg.control.truth.order('order-from-sdk').payments;
    expect(pathname).toBe(`/v1/payments/${String(truth?.payment['paymentKey'])}/checkout`);
    expect(truth?.payment).toMatchObject({ status: 'READY', totalAmount: 12_300 });
    const { says } = landed(await opened.send(press(pathname, 'approve')));
    expect(says).toMatchObject({ orderId: 'order-from-sdk', amount: '12300' });
  });

  it('opens the window of a card, whose consent may be exchanged', async () => {
    const opened = await inProcess.open();
    const { TossPayments, visited } = await shopPage(opened);

    void TossPayments(clientKey)
      .payment({ customerKey: 'customer-1' })
      .requestBillingAuth({ method: 'CARD', successUrl, failUrl });
    const { pathname } = await arrived(visited);
    const shown = await opened.send(page(pathname));
    const { says } = landed(await opened.send(press(pathname, 'approve')));

    expect(shown.text).toContain('customer-1');
    expect(says).toEqual({
      from: 'card',
      customerKey: 'customer-1',
      authKey: expect.any(String) as string,
    });
    expect((await opened.send(press(pathname, 'approve'))).status).toBe(404);
  });

  it.each(['fail', 'close'])('comes back without a card on %s', async (action) => {
    const opened = await inProcess.open();
    const { TossPayments, visited } = await shopPage(opened);
    void TossPayments(clientKey)
      .payment({ customerKey: 'customer-1' })
      .requestBillingAuth({ method: 'CARD', successUrl, failUrl });
    const { pathname } = await arrived(visited);

    const { at, says } = landed(await opened.send(press(pathname, action)));

    expect(at).toBe(failUrl);
    expect(Object.keys(says)).toEqual(['code', 'message']);
  });

  it.each([
    ['another client key', 'test_ck_nobody', {}, 'UNAUTHORIZED_KEY'],
    ['no amount', clientKey, { amount: undefined }, 'INVALID_REQUEST'],
    [
      'an address that is none',
      clientKey,
      { successUrl: 'javascript:alert(1)' },
      'INVALID_REQUEST',
    ],
    ['an order id that is none', clientKey, { orderId: 'x' }, 'INVALID_REQUEST'],
  ])('refuses %s', async (_name, key, wrong, code) => {
    const opened = await inProcess.open();
    const { TossPayments, visited } = await shopPage(opened);

    const refused = TossPayments(key)
      .payment()
      .requestPayment({ ...wantedPayment, ...wrong });

    await expect(refused).rejects.toMatchObject({ code });
    expect(visited).toEqual([]);
  });

  it('refuses to begin without a client key', async () => {
    const { TossPayments } = await shopPage(await inProcess.open());

    expect(() => TossPayments()).toThrow('client key');
  });
});
