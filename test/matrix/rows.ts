// The rows of the kill matrix: those that run, and those that wait for what they would kill.
import { km01 } from './km01.ts';
import { km02 } from './km02.ts';
import { km03 } from './km03.ts';
import { km04 } from './km04.ts';
import { km05 } from './km05.ts';
import { km06 } from './km06.ts';
import { km09 } from './km09.ts';
import { km10 } from './km10.ts';
import type { Row, WaitingRow } from './row.ts';

export const rows: readonly Row[] = [km01, km02, km03, km04, km05, km06, km09, km10];

export const waitingRows: readonly WaitingRow[] = [
  { id: 'KM07', waitsFor: 'there is no Kafka sink yet' },
  { id: 'KM08', waitsFor: 'there is no consumer-worker yet' },
];
