// A row that no schema makes: what is laid over a right request, and what is told.
import type { DocumentedRoute } from '#local/generate/route-contracts.ts';
import type { FieldRow, Told } from './field-row.ts';
import { type FullRequest, fullRequests, type Query } from './full-requests.ts';

export type Values = Readonly<Record<string, unknown>>;

interface Own {
  readonly field: string;
  readonly kind: string;
  /** Laid over the body; `undefined` takes a field away. */
  readonly body?: Values;
  readonly query?: Query;
  /** Every fault; none where it is let in, or told its own code. */
  readonly faults?: readonly string[];
  readonly code?: Told['code'];
  /** Which of the right requests it begins with. */
  readonly of?: number;
}

export const ownRowsOf = (route: DocumentedRoute, owns: readonly Own[]): readonly FieldRow[] =>
  owns.map(({ field, kind, body, query, faults, code, of = 0 }) => {
    const request = fullRequests(route)[of] as FullRequest;
    return {
      route,
      field,
      kind,
      request: {
        ...request,
        ...(body === undefined ? {} : { body: { ...request.body, ...body } }),
        ...(query === undefined ? {} : { query }),
      },
      told: faults === undefined ? { code: code ?? request.code } : { code: 'VAL_001', faults },
    };
  });
