// Where Dynoxide 1.2.1 and DynamoDB part. The twin follows DynamoDB; each row says what decides.
// A pair of outcomes that no row explains is a failure, and so is a row that nothing needs.

import type { ProgramCommand } from './draw-command.ts';
import type { Outcome } from './run-command.ts';

export type KnownDifference = {
  readonly name: string;
  /** What DynamoDB does, and what the emulator does instead. */
  readonly why: string;
  readonly page: string;
  readonly explains: (command: ProgramCommand, twin: Outcome, emulator: Outcome) => boolean;
  /** For equal answers after which the stored rows differ: the rows of one table, as text. */
  readonly explainsRows?: (command: ProgramCommand, twin: string, emulator: string) => boolean;
};

const guide = 'Amazon DynamoDB Developer Guide';
const reference = 'Amazon DynamoDB API Reference';
const captures = 'Parity Suite (dynamodb-conformance), captures of the real service';
const dynalite = 'dynalite, test/updateItem.js and test/scan.js, run against the real service';

/** DynamoDB refuses the request before it reads a row; the emulator looks at rows first, or not. */
function refusedEarly(message: RegExp): KnownDifference['explains'] {
  return (_command, twin, emulator) =>
    twin.error === 'ValidationException' &&
    message.test(twin.message ?? '') &&
    emulator.error !== 'ValidationException';
}

const lateInTransactions =
  'DynamoDB refuses the request as a whole. The emulator parses each expression of a transaction when its item is processed and reports a reason, or nothing.';
const lateWithRows =
  'DynamoDB refuses the request as a whole. The emulator judges an operand only when a row makes it evaluate the operand.';

const early: readonly (readonly [name: string, why: string, page: string, message: RegExp])[] = [
  [
    'types of literal operands',
    lateWithRows,
    `${guide}: Condition and filter expressions, operators, and functions`,
    /Incorrect operand type/,
  ],
  [
    'an operand compared with itself',
    lateWithRows,
    `${guide}: Condition and filter expressions, operators, and functions`,
    /first operand must be distinct/,
  ],
  [
    'bounds of BETWEEN',
    lateWithRows,
    `${guide}: Condition and filter expressions, operators, and functions`,
    /The BETWEEN operator requires/,
  ],
  [
    'type names of attribute_type',
    lateWithRows,
    `${guide}: Condition and filter expressions, operators, and functions`,
    /Invalid attribute type name/,
  ],
  ['redundant brackets', lateInTransactions, dynalite, /redundant parentheses/],
  [
    'reserved words',
    lateInTransactions,
    `${guide}: Reserved words in DynamoDB`,
    /reserved keyword/,
  ],
  [
    'missing placeholders',
    lateInTransactions,
    `${guide}: Expression attribute names (aliases)`,
    /is not defined; attribute/,
  ],
  [
    'unused placeholders',
    lateInTransactions,
    `${guide}: Expression attribute names (aliases)`,
    /unused in expressions/,
  ],
  [
    'placeholders without expression',
    lateInTransactions,
    `${reference}: Put`,
    /can only be specified when using expressions/,
  ],
  [
    'a clause twice',
    lateInTransactions,
    `${guide}: Using update expressions in DynamoDB`,
    /section can only be used once/,
  ],
  [
    'overlapping paths',
    lateInTransactions,
    `${guide}: Using update expressions in DynamoDB`,
    /Two document paths/,
  ],
  [
    'key attributes in updates',
    lateInTransactions,
    `${reference}: UpdateItem`,
    /This attribute is part of the key/,
  ],
  [
    'sets',
    lateInTransactions,
    `${reference}: AttributeValue`,
    /An set may not be empty|duplicates/,
  ],
  [
    'empty keys in transactions',
    'An empty text in a lookup key refuses the request. The emulator reports a reason.',
    `${captures}, request 60`,
    /cannot contain an empty string value/,
  ],
  [
    'projections wider than an index',
    'A global index cannot fetch from its table: refused. The emulator leaves the attribute out.',
    `${guide}: Using Global Secondary Indexes in DynamoDB`,
    /does not project/,
  ],
];

const nothingThere = /document path provided in the update expression is invalid/;

/** The twin's refusal of a path through nothing, where the emulator sees no fault. */
function pathThroughNothing(_command: ProgramCommand, twin: Outcome, emulator: Outcome): boolean {
  if (twin.reasons === undefined) {
    return nothingThere.test(twin.message ?? '') && emulator.error === undefined;
  }
  return twin.reasons.every(
    ({ code, message }, at) =>
      code === (emulator.reasons?.[at]?.code ?? 'None') ||
      (code === 'ValidationError' && nothingThere.test(message)),
  );
}

/** Answer without the two attributes of the sample rows that hold lists the programs look into. */
function withoutLists({ answer }: Outcome): string {
  const isList = (name: string) => name === 'l' || name === 'm';
  return JSON.stringify(answer, (name, value: unknown) => {
    if (isList(name)) return undefined;
    const isEmpty = name === 'Attributes' && Object.keys(value as object).every(isList);
    return isEmpty ? undefined : value;
  });
}

const misfitKey =
  /does not match the schema|Type mismatch for (?:Index )?Key|an empty string value/;

type Page = { readonly Items?: unknown[] };

function pagesOf({ answer }: Outcome): Page[] {
  return Array.isArray(answer) ? (answer as Page[]) : [];
}

/** A query's rows, however they were cut into pages. */
function allItems(outcome: Outcome): unknown[] {
  return pagesOf(outcome).flatMap(({ Items }) => Items);
}

/** An element is given a value: only then may a list grow a gap. */
export const setsElement = ({ input }: ProgramCommand): boolean =>
  /"UpdateExpression":"[^"]*\[\d+\] = /.test(JSON.stringify(input));

const withoutNulls = (rows: string): string => rows.replace(/\{"NULL":true\},/g, '');

/** Differences of refusals that arrive early, then those of single commands. */
export const knownDifferences: readonly KnownDifference[] = [
  ...early.map(([name, why, page, message]) => ({
    name,
    why,
    page,
    explains: refusedEarly(message),
  })),
  {
    name: 'paths through nothing',
    why: 'REMOVE, ADD and DELETE of a place whose parent is missing are refused. The emulator lets them pass without effect, or makes the parent.',
    page: dynalite,
    explains: pathThroughNothing,
  },
  {
    name: 'a misfit key beside another write',
    why: 'A key that does not fit the schema, that of an index included, is found before rows are compared. The emulator compares the part that fits and finds one row twice.',
    page: `${captures}, request 60`,
    explains: (_command, twin, emulator) =>
      twin.reasons?.some(({ message }) => misfitKey.test(message)) === true &&
      /multiple operations on one item/.test(emulator.message ?? ''),
  },
  {
    name: 'an unknown table beside another fault',
    why: 'A transaction with two faults is refused as a whole; which of them is named is not documented. The twin names the table, the emulator may name the other.',
    page: `${reference}: TransactWriteItems, Errors`,
    explains: ({ name }, twin, emulator) =>
      name === 'TransactWriteItems' &&
      twin.error === 'ResourceNotFoundException' &&
      ['ValidationException', 'IdempotentParameterMismatchException'].includes(
        emulator.error ?? '',
      ),
  },
  {
    name: 'the row that fills a page',
    why: 'A page of 1 MB ends with the row that reaches the limit. The emulator ends it a row earlier.',
    page: 'dynalite, test/query.js, run against the real service',
    explains: ({ name, input }, twin, emulator) =>
      name === 'Query' &&
      input['Limit'] === undefined &&
      pagesOf(twin).length > 1 &&
      JSON.stringify(allItems(twin)) === JSON.stringify(allItems(emulator)),
  },
  {
    name: 'ALL_OLD of an upsert',
    why: 'There was no row, so nothing is returned. The emulator returns the key.',
    page: `${reference}: UpdateItem, ReturnValues`,
    explains: ({ name, input }, twin, emulator) =>
      name === 'UpdateItem' &&
      input['ReturnValues'] === 'ALL_OLD' &&
      JSON.stringify(twin.answer) === '[{}]' &&
      emulator.error === undefined,
  },
  {
    name: 'places of a list in UPDATED_OLD and UPDATED_NEW',
    why: 'What is at the place is returned as a list of one, nothing if the list is shorter, as in a projection. The emulator may return the whole list, an empty one, or one filled up with nulls.',
    page: `${reference}: UpdateItem, ReturnValues`,
    explains: ({ input }, twin, emulator) =>
      String(input['ReturnValues']).startsWith('UPDATED_') &&
      /\[\d+\]/.test(String(input['UpdateExpression'])) &&
      twin.error === undefined &&
      emulator.error === undefined &&
      withoutLists(twin) === withoutLists(emulator),
  },
  {
    name: 'elements past the end of a list',
    why: 'SET of an element that does not exist appends it. The emulator puts it at its number and fills the gap with nulls.',
    page: `${guide}: Using update expressions in DynamoDB, adding elements to a list`,
    explains: () => false,
    explainsRows: (command, twin, emulator) =>
      setsElement(command) && withoutNulls(twin) === withoutNulls(emulator),
  },
  {
    name: 'projection in TransactGetItems',
    why: 'Exactly the projected attributes come back, an empty map if the row has none of them. The emulator adds the key, or leaves the map out.',
    page: `${reference}: TransactGetItems, Responses`,
    explains: ({ name, input }, twin, emulator) =>
      name === 'TransactGetItems' &&
      JSON.stringify(input).includes('ProjectionExpression') &&
      twin.error === undefined &&
      emulator.error === undefined,
  },
];
