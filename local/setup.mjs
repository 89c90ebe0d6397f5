// The first process of every command: makes what the task needs, then hands over to the pinned
// Node. Plain JavaScript without dependencies, because on a fresh clone there are none yet.
// Speaks on stderr only, so that `--json` output of a task stays clean.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  installPackages,
  makeBrowser,
  makeRedis,
  makeVenv,
  root,
  Setback,
} from './setup-parts.mjs';

const emulator = () =>
  makeVenv({
    folder: 'venv',
    part: 'AWS emulator',
    program: 'ministack',
    pins: ['ministack==1.5.33', 'cryptography==50.0.2'],
  });
const templateLint = () =>
  makeVenv({
    folder: 'cfn-lint',
    part: 'cfn-lint',
    program: 'cfn-lint',
    pins: ['cfn-lint==1.58.0'],
  });
const fuzzer = () =>
  makeVenv({
    folder: 'schemathesis',
    part: 'schemathesis',
    program: 'schemathesis',
    lock: 'local/schemathesis-requirements.txt',
    least: 11,
  });

const tasks = {
  demo: { script: 'local/demo/main.ts', parts: [emulator, makeRedis] },
  up: { script: 'local/cloud/up.ts', parts: [emulator, makeRedis] },
  down: { script: 'local/cloud/down.ts', parts: [] },
  status: { script: 'local/cloud/status.ts', parts: [] },
  logs: { script: 'local/cloud/logs.ts', parts: [] },
  events: { script: 'local/cloud/events.ts', parts: [] },
  fluxpay: { script: 'sdk/cli/main.ts', parts: [] },
  request: { script: 'local/demo/request.ts', parts: [] },
  buyer: { script: 'local/demo/buyer.ts', parts: [] },
  verify: { script: 'local/verify/main.ts', parts: [] },
  liar: { script: 'local/pg-simulator/main.ts', parts: [] },
  check: { script: 'test/run-check.ts', parts: [] },
  test: { script: 'test/run-tests.ts', parts: [emulator, makeRedis, makeBrowser, templateLint] },
  security: { script: 'test/security/main.ts', parts: [] },
  generate: { script: 'local/generate/main.ts', parts: [] },
  gates: { script: 'test/gates/main.ts', parts: [] },
  canaries: { script: 'test/canaries/main.ts', parts: [] },
  tally: { script: 'test/tally.ts', parts: [] },
  sim: { script: 'test/simulation/main.ts', parts: [] },
  mutants: { script: 'test/mutants/main.ts', parts: [] },
  model: { script: 'test/simulation/model/main.ts', parts: [] },
  diff: { script: 'test/differentials/main.ts', parts: [makeRedis] },
  fuzz: { script: 'test/fuzz/main.ts', parts: [fuzzer] },
  proof: { script: 'test/run-proof.ts', parts: [makeRedis, fuzzer] },
  hostile: { script: 'test/hostile/main.ts', parts: [emulator, makeRedis] },
  matrix: { script: 'test/matrix/main.ts', parts: [emulator, makeRedis] },
  soak: { script: 'test/run-soak.ts', parts: [emulator, makeRedis, fuzzer] },
  bench: { script: 'test/bench/main.ts', parts: [emulator, makeRedis] },
};

const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');
const compiled = join(root, '.fluxpay', 'compiled');

/**
 * The child's environment says what set-up did, for the demo's first line. A command starts many processes over
 * the same thousand files: Node keeps what it has compiled, by the text of each file.
 */
function environment(summary) {
  return {
    ...process.env,
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compiled,
    FLUXPAY_SETUP_DOWNLOADS: String(summary.downloads),
    FLUXPAY_SETUP_MS: String(summary.ms),
  };
}

const compiledMax = 20_000;

/** Node never forgets a file, and tests compile files of folders that are gone. */
function keepCompiledSmall() {
  if (!existsSync(compiled)) return;
  const files = readdirSync(compiled, { recursive: true });
  if (files.length > compiledMax) rmSync(compiled, { recursive: true, force: true });
}

/** Runs the task under the pinned Node and ends with its code, or with 128 + the signal's number. */
function handOver(script, args, summary) {
  const child = spawn(pinnedNode, [join(root, script), ...args], {
    stdio: 'inherit',
    env: environment(summary),
  });
  // A terminal sends Ctrl-C to the child as well, a supervisor only to us. Either way the child
  // decides how to end, and we wait for it.
  process.on('SIGINT', () => process.stdin.isTTY !== true && child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(new Setback(script, error.message, 'npm ci')));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

/** Stops the local cloud and removes everything that set-up and the tasks have made. */
function clean() {
  if (existsSync(join(root, '.fluxpay', 'parts.json')) && existsSync(pinnedNode)) {
    const down = spawnSync(pinnedNode, [join(root, 'local/cloud/down.ts')], { stdio: 'inherit' });
    if (down.status !== 0)
      throw new Setback('clean', 'the local cloud did not stop', 'npm run local:status');
  }
  for (const name of ['.fluxpay', 'cdk.out', 'out', 'coverage', 'node_modules']) {
    rmSync(join(root, name), { recursive: true, force: true });
  }
}

function fail(error) {
  const text = error instanceof Setback ? error.describe() : String(error?.stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

const asksHelp = (args) => args.includes('--help') || args.includes('-h');

const cleanUsage = `npm run clean

  Stops the local cloud and removes .fluxpay, cdk.out, out, coverage and node_modules. Takes no options.`;

/** Removes nothing for whoever only asks, or means something else. */
function cleanAsked(args) {
  if (args.length === 0) return clean();
  const isHelp = asksHelp(args);
  const says = isHelp ? '' : `npm run clean: there is no option ${args[0]}\n\n`;
  (isHelp ? process.stdout : process.stderr).write(`${says}${cleanUsage}\n`);
  process.exitCode = isHelp ? 0 : 2;
}

async function main([name, ...args]) {
  if (name === 'clean') return cleanAsked(args);
  const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;
  if (task === undefined) {
    throw new Setback(
      'setup',
      `there is no task "${name ?? ''}"`,
      `node local/setup.mjs <${[...Object.keys(tasks), 'clean'].join('|')}>`,
    );
  }
  const startedAt = Date.now();
  let downloads = 0;
  // A question needs no emulator.
  const parts = asksHelp(args) ? [] : task.parts;
  for (const make of [installPackages, ...parts]) downloads += await make();
  if (!existsSync(pinnedNode)) {
    throw new Setback('Node 24', `${pinnedNode} is missing`, 'npm ci --foreground-scripts');
  }
  keepCompiledSmall();
  handOver(task.script, args, { downloads, ms: Date.now() - startedAt });
}

main(process.argv.slice(2)).catch(fail);
