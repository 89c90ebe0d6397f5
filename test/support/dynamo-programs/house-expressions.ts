// The conditions and updates of FluxPay's own transactions, with values that meet the sample rows.

import type { Pen } from './draw-expression.ts';

const numberOf = (pen: Pen) => pen.value({ N: pen.draw.pick(['0', '1', '2', '10']) });
const textOf = (pen: Pen) => pen.value({ S: pen.draw.pick(['PENDING', 'PAID', 'a']) });

export const houseConditions: ((pen: Pen) => string)[] = [
  () => 'attribute_not_exists(pk)',
  () => 'attribute_exists(pk)',
  (pen) => `${pen.name('status')} = ${textOf(pen)} AND version = ${numberOf(pen)}`,
  (pen) => `version = ${numberOf(pen)} AND n >= ${numberOf(pen)}`,
  (pen) =>
    `b = ${numberOf(pen)} AND (${pen.name('status')} = ${textOf(pen)} OR version < ${numberOf(pen)})`,
  (pen) => `b = ${numberOf(pen)} AND ${pen.name('status')} IN (${textOf(pen)}, ${textOf(pen)})`,
  (pen) => `attribute_not_exists(pk) OR version < ${numberOf(pen)}`,
  (pen) => `${pen.name('status')} = ${textOf(pen)} AND attribute_not_exists(a)`,
];

export const houseUpdates: ((pen: Pen) => string)[] = [
  (pen) => `SET ${pen.name('status')} = ${textOf(pen)}, version = ${numberOf(pen)} REMOVE gpk, gsk`,
  (pen) => `SET n = n - ${numberOf(pen)}, b = b + ${numberOf(pen)}`,
  (pen) =>
    `SET l = list_append(if_not_exists(l, ${pen.value({ L: [] })}), ${pen.value({ L: [{ S: 'x' }] })})`,
  (pen) => `SET version = if_not_exists(version, ${numberOf(pen)}) + ${numberOf(pen)}`,
  () => 'REMOVE gpk, color',
  (pen) => `ADD version ${numberOf(pen)}`,
];
