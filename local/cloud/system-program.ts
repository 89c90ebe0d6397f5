// The programs that the system's package manager brings; set-up has seen to it that they are there.
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import programs from '../system-programs.json' with { type: 'json' };
import { Setback } from './setback.ts';

/** @returns the path of the first that is there. @throws Setback that names what brings it. */
export function systemProgram(name: keyof typeof programs): string {
  const { part, names, needs, apt, brew } = programs[name];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = names
    .flatMap((each) => (isAbsolute(each) ? [each] : folders.map((folder) => join(folder, each))))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Setback(`${part} needs ${needs}`, {
    part: name,
    next: `sudo apt-get install -y ${apt}   (or: brew install ${brew.join(' ')})`,
  });
}
