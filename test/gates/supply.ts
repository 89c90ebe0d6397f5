// What we install: exact versions, integrity for every package, known run-time dependencies, known
// install scripts and licences, and one version of what must not exist twice.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checker } from './checker.ts';

type Locked = {
  version?: string;
  resolved?: string;
  integrity?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
  inBundle?: boolean;
};

type Manifest = {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  allowScripts?: Record<string, boolean>;
};

/** One more run-time dependency needs an ADR: it is code that moves money and that we did not write. */
const runTime = [
  /^zod$/u,
  /^@middy\/core$/u,
  /^@aws-lambda-powertools\/(idempotency|logger|metrics|parser|tracer)$/u,
  /^@aws-sdk\/client-[a-z0-9-]+$/u,
  /^kafkajs$/u,
  /^iovalkey$/u,
];

const single = ['zod', '@middy/core', '@aws-sdk/core'];

const licences = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
]);

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 13);

const manifestFaults = (manifest: Manifest): readonly string[] => {
  const all = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  });
  const loose = all
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/u.test(version))
    .map(([name, version]) => `package.json: ${name} ${version} is not an exact version`);
  const unknown = Object.keys(manifest.dependencies ?? {})
    .filter((name) => !runTime.some((known) => known.test(name)))
    .map((name) => `package.json: ${name} at run time needs an ADR and a line in this gate`);
  return [...loose, ...unknown];
};

const packageFaults = (place: string, locked: Locked, scripts: readonly string[]): string[] => {
  const name = nameOf(place);
  const faults: string[] = [];
  // Builds for other systems are optional, and bundled packages are covered by their bundle's hash.
  const covered = locked.optional === true || locked.inBundle === true;
  if (locked.integrity === undefined && !covered) faults.push('has no integrity');
  if (locked.resolved !== undefined && !/^https:\/\//u.test(locked.resolved)) {
    faults.push(`comes from ${locked.resolved}, not from a registry`);
  }
  if (locked.link === true) faults.push('is a link, not a package');
  if (locked.hasInstallScript === true && locked.optional !== true && !scripts.includes(name)) {
    faults.push('runs an install script that allowScripts does not name');
  }
  const ships = locked.dev !== true && locked.devOptional !== true && locked.optional !== true;
  if (ships && !licences.has(locked.license ?? 'none')) {
    faults.push(`ships under licence ${locked.license ?? 'none'}`);
  }
  return faults.map((fault) => `package-lock.json: ${place} ${fault}`);
};

const doubles = (places: readonly string[]): readonly string[] =>
  single.flatMap((name) => {
    const found = places.filter((place) => nameOf(place) === name);
    return found.length > 1 ? [`package-lock.json: ${name} exists ${found.length} times`] : [];
  });

export const supply: Checker = {
  name: 'supply',
  unit: 'packages',
  check: (root) => {
    if (!existsSync(join(root, 'package-lock.json'))) {
      return Promise.resolve({ seen: 0, findings: [] });
    }
    const manifest = json(join(root, 'package.json')) as Manifest;
    const lock = json(join(root, 'package-lock.json')) as { packages: Record<string, Locked> };
    const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
    const scripts = Object.keys(manifest.allowScripts ?? {});
    return Promise.resolve({
      seen: packages.length,
      findings: [
        ...manifestFaults(manifest),
        ...packages.flatMap(([place, locked]) => packageFaults(place, locked, scripts)),
        ...doubles(packages.map(([place]) => place)),
      ],
    });
  },
};
