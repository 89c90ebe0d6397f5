// The DynamoDB twin beside an emulator (Dynoxide): equal answers, error names, reasons, rows and stream
// records. What this cannot show is where both are wrong; there the pages of the known rows decide.

import { type Plant, runDifferential } from '#test/support/dynamo-programs/differential.ts';
import { drawProgram } from '#test/support/dynamo-programs/draw-command.ts';
import { edgePrograms } from '#test/support/dynamo-programs/edge-programs.ts';
import {
  expectedLabels,
  expectedRefusals,
} from '#test/support/dynamo-programs/expected-coverage.ts';
import { houseExpressions } from '#test/support/dynamo-programs/house-expressions.ts';
import { knownDifferences } from '#test/support/dynamo-programs/known-differences.ts';
import type { Observation } from '#test/support/dynamo-programs/run-program.ts';
import { isPieceOf, sourcePieces } from '#test/support/dynamo-programs/shipped-expressions.ts';
import { journeyExpressions } from '#test/support/dynamo-programs/shipped-journeys.ts';
import { startDynoxide } from '#test/support/dynoxide.ts';
import {
  batchSizes,
  type Differential,
  type Outcome,
  openTally,
  type RunOptions,
  type Tally,
} from './outcome.ts';

const batchSize = 25;

/** Streams of fewer programs than this share were compared: the rest met a known difference. */
const streamShare = 0.1;

const refusalLabel = (refusal: string): string => `refused, ${refusal}`;

const note = ({ note: noted, answered }: Tally, { command, twin }: Observation): void => {
  for (const label of command.labels) noted(label);
  noted(command.name);
  answered(twin.error !== undefined);
  const words = [
    `${twin.error ?? 'success'}: ${twin.message ?? ''}`,
    ...(twin.reasons ?? []).map(({ code, message }) => `${code}: ${message}`),
  ];
  for (const refusal of expectedRefusals) {
    if (words.some((line) => line.includes(refusal))) noted(refusalLabel(refusal));
  }
};

const knownRows = (observations: readonly Observation[]): Outcome['known'] =>
  knownDifferences.map(({ name, why, page }) => ({
    name,
    why,
    page,
    met: observations.filter(({ explainedBy }) => explainedBy === name).length,
  }));

/** What the engine sends, by its source and on a few roads, and the generator does not know. */
const unknownExpressions = async (): Promise<readonly string[]> => {
  const generated = houseExpressions.map(({ kind, text }) => `${kind}: ${text}`);
  const pieces = sourcePieces();
  const { lines } = await journeyExpressions();
  const unknown = [
    ...pieces.filter((piece) => !houseExpressions.some(({ text }) => isPieceOf(text, piece))),
    ...lines.filter((line) => !generated.includes(line)),
  ];
  return [
    ...(pieces.length > 15 && lines.length > 15 ? [] : ['no shipped expressions were found']),
    ...unknown.map((one) => `shipped, but not generated: ${one}`),
  ];
};

type DynamodbOptions = RunOptions & { readonly plant?: Plant; readonly isEndedByFirst?: boolean };

export const compareDynamodb = async (options: DynamodbOptions): Promise<Outcome> => {
  const { programs, seed, plant, isEndedByFirst, onProgram } = options;
  // 1,000,003 apart, so that two seeds share no program.
  const drawn = Array.from({ length: programs }, (_, at) => drawProgram(seed * 1_000_003 + at));
  const all = programs === 0 ? [] : [...drawn, ...edgePrograms];
  const dynoxide = await startDynoxide();
  try {
    const ran = await runDifferential(dynoxide, all, {
      run: `s${seed}`.slice(0, 12),
      ...(plant === undefined ? {} : { plant }),
      ...(isEndedByFirst === undefined ? {} : { isEndedByFirst }),
      onProgram: (at) => onProgram?.(at + 1),
    });
    const tally = openTally();
    for (const observation of ran.observations) note(tally, observation);
    const sizes = [...batchSizes(programs, batchSize), all.length - programs].filter((n) => n > 0);
    const compared = ran.streams / Math.max(1, all.length);
    return {
      name: 'dynamodb',
      seed,
      programs,
      ...tally.sums,
      commands: ran.observations.length,
      seen: tally.seen.set('stream compared', ran.streams),
      expected: [...expectedLabels, ...expectedRefusals.map(refusalLabel)],
      known: knownRows(ran.observations),
      batches: sizes.map((size, at) => ({
        programs: size,
        differences: ran.parted
          .filter((one) => Math.min(Math.floor(one.at / batchSize), sizes.length - 1) === at)
          .map((one) => `program ${one.at}: ${one.text}`),
      })),
      gaps: [
        ...(await unknownExpressions()),
        ...(compared >= streamShare ? [] : [`streams of ${ran.streams} programs compared`]),
      ],
    };
  } finally {
    await dynoxide.stop();
  }
};

export const dynamodbDifferential: Differential = {
  name: 'dynamodb',
  programs: 400,
  run: compareDynamodb,
};
