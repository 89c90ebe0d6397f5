// Every expression our adapters send, word by word, on attributes of the sample rows with values that
// meet them. A contract test holds this list against what the engine sends.

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '#adapters/memory/dynamo/attribute-value.ts';
import type { Pen } from './draw-expression.ts';
import { drawValue } from './draw-value.ts';
import type { ExpressionKind } from './shipped-expressions.ts';

export type HouseExpression = {
  readonly kind: ExpressionKind;
  /** `{sets}` and `{gone}` stand for assignments and removals of any number. */
  readonly text: string;
};

const of = (kind: ExpressionKind, ...texts: readonly string[]): readonly HouseExpression[] =>
  texts.map((text) => ({ kind, text }));

const history = '#history = list_append(if_not_exists(#history, :none), :moves)';

export const houseExpressions: readonly HouseExpression[] = [
  ...of(
    'condition',
    'attribute_not_exists(pk)',
    'attribute_exists(pk)',
    'attribute_not_exists(#waiting)',
    'attribute_not_exists(pk) OR #expiresAt < :now',
    'attribute_not_exists(pk) OR #expiresAt < :now OR #usedBy = :usedBy',
    'attribute_not_exists(pk) OR #owner = :owner',
    '#owner = :owner',
    '#fence = :read AND (#state = :recoverable OR #leaseUntil < :now) AND #state <> :completed',
    '#fence = :mine AND #state IN (:progress, :recoverable)',
    '#status = :pending AND #current.#paymentId = :payment AND #expiresAt > :now AND attribute_not_exists(#cancel)',
    '#status = :ready AND attribute_not_exists(#open)',
    '#status = :doubt',
    '#status = :pending',
    '#status = :isStatus AND #version = :isVersion',
    '#status IN (:running, :compensating)',
    '#state = :isState',
    '#state = :isState AND #fence = :isFence',
    '#state = :isState AND #version = :isVersion',
    '#state = :doubt AND #fence = :fence AND #slot = :slot',
    '#state IN (:sent, :doubt)',
    '#version = :isVersion',
    '#version = :version',
    '#version = :version AND #bucket = :bucket',
    '#version = :version AND (attribute_not_exists(#bucket) OR #bucket < :bucket)',
    '#version = :version AND (attribute_not_exists(#granted) OR #granted < :max)',
    '#version = :version AND #leased = :former',
    '#dueSk < :before',
    '#early = :wasEarly AND #late = :wasLate',
    'attribute_not_exists(#leaseUntil) OR #leaseUntil <= :now',
  ),
  ...of(
    'update',
    'SET {sets}',
    'SET {sets} REMOVE {gone}',
    `SET {sets}, ${history}`,
    `SET {sets}, ${history} REMOVE {gone}`,
    'SET #state = :completed, #recoveryPoint = :recorded, #httpStatus = :status, #code = :code, #completedAt = :at REMOVE #leaseUntil',
    'SET #state = :recoverable, #recoveryPoint = :point REMOVE #leaseUntil',
    'SET #busAt = :now REMOVE #bp, #pendingSk',
    'SET #doneAt = :now REMOVE #cp, #pendingSk',
    'SET #dueAt = :at, #duePk = :duePk, #dueSk = :dueSk',
    'REMOVE #dueAt, #duePk, #dueSk',
    'SET #dueSk = :to',
    'SET #lastError = :reason ADD #attempts :one',
    'ADD #calls :calls, #failed :failed, #slow :slow, #slowFailed :slowFailed, #refused :refused',
    'SET #bucket = :bucket, #calls = :calls, #failed = :failed, #slow = :slow, #slowFailed = :slowFailed, #refused = :refused',
    'ADD #granted :one SET #leased = :lease',
    'SET #granted = :granted, #leased = :lease',
    'ADD #done :one, #failed :failed, #slow :slow',
    'SET #early = :early, #late = :late',
    'SET #leaseUntil = :until ADD #version :one',
  ),
  ...of(
    'key',
    '#partition = :partition',
    '#partition = :partition AND #sort < :before',
    '#partition = :partition AND #sort >= :from',
    '#partition = :partition AND #sort BETWEEN :from AND :before',
  ),
];

/** Label under which a program notes that it holds the expression. */
export const houseLabel = ({ kind, text }: HouseExpression): string => `ours, ${kind}: ${text}`;

/** Where our names lie in the sample rows: index keys on index keys, the rest by what they hold. */
const places: Readonly<Record<string, string>> = {
  ...{ '#status': 'status', '#state': 'status', '#recoveryPoint': 'a', '#code': 'flag' },
  ...{ '#version': 'version', '#fence': 'n', '#slot': 'b', '#leaseUntil': 'b', '#expiresAt': 'b' },
  ...{ '#usedBy': 'a', '#owner': 'a', '#current': 'm', '#paymentId': 'a', '#cancel': 'bytes' },
  ...{ '#open': 'a', '#httpStatus': 'n', '#completedAt': 'version', '#history': 'l' },
  ...{ '#early': 'n', '#late': 'b' },
  ...{ '#busAt': 'n', '#doneAt': 'n', '#bp': 'gpk', '#cp': 'color', '#pendingSk': 'gsk' },
  ...{ '#dueAt': 'n', '#duePk': 'gpk', '#dueSk': 'gsk', '#lastError': 'a', '#attempts': 'version' },
  ...{ '#bucket': 'b', '#granted': 'n', '#leased': 'b', '#calls': 'version' },
};

const numbers =
  /:(?:now|read|mine|version|is(?:Version|Fence)|fence|slot|one|bucket|calls|failed|slow|slowFailed|refused|granted|lease|former|max|done|early|late|was(?:Early|Late)|until)$/u;
const listsOf: Readonly<Record<string, Item[string]>> = {
  ':none': { L: [] },
  ':moves': { L: [{ S: 'PAID@1' }] },
};

function valueFor({ draw }: Pen, placeholder: string): AttributeValue {
  const list = listsOf[placeholder];
  if (list !== undefined) return list;
  return numbers.test(placeholder)
    ? { N: draw.pick(['0', '1', '2', '10']) }
    : { S: draw.pick(['PENDING', 'PAID', 'a']) };
}

/** Attributes a long update writes; `l` is left to the history. */
const written = ['a', 'b', 'n', 'm', 'ss', 'bytes', 'flag'];

/** Assignments and removals numbered as the adapters number them, no attribute in both. */
function spelled(with_: Pen, text: string): string {
  const { draw, bind } = with_;
  const split = 1 + draw.below(written.length - 1);
  const name = (at: number) => `#f${at}`;
  const all = written.slice(0, text.includes('{gone}') ? written.length : split);
  const used = text.includes('{sets}') ? all : [];
  used.forEach((attribute, at) => {
    bind({ [name(at)]: attribute }, at < split ? { [`:f${at}`]: drawValue(draw) } : {});
  });
  const numbered = used.map((_, at) => at);
  const sets = numbered.filter((at) => at < split).map((at) => `${name(at)} = :f${at}`);
  const gone = numbered.filter((at) => at >= split).map(name);
  return text.replace('{sets}', sets.join(', ')).replace('{gone}', gone.join(', '));
}

function bindOwn(with_: Pen, text: string, names: Readonly<Record<string, string>>): void {
  const own = [...new Set(text.match(/#\w+/gu))];
  with_.bind(Object.fromEntries(own.map((name) => [name, names[name] ?? name.slice(1)])), {});
}

/** One of our own conditions or updates, as shipped. */
export function drawHouse(with_: Pen, kind: 'condition' | 'update'): string {
  const house = with_.draw.pick(houseExpressions.filter((each) => each.kind === kind));
  with_.note(houseLabel(house));
  bindOwn(with_, house.text, places);
  for (const placeholder of new Set(house.text.match(/:\w+/gu))) {
    with_.bind({}, { [placeholder]: valueFor(with_, placeholder) });
  }
  return spelled(with_, house.text);
}

type KeySource = { readonly partition: string; readonly sort?: string };
type KeyValues = { readonly partition: AttributeValue; readonly sort: () => AttributeValue };

/** One of our own key conditions, on the keys of a table or an index. */
export function drawHouseKey(with_: Pen, source: KeySource, values: KeyValues): string {
  const ours = houseExpressions.filter(
    ({ kind, text }) => kind === 'key' && (source.sort !== undefined || !text.includes('#sort')),
  );
  const house = with_.draw.pick(ours);
  with_.note(houseLabel(house));
  bindOwn(with_, house.text, { '#partition': source.partition, '#sort': source.sort ?? '' });
  for (const placeholder of new Set(house.text.match(/:\w+/gu))) {
    const value = placeholder === ':partition' ? values.partition : values.sort();
    with_.bind({}, { [placeholder]: value });
  }
  return house.text;
}
