// The table of fields: a row for each kind of fault that the published document demands, and rows that add meaning.
import type { DocumentedField } from './documented-fields.ts';
import { type FieldRow, rowName } from './field-row.ts';
import { headerRows } from './header-rows.ts';
import { ownRows } from './own-rows.ts';
import { schemaRows } from './schema-rows.ts';

export const allFieldRows: readonly FieldRow[] = [...schemaRows, ...headerRows, ...ownRows];

/** What differs between a table and the fields of a document. */
export interface FieldGaps {
  readonly withoutRow: readonly string[];
  /** Rows of fields that no operation has. */
  readonly ofNoField: readonly string[];
  readonly twice: readonly string[];
}

type Place = Pick<DocumentedField, 'route' | 'field'>;

const placeOf = ({ route, field }: Place): string => `${route} ${field}`;

export const fieldGaps = (
  rows: readonly Pick<FieldRow, 'route' | 'field' | 'kind'>[],
  fields: readonly DocumentedField[],
): FieldGaps => {
  const names = rows.map(rowName);
  const known = new Set<string>();
  const twice = names.filter((name) => known.size === known.add(name).size);
  const places = new Set(fields.map(placeOf));
  return {
    withoutRow: fields.flatMap((field) =>
      field.kinds.map((kind) => rowName({ ...field, kind })).filter((name) => !known.has(name)),
    ),
    ofNoField: rows.filter((row) => !places.has(placeOf(row))).map(rowName),
    twice,
  };
};
