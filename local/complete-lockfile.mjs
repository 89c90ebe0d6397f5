// Completes package-lock.json with the optional platform packages that a partial registry mirror
// hides, so that `npm ci` accepts the file on every platform. Plain JavaScript, no dependencies.
// Run after `npm install`: it adds only what a parent names in optionalDependencies and the file lacks.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const systems = [
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'android',
  'openharmony',
  'aix',
  'netbsd',
  'openbsd',
  'sunos',
];
const processors = [
  'arm64',
  'x64',
  'arm',
  'ia32',
  'ppc64',
  's390x',
  'riscv64',
  'loong64',
  'mips64el',
  'wasm32',
];

let added = 0;
for (const [parent, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const hoisted = `node_modules/${name}`;
    const nested = parent === '' ? hoisted : `${parent}/node_modules/${name}`;
    if (lock.packages[hoisted] !== undefined || lock.packages[nested] !== undefined) continue;
    const words = name.split(/[-/.]/u).flatMap((word) => (word === 'win32' ? ['win32'] : [word]));
    const os = systems.find((system) => words.includes(system));
    const cpu = processors.find((processor) => words.includes(processor));
    lock.packages[hoisted] = {
      version: version.replace(/^[\^~]/u, ''),
      ...(cpu === undefined ? {} : { cpu: [cpu] }),
      dev: true,
      optional: true,
      ...(os === undefined ? {} : { os: [os] }),
    };
    added += 1;
  }
}
const root = lock.packages[''];
delete lock.packages[''];
const sorted = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)),
);
lock.packages = { '': root, ...sorted };
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform packages added`);
