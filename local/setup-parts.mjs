// The parts that set-up makes under `.fluxpay/`: npm packages, Python tools in venvs of their own,
// Redis. A part is made again only when its pins change; its stamp is written last, so that an
// interrupted set-up starts the unfinished part afresh.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.fluxpay');

/** A part that cannot be had: its name, the reason, the next thing to try, and its log. */
export class Setback extends Error {
  constructor(part, reason, next, log) {
    super(`${part}: ${reason}`);
    this.next = next;
    this.log = log;
  }

  describe() {
    const lines = [`setup failed at ${this.message}`];
    if (this.log !== undefined) lines.push(`  log   ${this.log}`);
    return [...lines, `  next  ${this.next}`].join('\n');
  }
}

const stampOf = (name) => join(cache, 'stamps', name);
const isStamped = (name, pins) =>
  existsSync(stampOf(name)) && readFileSync(stampOf(name), 'utf8') === pins;

function stamp(name, pins) {
  mkdirSync(dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), pins);
}

let running;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (running === undefined) return;
    running.kill(signal);
    process.stderr.write('\nsetup: interrupted; the same command goes on from here\n');
    process.exit(130);
  });
}

/** Runs one command with its output in the part's log; shows the part's name and elapsed time. */
function run(part, command, args, log) {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, 'a');
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
  const text = `setup: ${part} (${[command, ...args].slice(0, 2).join(' ').replace(`${root}/`, '')})`;
  const isTerminal = process.stderr.isTTY === true;
  if (!isTerminal) process.stderr.write(`${text} …\n`);
  const tick = isTerminal
    ? setInterval(() => process.stderr.write(`\r${text} … ${elapsed()} `), 200)
    : undefined;
  return new Promise((resolve) => {
    running = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', file, file],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    const done = (code) => {
      if (tick !== undefined) clearInterval(tick);
      running = undefined;
      closeSync(file);
      process.stderr.write(
        `${isTerminal ? '\r' : ''}${text} ${code === 0 ? 'done' : 'FAILED'} in ${elapsed()}\n`,
      );
      resolve(code);
    };
    running.once('error', () => done(127));
    running.once('close', (code) => done(code ?? 1));
  });
}

async function must(part, command, args, { log, next }) {
  const code = await run(part, command, args, log);
  if (code !== 0) {
    const reason = code === 127 ? `${command} was not found` : `${command} ended with ${code}`;
    throw new Setback(part, reason, next, log);
  }
}

/** Whether what npm installed is what the lock file asks for; other platforms' packages may lack. */
function isInstalled(lockText) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden) || !existsSync(join(root, 'node_modules', 'node', 'bin', 'node')))
    return false;
  const wanted = JSON.parse(lockText).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const isMet = ([path, entry]) =>
    path === '' ||
    (present[path] === undefined
      ? entry.optional === true
      : present[path].version === entry.version);
  return (
    Object.entries(wanted).every(isMet) &&
    Object.keys(present).every((path) => wanted[path] !== undefined)
  );
}

/** @returns 1 when `npm ci` ran, 0 when the installed packages are those of the lock file. */
export async function installPackages() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const pins = createHash('sha256').update(lockText).digest('hex');
  const hasModules = existsSync(join(root, 'node_modules', 'node', 'bin', 'node'));
  if (hasModules && isStamped('npm', pins)) return 0;
  if (!isInstalled(lockText)) {
    rmSync(stampOf('npm'), { force: true });
    await must('npm packages', 'npm', ['ci', '--no-progress'], {
      log: join(cache, 'logs', 'npm-ci.log'),
      next: 'npm ci   (by hand; it shows the whole reason)',
    });
    stamp('npm', pins);
    return 1;
  }
  stamp('npm', pins);
  return 0;
}

/** The first Python on PATH that is new enough. @param least - The minor version: of 3.10 ten. */
function findPython(least) {
  const probe = `import sys; sys.exit(0 if sys.version_info >= (3, ${least}) else 1)`;
  const names = [
    'python3',
    'python3.14',
    'python3.13',
    'python3.12',
    'python3.11',
    'python3.10',
    'python',
  ];
  return names.find((name) => spawnSync(name, ['-c', probe]).status === 0);
}

/**
 * Each tool has its own venv: their pins disagree.
 *
 * @param tool - `pins`: what pip installs; or `lock`: a file of all of it, each with its hashes.
 * @returns 1 when the venv was made, 0 when it stands.
 */
export async function makeVenv({ folder, part, program, pins, lock, least = 10 }) {
  const home = join(cache, folder);
  const wanted = pins ?? ['--require-hashes', '-r', join(root, lock)];
  const locked = lock === undefined ? [] : [readFileSync(join(root, lock), 'utf8')];
  // Scripts of a venv name its absolute path, so a moved checkout needs a new one.
  const text = [home, ...wanted, ...locked].join('\n');
  if (isStamped(folder, text) && existsSync(join(home, 'bin', program))) return 0;
  const python = findPython(least);
  if (python === undefined) {
    throw new Setback(
      part,
      `needs Python >= 3.${least} on PATH`,
      'sudo apt-get install -y python3 python3-venv',
    );
  }
  const log = join(cache, 'logs', `setup-${folder}.log`);
  rmSync(stampOf(folder), { force: true });
  rmSync(home, { recursive: true, force: true });
  await must(part, python, ['-m', 'venv', home], {
    log,
    next: 'sudo apt-get install -y python3-venv',
  });
  const pip = join(home, 'bin', 'pip');
  await must(part, pip, ['install', '--disable-pip-version-check', ...wanted], {
    log,
    next: `${pip} install ${wanted.join(' ')}`,
  });
  stamp(folder, text);
  return 1;
}

const programs = JSON.parse(readFileSync(join(root, 'local', 'system-programs.json'), 'utf8'));

/** `Redis server v=7.0.15 sha=…`, `Chromium 156.0.8078.79 built on …`: the first number with a dot after it. */
const versionOf = (name) =>
  Number(/(\d+)\.\d/u.exec(String(spawnSync(name, ['--version']).stdout ?? ''))?.[1] ?? 0);

const find = ({ names, leastVersion }) => names.find((name) => versionOf(name) >= leastVersion);

const has = (command, args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** The package manager's commands that may run here without asking anyone, or none. */
function installers({ apt, brew }) {
  if (has('apt-get', ['--version'])) {
    const isRoot = process.getuid?.() === 0;
    if (!isRoot && !has('sudo', ['-n', 'true'])) return [];
    const get = isRoot ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
    return [
      [...get, 'update'],
      [...get, 'install', '-y', '--no-install-recommends', apt],
    ];
  }
  return has('brew', ['--version']) ? [['brew', 'install', ...brew]] : [];
}

/** @returns 1 when the system's package manager brought the program, 0 when it was there. */
async function makeProgram(name) {
  const program = programs[name];
  if (find(program) !== undefined) return 0;
  const { part, needs, apt, brew } = program;
  const next =
    process.platform === 'darwin'
      ? `brew install ${brew.join(' ')}`
      : `sudo apt-get install -y ${apt}`;
  const log = join(cache, 'logs', `setup-${name}.log`);
  const commands = installers(program);
  for (const [command, ...args] of commands) await must(part, command, args, { log, next });
  if (find(program) !== undefined) return 1;
  throw new Setback(part, `needs ${needs}`, next, commands.length > 0 ? log : undefined);
}

export const makeRedis = () => makeProgram('redis');
export const makeBrowser = () => makeProgram('browser');
