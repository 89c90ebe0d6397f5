// A buyer in a real browser: from a shop's page through the PG's window and back, in Korean and in English,
// by every way out of it; then the shop's backend confirms, and the PG's own record says what was charged.
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemProgram } from '#local/cloud/system-program.ts';
import { windowActions, windowWords } from '#local/pg-simulator/window-words.ts';
import { eventually } from '#test/support/cloud/eventually.ts';
import { pgControl } from '#test/support/cloud/pg-control.ts';
import { runningCloud } from '#test/support/cloud/running-cloud.ts';
import { newUser, orderBecomes, orderBody, paymentBecomes } from '#test/support/cloud/sale.ts';
import { type Checkout, openShopPage, type ShopPage } from '#test/support/cloud/shop-page.ts';
import { count } from '#test/support/counters.ts';

type Language = keyof typeof windowWords;
type Action = (typeof windowActions)[number];

const cloud = runningCloud();
const { merchant } = cloud;
const pg = pgControl(cloud.pgUrl);
const amount = 9_000;
let browser: Browser;
let shop: ShopPage;
let before: Readonly<Record<string, number>> = {};

interface Visit {
  readonly page: Page;
  readonly orderId: string;
  readonly paymentId: string;
  readonly pgOrderId: string;
}

/** Ordered, and the window stands open. */
const visitWindow = async (language: Language): Promise<Visit> => {
  const name = language === 'ko' ? '유리컵 <b>"하나"</b>' : 'A glass </script> & more';
  const lineItems = [{ productId: 'p-1', productName: name, quantity: 1, unitPrice: amount }];
  const body = orderBody({ userId: newUser(), amount, more: { lineItems } });
  const { status, result } = await merchant.post('/api/v1/orders', body);
  expect(status).toBe(201);
  const checkout = result.checkout as unknown as Checkout;
  const context = await browser.newContext({ locale: language === 'ko' ? 'ko-KR' : 'en-US' });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  await page.goto(shop.address(checkout, language));
  await page.click('#pay');
  await page.waitForURL('**/checkout**');
  return {
    page,
    orderId: result.orderId,
    paymentId: result.payments[0]?.paymentId ?? '',
    pgOrderId: checkout.pgOrderId,
  };
};

const buttonOf = ({ page }: Visit, language: Language, action: Action) =>
  page.getByRole('button', { name: windowWords[language].says[action].join(' '), exact: true });

/** Presses a button of the window. @returns where the buyer landed, and what the address says. */
const leave = async (visit: Visit, language: Language, action: Action) => {
  await buttonOf(visit, language, action).click();
  await visit.page.waitForURL(/\/(?:success|fail)\?/u);
  const { pathname, searchParams } = new URL(visit.page.url());
  return { landed: pathname.slice(1), says: Object.fromEntries(searchParams) };
};

/** What the shop's backend does with what the buyer brings back. */
const confirmWith = (says: Readonly<Record<string, string>>) =>
  merchant.post('/api/v1/payments/confirm', {
    orderId: says['orderId'],
    paymentKey: says['paymentKey'],
    amount: Number(says['amount']),
  });

/** How often the PG has told this lie since the window was first opened here. */
const liesTold = async (fault: string): Promise<number> => {
  const { faults } = await pg.summary();
  return (faults[fault] ?? 0) - (before[fault] ?? 0);
};

beforeAll(async () => {
  before = (await pg.summary()).faults;
  browser = await chromium.launch({ executablePath: systemProgram('browser') });
  shop = await openShopPage(cloud.pgUrl);
});

afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

describe.concurrent.each(['ko', 'en'] as const)('a buyer who reads %s', (language) => {
  it('sees the order, the amount and every way out, and may change the language', async () => {
    const visit = await visitWindow(language);
    const { page } = visit;
    const other = language === 'ko' ? 'en' : 'ko';

    const heading = page.getByRole('heading', { level: 1 });
    const first = await heading.textContent();
    const shown = (await page.locator('dl').textContent()) ?? '';
    for (const action of windowActions) {
      expect(await buttonOf(visit, language, action).count(), action).toBe(1);
      count('buttons of the window');
    }
    await page.getByRole('link').click();
    await page.waitForURL(`**lang=${other}`);

    expect(first).toBe(windowWords[language].title);
    expect(shown).toContain(
      language === 'ko' ? '유리컵 <b>"하나"</b>' : 'A glass </script> & more',
    );
    expect(shown).toContain('₩9,000');
    expect(await heading.textContent()).toBe(windowWords[other].title);
    expect(await page.locator('html').getAttribute('lang')).toBe(other);
  });

  it('pays, comes back, and the order is complete', async () => {
    const visit = await visitWindow(language);

    const { landed, says } = await leave(visit, language, 'approve');
    const paid = await confirmWith(says);
    await visit.page.goBack();
    const over = await visit.page.locator('main').textContent();

    expect(landed).toBe('success');
    expect(says).toMatchObject({ orderId: visit.pgOrderId, amount: String(amount) });
    expect(paid).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    await orderBecomes(merchant, visit, 'COMPLETED');
    // The window of a paid order is over: nothing is left to press.
    await visit.page.reload();
    expect(await visit.page.getByRole('button').count()).toBe(0);
    expect(over).toContain(windowWords[language].title);
    expect(await pg.truth(visit.pgOrderId)).toMatchObject({ approvals: 1, cancels: 0 });
    count('ways out of the window');
  });

  it('is declined at the confirm, and may pay with the next payment', async () => {
    const visit = await visitWindow(language);
    await visit.page.getByRole('combobox').selectOption('REJECT_CARD_COMPANY');

    const { landed, says } = await leave(visit, language, 'decline');
    const declined = await confirmWith(says);

    expect(landed).toBe('success');
    expect(declined).toMatchObject({ status: 402, code: 'PAY_002' });
    expect(declined.result.checkout.pgOrderId).toBe(`${visit.orderId}-2`);
    expect(await pg.truth(visit.pgOrderId)).toMatchObject({ approvals: 0 });
    count('ways out of the window');
  });

  it('pays twice by pressing twice, and is charged once though the answer is lost', async () => {
    const visit = await visitWindow(language);
    const button = buttonOf(visit, language, 'timeout');

    await button.dblclick({ noWaitAfter: true });
    // The second press breaks off the way that the first one took, so the address is asked and not waited for.
    const address = await eventually(
      { what: 'the way back to the shop', limitMs: 10_000 },
      () => Promise.resolve(new URL(visit.page.url())),
      ({ pathname }) => pathname === '/success',
    );
    const says = Object.fromEntries(address.searchParams);
    // Pressed twice, so the shop's page confirms twice: under a key of its own each time.
    const answers = await Promise.all([confirmWith(says), confirmWith(says)]);
    const settled = await paymentBecomes(merchant, visit, 'CONFIRMED');

    // Adopted by the read that follows at once, or by the watchdog a little later; the other one finds it under way.
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect([200, 202]).toContain(statuses[0]);
    expect(statuses[1]).toBe(409);
    expect(await liesTold('F01')).toBeGreaterThan(0);
    expect(settled.result.capturedAmount).toBe(amount);
    expect(await pg.truth(visit.pgOrderId)).toMatchObject({ approvals: 1, cancels: 0 });
    count('ways out of the window');
  });

  it('waits for a slow card company, and is charged once', async () => {
    const visit = await visitWindow(language);

    const { says } = await leave(visit, language, 'slow');
    const paid = await confirmWith(says);

    expect(await liesTold('F04')).toBeGreaterThan(0);
    expect(paid).toMatchObject({ status: 200, result: { status: 'CONFIRMED' } });
    expect(await pg.truth(visit.pgOrderId)).toMatchObject({ approvals: 1 });
    count('ways out of the window');
  });

  it.each([
    ['fail', 'REJECT_CARD_COMPANY'],
    ['close', 'PAY_PROCESS_CANCELED'],
  ] as const)('is sent to the shop by "%s" with nothing charged', async (action, code) => {
    const visit = await visitWindow(language);

    const { landed, says } = await leave(visit, language, action);
    const order = await merchant.get(`/api/v1/orders/${visit.orderId}`);

    expect(landed).toBe('fail');
    expect(says).toMatchObject({ code });
    expect(order.result.status).toBe('PENDING');
    expect(await pg.truth(visit.pgOrderId)).toMatchObject({ approvals: 0 });
    count('ways out of the window');
  });
});
