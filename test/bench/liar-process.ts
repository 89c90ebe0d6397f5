// The PG simulator in a process of its own, so that its CPU is its own: opens payments, then says what it took.
import { openDoor } from '#local/pg-simulator/http-door.ts';
import { liar } from '#local/pg-simulator/liar.ts';
import { cpuSeconds } from '#test/support/stages.ts';

const pg = liar();
const door = await openDoor({ liar: pg });

const open = (nth: number): string => {
  const { paymentKey } = pg.control.openPayment({ orderId: `order-${nth}`, amount: 10_000 });
  pg.control.authenticate(String(paymentKey));
  return String(paymentKey);
};

let opened = 0;
process.on('message', (count: number) => {
  const first = opened;
  opened += count;
  const paymentKeys = Array.from({ length: count }, (_, index) => open(first + index));
  process.send?.({ port: door.port, paymentKeys, cpuSeconds: cpuSeconds() });
});
process.on('disconnect', () => process.exit(0));
