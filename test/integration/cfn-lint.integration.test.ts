import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const linter = join(root, '.fluxpay/cfn-lint/bin/cfn-lint');

type Finding = { readonly Rule: { readonly Id: string }; readonly Message: string };

/**
 * W3005: an explicit dependency that a reference already implies; CDK writes many, all harmless.
 * The templates are judged for the region the product runs in.
 */
const options = ['--format', 'json', '--regions', 'ap-northeast-2', '--ignore-checks', 'W3005'];

/** The linter exits with an error when it has findings, and prints them all the same. */
const output = (files: readonly string[]): string => {
  try {
    return execFileSync(linter, [...options, '--', ...files], { encoding: 'utf8' });
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return stdout;
  }
};

const findingsIn = (files: readonly string[]): readonly string[] =>
  (JSON.parse(output(files)) as Finding[]).map(({ Rule, Message }) => `${Rule.Id} ${Message}`);

describe('cfn-lint', () => {
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fluxpay-templates-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('is installed by the set-up', () => {
    expect(existsSync(linter)).toBe(true);
  });

  it('finds nothing in the templates of any stage', () => {
    execFileSync(process.execPath, [join(root, 'test/infrastructure/main.ts'), folder]);
    const files = readdirSync(folder).map((file) => join(folder, file));

    expect(files.length).toBeGreaterThan(12);
    expect(findingsIn(files)).toEqual([]);
  }, 120_000);

  it('finds what is planted', () => {
    const file = join(folder, 'planted.json');
    const queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'soon' } };
    writeFileSync(file, JSON.stringify({ Resources: { Planted: queue } }));

    expect(findingsIn([file]).join()).toContain('soon');
  }, 60_000);
});
