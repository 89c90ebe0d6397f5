// Every run that ever showed a fault of the engine, with its reason: it runs in every check from then on.
import { readFileSync } from 'node:fs';
import type { RunSpec } from './replay-line.ts';

export interface CorpusEntry extends RunSpec {
  /** What was wrong, in a sentence. */
  readonly reason: string;
  /** The check it broke. */
  readonly broke: string;
}

export const corpus = (): readonly CorpusEntry[] =>
  JSON.parse(readFileSync(new URL('./corpus.json', import.meta.url), 'utf8')) as CorpusEntry[];
