// Rules about who may do and see what: R10 forged and foreign requests change nothing, R11 planted secrets
// stand nowhere but where they may.
import { Buffer } from 'node:buffer';
import type { Breach, Change, Plain, Row, Step, View } from '#test/support/invariants/view.ts';
import type { PlantedSecret, Rule, Utterance } from './run-record.ts';

/** The logical work that made a write: `c1.2` of `api/confirm-payment#c1.2/TX-CLAIM~0`. */
const workOf = ({ site }: Step): string => /#([^/]+)\//u.exec(site)?.[1] ?? '';

/** A refusal may be audited, and a signed request uses its nonce up; neither is business. */
const isBusiness = ({ old, next }: Change): boolean => {
  const row = next ?? old;
  if (row === undefined || row.kind === 'NONCE') return false;
  return row.kind !== 'OUT' || Number(row.fields['n'] ?? 0) > 0;
};

export const r10: Rule = {
  id: 'R10',
  check: ({ view, forged, letIn = [] }) => {
    if (forged.length === 0) return { looked: 0, breaches: [] };
    const works = new Set(forged);
    const breaches = view.steps.flatMap((step): Breach[] => {
      const work = workOf(step);
      if (!works.has(work)) return [];
      return step.changes.filter(isBusiness).map((change) => {
        const row = change.next ?? change.old;
        const says = `a forged or foreign request changed ${row?.pk} ${row?.sk} at ${step.site}`;
        return { about: work, says };
      });
    });
    const answered = letIn.map((says) => ({ about: 'run', says: `was let in: ${says}` }));
    return { looked: forged.length, breaches: [...breaches, ...answered] };
  },
};

/** The value as it may hide: plain, in base64, hex, a URL, JSON, or spelled with separators. */
export const formsOf = (value: string): string[] => {
  const bytes = Buffer.from(value, 'utf8');
  const digits = /^[0-9]{8,}$/u.test(value) ? ['-', ' ', '.'] : [];
  const grouped = digits.map((mark) => value.replaceAll(/(.{4})(?=.)/gu, `$1${mark}`));
  return [
    ...new Set([
      value,
      // Without its end, which would change with what stands behind it.
      bytes.toString('base64').replace(/.?=*$/u, ''),
      bytes.toString('base64url').replace(/.$/u, ''),
      bytes.toString('hex'),
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
      ...grouped,
    ]),
  ];
};

interface Wanted extends PlantedSecret {
  readonly forms: readonly string[];
}

const findIn = (text: string, wanted: readonly Wanted[]): Wanted[] =>
  wanted.filter(({ forms }) => forms.some((form) => text.includes(form)));

const textOf = (value: Plain | undefined): string => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
};

/** Plain data of bytes would print as numbers, so they are looked at by themselves. */
const bytesWithin = (value: Plain | undefined): string[] => {
  if (value instanceof Uint8Array) return [textOf(value)];
  return typeof value === 'object' ? Object.values(value).flatMap(bytesWithin) : [];
};

interface Found {
  readonly place: string;
  readonly secret: Wanted;
}

const inRow = (row: Row, wanted: readonly Wanted[]): Found[] =>
  Object.entries(row.fields).flatMap(([attribute, value]) =>
    findIn([textOf(value), ...bytesWithin(value)].join('\n'), wanted)
      .filter(
        ({ allowed }) => !allowed.some((at) => at.kind === row.kind && at.attribute === attribute),
      )
      .map((secret) => ({
        place: `${row.kind} row ${row.pk} ${row.sk}, attribute ${attribute}`,
        secret,
      })),
  );

const writtenRows = ({ steps }: View): Row[] =>
  steps.flatMap(({ changes }) => changes.flatMap(({ next }) => (next === undefined ? [] : [next])));

const textsOf = (view: View): Utterance[] => [
  ...view.logs.map((line) => ({
    place: `log line of ${line.folder} at ${line.at}`,
    text: `${line.message} ${JSON.stringify(line.fields)}`,
  })),
  ...view.deliveries.map(({ event }) => ({
    place: `event ${event.id} on EventBridge`,
    text: JSON.stringify(event),
  })),
  ...view.tables.outbox().map(({ row, events, audit }) => ({
    place: `events and audit of the outbox row ${row.pk} ${row.sk}`,
    text: `${JSON.stringify(events)} ${JSON.stringify(audit)}`,
  })),
  ...view.deadLetters.map(({ queue, body }) => ({ place: `dead letter in ${queue}`, text: body })),
  ...view.executions.map(({ name, input }) => ({
    place: `input of the execution ${name}`,
    text: JSON.stringify(input),
  })),
];

export const r11: Rule = {
  id: 'R11',
  check: ({ view, plantings }) => {
    if (plantings === undefined) return { looked: 0, breaches: [] };
    const wanted: Wanted[] = plantings.secrets.map((secret) => ({
      ...secret,
      forms: formsOf(secret.value),
    }));
    const texts = [...textsOf(view), ...(plantings.elsewhere ?? [])];
    const rows = writtenRows(view);
    const found: Found[] = [
      ...texts.flatMap(({ place, text }) =>
        findIn(text, wanted).map((secret) => ({ place, secret })),
      ),
      ...rows.flatMap((row) => inRow(row, wanted)),
    ];
    const breaches = found.map(({ place, secret }) => ({
      about: `secret ${wanted.indexOf(secret) + 1} (${secret.value.slice(0, 6)}…)`,
      says: `stands in ${place}`,
    }));
    const isSeeing = view.logs.some(({ message, fields }) =>
      `${message} ${JSON.stringify(fields)}`.includes(plantings.control),
    );
    const blind = {
      about: plantings.control,
      says: 'the control text is not in the log, so this search proves nothing',
    };
    return {
      looked: wanted.length * (texts.length + rows.length),
      breaches: isSeeing ? breaches : [...breaches, blind],
    };
  },
};
