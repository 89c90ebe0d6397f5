// The bug of this process, named by FLUXPAY_MUTANT. Whoever loads text asks here; what was planted is
// written down, so that a bug whose file was never loaded does not count as survived.
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { canaries } from './canaries.ts';
import type { Seed } from './mutant.ts';
import { planted } from './plant.ts';

const seedOf = async (id: string): Promise<Seed> => {
  const canary = canaries.find((each) => each.id === id);
  if (canary !== undefined) return canary;
  const name = id.toLowerCase();
  // By its own address: Vitest runs a copy of its configuration from another folder.
  const { href } = pathToFileURL(resolve('test', 'mutants', `${name}.ts`));
  const module = (await import(/* @vite-ignore */ href)) as Readonly<Record<string, Seed>>;
  const seed = module[name];
  if (seed === undefined) throw new Error(`test/mutants/${name}.ts exports no ${name}`);
  return seed;
};

const id = process.env['FLUXPAY_MUTANT'] ?? '';

export const activeSeed: Seed | undefined = id === '' ? undefined : await seedOf(id);

/** Told to the runner, which gives the name of a file. */
const tellPlanted = ({ id: planting, file }: Seed): void => {
  const marks = process.env['FLUXPAY_MUTANT_MARKS'];
  if (marks !== undefined) appendFileSync(marks, `${planting} ${file}\n`);
};

/** Text of a file as this process shall see it. @param file - Path from the root of the repository. */
export const plantedText = (file: string, text: string): string => {
  if (activeSeed === undefined || activeSeed.file !== file) return text;
  const result = planted(text, activeSeed);
  tellPlanted(activeSeed);
  return result;
};
