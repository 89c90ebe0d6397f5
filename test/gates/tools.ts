// The checkers we did not write, each made to say how many files it saw.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, type Report, run } from './checker.ts';
import { codeFiles, roomOf } from './source.ts';

const clip = (output: string): string =>
  output.length > 8000 ? `${output.slice(0, 8000)}\n… ${output.length - 8000} more` : output;

/** One finding with the tool's own words; a tool that fails without a word still fails. */
const verdict = (code: number, output: string): readonly string[] =>
  code === 0 ? [] : [clip(output.trim() === '' ? `exit code ${code}` : output.trim())];

const compiler = (name: string, project: string): Checker => ({
  name,
  unit: 'files',
  check: async (root) => {
    const { code, output } = await run(root, 'tsc', [
      '-p',
      project,
      '--pretty',
      'false',
      '--listFiles',
    ]);
    const isPath = (line: string): boolean =>
      /^\S.*\.[cm]?tsx?$/u.test(line) && !line.includes('(');
    const lines = output.split('\n');
    const ours = lines.filter((line) => isPath(line) && !line.includes('/node_modules/'));
    const rest = lines.filter((line) => !isPath(line)).join('\n');
    return { seen: ours.length, findings: verdict(code, rest) };
  },
});

const countIn = (output: string, pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0);

const biome: Checker = {
  name: 'biome',
  unit: 'files',
  check: async (root) => {
    const quiet = ['--diagnostic-level=warn', '--colors=off', '--max-diagnostics=40'];
    const args = ['ci', '--error-on-warnings', ...quiet, '.'];
    const { code, output } = await run(root, 'biome', args);
    return { seen: countIn(output, /Checked (\d+) files?/u), findings: verdict(code, output) };
  },
};

const oxlint: Checker = {
  name: 'oxlint',
  unit: 'files',
  check: async (root) => {
    const { code, output } = await run(root, 'oxlint', ['--type-aware']);
    return { seen: countIn(output, / on (\d+) files?/u), findings: verdict(code, output) };
  },
};

type Cruise = {
  modules: { source: string; dependencies: { module: string }[] }[];
  summary: {
    violations: { rule: { name: string; severity: string }; from: string; to: string }[];
    totalDependenciesCruised: number;
  };
};

const cruised = ['bin', 'lib', 'core', 'adapters', 'functions', 'local', 'test'];

/** A green boundary check that saw nothing is the worst of all, so every file must have been seen. */
const unseen = (root: string, cruise: Cruise): readonly string[] => {
  const seen = new Set(cruise.modules.map(({ source }) => source));
  return codeFiles(root, ...cruised)
    .filter((path) => !seen.has(path))
    .map((path) => `${path}: never cruised`);
};

const cruiseReport = (root: string, cruise: Cruise, why: ReadonlyMap<string, string>): Report => {
  const files = codeFiles(root, 'core').length;
  const modules = cruise.modules.filter(({ source }) => roomOf(source) === 'core').length;
  const findings = cruise.summary.violations.map(
    ({ rule, from, to }) => `${from} -> ${to}: ${rule.name}: ${why.get(rule.name) ?? ''}`,
  );
  if (modules < files) findings.unshift(`core: ${modules} modules cruised of ${files} files`);
  return {
    seen: cruise.modules.length,
    findings: [...findings, ...unseen(root, cruise)],
    note: `core: ${modules} modules of ${files} files; ${cruise.summary.totalDependenciesCruised} imports`,
  };
};

const imports: Checker = {
  name: 'imports',
  unit: 'modules',
  check: async (root) => {
    const folders = cruised.filter((room) => existsSync(join(root, room)));
    const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders];
    const { output } = await run(root, 'depcruise', args);
    const start = output.indexOf('{');
    const end = output.lastIndexOf('}');
    if (start < 0) return { seen: 0, findings: [clip(output)] };
    const cruise = JSON.parse(output.slice(start, end + 1)) as Cruise & {
      summary: { ruleSetUsed?: { forbidden?: { name: string; comment?: string }[] } };
    };
    const rules = cruise.summary.ruleSetUsed?.forbidden ?? [];
    if (rules.length === 0) return { seen: 0, findings: ['dependency-cruiser ran without rules'] };
    const why = new Map(rules.map(({ name, comment }) => [name, comment ?? '']));
    return cruiseReport(root, cruise, why);
  },
};

const deadCode: Checker = {
  name: 'knip',
  unit: 'files',
  check: async (root) => {
    const reporters = ['--reporter', 'symbols', '--reporter', './test/gates/knip-counter.ts'];
    const args = ['--no-progress', '--no-config-hints', ...reporters];
    const { code, output } = await run(root, 'knip', args);
    const seen = countIn(output, /^knip saw (\d+) files$/mu);
    const words = output.replace(/^knip saw .*$/mu, '');
    return { seen, findings: verdict(code, words) };
  },
};

export const tools: readonly Checker[] = [
  biome,
  oxlint,
  compiler('tsc', 'tsconfig.json'),
  compiler('tsc-infra', 'tsconfig.infra.json'),
  imports,
  deadCode,
];
