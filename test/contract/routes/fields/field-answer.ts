// What a row of the table of fields is told, as one text: status, code, and each fault by its field.
import { type ErrorCode, errorTable } from '#core/contracts/error-table.ts';
import { routeOf } from '#core/contracts/http/route-table.ts';
import type { Reply } from '#test/security/siege.ts';
import type { FieldRow } from './field-row.ts';

interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message?: string;
}

interface Envelope {
  readonly code: ErrorCode;
  readonly message: string;
  readonly result: { readonly fieldErrors?: readonly FieldError[] } | null;
}

const keys = ['isSuccess', 'code', 'message', 'result'];

const isEnvelope = (envelope: object): boolean =>
  Object.keys(envelope).join() === keys.join() && (envelope as Envelope).message !== '';

/** Each fault with a text for people; without one it is shown as such. */
const faultsOf = ({ result }: Envelope): readonly string[] =>
  (result?.fieldErrors ?? []).map(
    ({ field, code, message = '' }) => `${field} ${code}${message === '' ? ' without text' : ''}`,
  );

/** `400 VAL_001; userId invalid_format`: all that a row looks at. */
export const toldBy = ({ statusCode, body }: Pick<Reply, 'statusCode' | 'body'>): string => {
  const envelope = JSON.parse(body) as Envelope;
  const form = isEnvelope(envelope) ? '' : ' in no envelope';
  return [`${statusCode} ${envelope.code}${form}`, ...faultsOf(envelope).toSorted()].join('; ');
};

/** What a row expects, in the same words. */
export const expectedOf = (row: Pick<FieldRow, 'route' | 'told' | 'becomes'>): string => {
  const { code, faults = [] } = row.told;
  const status = code === 'COMMON_000' ? routeOf(row.route).successStatus : errorTable[code].status;
  const name = row.becomes === undefined ? [] : [`its name ${row.becomes}`];
  return [`${status} ${code}`, ...faults.toSorted(), ...name].join('; ');
};
