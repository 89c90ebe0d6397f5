// What a request brings is checked, brought into canonical form and copied here, once. Everything
// behind this door may trust types, numbers and sets, and may keep the value.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type AttributeType, attributeType, equalBytes, type Item } from './attribute-value.ts';
import { invalid, TwinRefusesError } from './dynamo-error.ts';
import { canonicalNumber } from './number-value.ts';

const depthMax = 32;

function distinct<T>(values: T[], same: (a: T, b: T) => boolean): T[] {
  if (values.length === 0) {
    throw invalid('One or more parameter values were invalid: An set may not be empty');
  }
  values.forEach((value, at) => {
    if (values.findIndex((other) => same(value, other)) !== at) {
      throw invalid(
        'One or more parameter values were invalid: Input collection contains duplicates.',
      );
    }
  });
  return values;
}

const admitters: Record<AttributeType, (value: AttributeValue, depth: number) => AttributeValue> = {
  S: (value) => ({ S: value.S as string }),
  N: (value) => ({ N: canonicalNumber(value.N as string) }),
  B: (value) => ({ B: Uint8Array.from(value.B as Uint8Array) }),
  BOOL: (value) => ({ BOOL: value.BOOL as boolean }),
  NULL: (value) => {
    if (value.NULL !== true) {
      throw invalid(
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
      );
    }
    return { NULL: true };
  },
  L: (value, depth) => ({ L: (value.L ?? []).map((one) => admitValue(one, depth + 1)) }),
  M: (value, depth) => ({ M: admitItem(value.M ?? {}, depth + 1) }),
  SS: (value) => ({ SS: distinct([...(value.SS ?? [])], Object.is) }),
  NS: (value) => ({ NS: distinct((value.NS ?? []).map(canonicalNumber), Object.is) }),
  BS: (value) => ({
    BS: distinct(
      (value.BS ?? []).map((one) => one.slice()),
      equalBytes,
    ),
  }),
};

/** @throws ValidationException for a value DynamoDB would refuse. */
export function admitValue(value: AttributeValue, depth = 0): AttributeValue {
  // The two types almost every attribute has, without the detour.
  if (typeof value.S === 'string' && oneType(value)) return { S: value.S };
  const type = attributeType(value);
  if (type === undefined || !oneType(value)) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set or is empty, must contain exactly one of the supported datatypes',
    );
  }
  if (type === 'N' && typeof value.N !== 'string') {
    throw new TwinRefusesError('a number that is not sent as text');
  }
  if (depth > depthMax) {
    throw invalid('Nesting Levels have exceeded supported limits');
  }
  return admitters[type](value, depth);
}

function oneType(value: AttributeValue): boolean {
  let types = 0;
  for (const type in value) {
    if (value[type as keyof AttributeValue] !== undefined) types += 1;
  }
  return types === 1;
}

export function admitItem(item: Item, depth = 0): Item {
  const admitted: Item = {};
  for (const name in item) {
    const value = item[name];
    // The SDK leaves out what is undefined; so does its twin.
    if (value === undefined) continue;
    admitted[name] = admitValue(value, depth);
  }
  return admitted;
}
