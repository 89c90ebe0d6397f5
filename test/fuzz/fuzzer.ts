// Runs schemathesis against a target: its configuration, what its hooks must know, and its process.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inCache, root } from '#local/cloud/places.ts';
import { Setback } from '#local/cloud/setback.ts';
import { closedDocument, type OpenApiDocument } from './closed-document.ts';
import { type Names, salePath, type Target } from './target.ts';

export interface FuzzOptions {
  readonly target: Target;
  readonly seed: number;
  readonly seconds: number;
}

export interface Fuzzed {
  readonly document: OpenApiDocument;
  /** The record of the run, to be read. */
  readonly record: string;
  /** Signing vectors that its signer has passed. */
  readonly vectors: number;
  /** What it said last, for whoever finds no record. */
  readonly log: string;
}

const folder = join(root, 'out', 'fuzz');
const own = fileURLToPath(new URL('.', import.meta.url));
const program = inCache('schemathesis', 'bin', 'schemathesis');

/** TOML strings are JSON strings where they hold no control character, and no name does. */
const dictionaries = (names: Names): string =>
  Object.entries(names)
    .map(([name, values]) => `${name}.values = ${JSON.stringify(values)}`)
    .join('\n');

/** No name: nothing is bound to it, so the generator makes one up. */
const isBound = (line: string, names: Names): boolean => {
  const bound = [...line.matchAll(/dictionary = "(?<name>\w+)"/gu)].map(
    ({ groups }) => groups?.['name'] ?? '',
  );
  return bound.every((name) => (names as Readonly<Record<string, unknown[]>>)[name]?.length !== 0);
};

/** Only AWS itself asks IAM who somebody is; the templates and the door are tested for it. */
const unguarded = `
[[operations]]
include-path-regex = "^/admin/"
checks.ignored_auth.enabled = false
`;

/** The configuration of a run. @returns TOML. */
export const configuration = (
  base: string,
  { names, guardsOperators }: Pick<Target, 'names' | 'guardsOperators'>,
): string => {
  const known = base.split('\n').flatMap((line) => {
    if (isBound(line, names)) return [line];
    // An entry of operations must say something of them.
    return line.startsWith('parameters = ') ? ['enabled = true'] : [];
  });
  const some = Object.fromEntries(
    Object.entries(names).filter(([, values]) => values.length > 0),
  ) as Names;
  return `${known.join('\n')}${dictionaries(some)}\n${guardsOperators ? '' : unguarded}`;
};

/** Readable by its owner only: it holds keys. */
const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
};

const townOf = ({ target, seed }: FuzzOptions): string => {
  const { key, operator, url, names, now } = target;
  const vectors = join(root, 'sdk', 'signing-vectors.json');
  return JSON.stringify({
    seed,
    key,
    operator,
    vectors,
    merchantId: names.merchantId[0],
    sale: `${url}${salePath}`,
    now: now.toUTCString(),
  });
};

const saidIn = (log: string): string => {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return '';
  }
};

const run = (args: readonly string[], env: Readonly<Record<string, string>>, log: string) =>
  new Promise<number>((resolve, reject) => {
    const out = createWriteStream(log);
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', PYTHONDONTWRITEBYTECODE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(out, { end: false });
    child.stderr.pipe(out, { end: false });
    const stop = (): void => void child.kill('SIGTERM');
    process.once('exit', stop);
    child.once('error', ({ message }) =>
      reject(
        new Setback(message, { part: 'schemathesis', next: 'npm run fuzz   (it installs it)' }),
      ),
    );
    child.once('close', (code) => {
      process.off('exit', stop);
      out.end(() => resolve(code ?? 1));
    });
  });

/** One run. @returns What it left behind; whether it is good, its record says. */
export const fuzz = async (options: FuzzOptions): Promise<Fuzzed> => {
  const { target, seed, seconds } = options;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const document = closedDocument(join(root, 'docs/api/openapi.json'));
  const record = join(folder, 'record.ndjson');
  const log = join(folder, 'schemathesis.log');
  const base = readFileSync(join(own, 'schemathesis.toml'), 'utf8');
  await run(
    [
      ...['--config-file', write('schemathesis.toml', configuration(base, target))],
      ...['run', write('openapi.json', JSON.stringify(document)), '--url', target.url],
      ...['--max-time', String(seconds), '--seed', String(seed)],
      ...['--report', 'ndjson', '--report-ndjson-path', record],
    ],
    {
      FLUXPAY_FUZZ: write('town.json', townOf(options)),
      PYTHONPATH: own,
      SCHEMATHESIS_HOOKS: 'hooks',
    },
    log,
  );
  const said = saidIn(log);
  const vectors = Number(/^vectors (?<many>\d+) passed$/mu.exec(said)?.groups?.['many'] ?? 0);
  return { document, record, vectors, log };
};
