// A shop's website in one page: it loads the PG's script, opens the window for one order, and is where the
// buyer lands. It knows the PG by its public script alone, as a merchant's website does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Checkout {
  readonly clientKey: string;
  readonly pgOrderId: string;
  readonly amount: number | string;
  readonly currency: string;
  readonly orderName: string;
}

export interface ShopPage {
  /** Where a buyer begins. */
  readonly address: (checkout: Checkout, language: 'ko' | 'en') => string;
  readonly close: () => Promise<void>;
}

const page = (pgUrl: string, language: string, checkout: string, origin: string): string => `
<!DOCTYPE html>
<html lang="${language}">
<head><meta charset="utf-8"><title>shop</title><link rel="icon" href="data:,"></head>
<body>
<button id="pay">pay</button>
<script src="${pgUrl}/sdk/v2/standard"></script>
<script>
  const checkout = ${checkout};
  document.querySelector('#pay').addEventListener('click', () => {
    const { clientKey, pgOrderId, amount, currency, orderName } = checkout;
    TossPayments(clientKey)
      .payment({ customerKey: TossPayments.ANONYMOUS })
      .requestPayment({
        method: 'CARD',
        amount: { value: Number(amount), currency },
        orderId: pgOrderId,
        orderName,
        successUrl: '${origin}/success',
        failUrl: '${origin}/fail',
      })
      .catch((error) => { document.title = error.code || String(error); });
  });
</script>
</body>
</html>
`;

/** Serves the shop on a free port of the loopback. */
export const openShopPage = async (pgUrl: string): Promise<ShopPage> => {
  let origin = '';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
    response.setHeader('content-type', 'text/html;charset=UTF-8');
    const language = searchParams.get('lang') ?? 'ko';
    // A script's text ends at the first "</": what an order is called must not end it.
    const checkout = (searchParams.get('checkout') ?? '{}').replaceAll('<', '\\u003c');
    response.end(
      pathname === '/' ? page(pgUrl, language, checkout, origin) : `<h1>${pathname.slice(1)}</h1>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address: (checkout, language) => {
      const query = new URLSearchParams({ lang: language, checkout: JSON.stringify(checkout) });
      return `${origin}/?${query.toString()}`;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
