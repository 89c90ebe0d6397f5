// `npm run buyer -- <orderId>`: the buyer of an order in the PG's window, played at the PG simulator. Prints the
// payment key that the PG would hand to the shop.
import type { OrderObject } from '#core/contracts/http/order-object.ts';
import { readLocalFile } from '#local/cloud/local-file.ts';
import { runCommand, Setback } from '#local/cloud/setback.ts';
import { flag, readOptions } from '#local/read-options.ts';
import { engineClient } from './engine-client.ts';
import { makeOrder, payable } from './payable.ts';
import { pgControl } from './pg-control.ts';

const { values, words } = readOptions(process.argv.slice(2), {
  command: 'npm run buyer',
  usage: `npm run buyer -- <orderId> [--window]

  Pays an order in the PG's window, as its buyer would, and prints the payment key for the confirm.
  --window   opens the window only: pay, decline or close it in the browser, at the address on stderr`,
  options: { window: flag },
  words: { min: 1, max: 1 },
});

await runCommand(async () => {
  const [orderId = ''] = words;
  const cloud = readLocalFile();
  const answer = await engineClient(cloud).get(`/api/v1/orders/${encodeURIComponent(orderId)}`);
  const { code, message } = answer;
  if (!answer.isSuccess)
    throw new Setback(`${message} (${code})`, { part: 'buyer', next: makeOrder });
  const checkout = payable(answer.result as OrderObject);
  const pg = pgControl(cloud.pgUrl);
  const paymentKey = await (values.window ? pg.opensWindow(checkout) : pg.buyerPays(checkout));
  const address = `${cloud.pgUrl}/v1/payments/${paymentKey}/checkout`;
  process.stderr.write(values.window ? `the window: ${address}\n` : 'the buyer has paid\n');
  process.stdout.write(`${paymentKey}\n`);
});
