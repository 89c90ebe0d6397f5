// The documents tell of what is there: links, anchors, files and scripts they name exist.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listFiles } from '#test/gates/source.ts';
import { count } from '#test/support/counters.ts';
import { anchorsOf, checkDocument, resolved, type Tree } from '#test/support/document-faults.ts';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).sort()];

const lines = (text: string): number => text.trimEnd().split('\n').length;

const rooms = (files: readonly string[]): string[] =>
  files.filter((path) => path.includes('/')).map((path) => path.slice(0, path.indexOf('/')));

const checkout = (): Tree => {
  // As a fresh clone has them, or will have with the next commit; folders are made of files.
  const files = listFiles(root);
  const known = new Set(files);
  for (const path of files) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      known.add(path.slice(0, end));
    }
  }
  return {
    has: (path) =>
      path.includes('*') ? globSync(path, { cwd: root }).length > 0 : known.has(path),
    page: (path) => (known.has(path) ? read(path) : undefined),
    scripts: new Set(
      Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts),
    ),
    rooms: new Set(rooms(files)),
  };
};

describe('the documents', () => {
  const tree = checkout();

  it.each(documents)('%s names only what is there', (path) => {
    const { links, paths, scripts, faults } = checkDocument(tree, path);

    count('documents');
    count('document promises', links + paths + scripts);
    expect(faults).toEqual([]);
  });

  it('fit their place: a README of at most 200 lines, decisions and modules of one page', () => {
    const pages = documents.filter((path) => /^docs\/(adr|modules)\//u.test(path));

    expect(pages.length).toBeGreaterThan(20);
    expect(lines(read('README.md'))).toBeLessThanOrEqual(200);
    for (const path of pages) expect([path, lines(read(path)) <= 70]).toEqual([path, true]);
  });

  it('have a page for every module of core', () => {
    const modules = globSync('core/*', { cwd: root })
      .map((path) => path.slice('core/'.length))
      .filter((name) => name !== 'kernel' && name !== 'contracts');

    expect(modules.length).toBeGreaterThan(0);
    expect(documents).toEqual(
      expect.arrayContaining(modules.map((name) => `docs/modules/${name}.md`)),
    );
  });

  it('number the decisions without a gap, and list each of them', () => {
    const decisions = globSync('docs/adr/[0-9]*.md', { cwd: root })
      .map((path) => path.slice('docs/adr/'.length))
      .sort();
    const index = read('docs/adr/README.md');

    expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(
      decisions.map((_name, at) => at + 1),
    );
    for (const name of decisions) expect(index).toContain(`(${name})`);
  });
});

describe('checkDocument', () => {
  const treeOf = (text: string): Tree => ({
    has: (path) => ['a.md', 'docs/b.md', 'core/x.ts', 'core'].includes(path),
    page: (path) =>
      path === 'docs/b.md' ? text : path === 'a.md' ? '# One\n\n## Two & three' : '',
    scripts: new Set(['demo']),
    rooms: new Set(['core', 'docs']),
  });
  const faultsIn = (text: string) => checkDocument(treeOf(text), 'docs/b.md').faults;

  it('accepts what is there, and counts it', () => {
    const text =
      '# Here\n[a](../a.md) [b](../a.md#two--three) [c](#here) `core/x.ts:12` `core/` npm run demo';

    expect(checkDocument(treeOf(text), 'docs/b.md')).toEqual({
      links: 3,
      paths: 2,
      scripts: 1,
      faults: [],
    });
  });

  it.each([
    ['a link to nothing', '[a](c.md)', 'the link c.md leads nowhere'],
    ['a link out of the checkout', '[a](../../a.md)', 'the link ../../a.md leads nowhere'],
    ['an anchor of another page', '[a](../a.md#four)', '../a.md#four has no such heading'],
    ['an anchor of its own', '[a](#gone)', '#gone has no such heading'],
    ['a file in backticks', 'see `core/y.ts`', 'there is no core/y.ts'],
    ['a file at the top', 'see `gone.json`', 'there is no gone.json'],
    ['a script', 'type `npm run dmeo`', 'there is no script dmeo'],
    ['a script in a block', '```sh\nnpm run dmeo\n```', 'there is no script dmeo'],
  ])('finds %s', (_what, text, fault) => {
    expect(faultsIn(text)).toEqual([`docs/b.md: ${fault}`]);
  });

  it('leaves alone what is no promise of the checkout', () => {
    const text =
      '[w](https://example.org/x) `functions/<kind>/env.ts` `POST /api/v1/orders` `a/b` `payment.approved`\n' +
      '```ts\nconst link = "[a](gone.md)"; // `core/gone.ts`\n```';

    expect(faultsIn(text)).toEqual([]);
  });

  it('numbers repeated headings, and reads none inside a block', () => {
    expect([...anchorsOf('# A\n## A\n```sh\n# not one\n```\n### `b` [c](d)')]).toEqual([
      'a',
      'a-1',
      'b-c',
    ]);
  });

  it('resolves links from the folder of their page', () => {
    expect(resolved('docs/adr', '../modules/x.md')).toBe('docs/modules/x.md');
    expect(resolved('', './a.md')).toBe('a.md');
    expect(resolved('', '../a.md')).toBeUndefined();
  });
});

describe.each(['docs/quick-start.md', 'docs/quick-start.ko.md'])(
  '%s, pasted to pay by hand',
  (path) => {
    const page = read(path);
    const block = /^```sh\n(\{\n.*?)^```$/msu.exec(page)?.[1] ?? '';
    const byHand = /`(PAID=[^`]*--window\)[^`]*)`/u.exec(page)?.[1] ?? '';

    it('confirms no sooner than Enter is pressed, and takes no line of the paste for it', () => {
      const replaced = block.replace(/^ *PAID=.*$/mu, byHand);
      // A shell that takes its lines one by one, as from a keyboard; bash does also from a pipe.
      // Each call of npm is told on stderr; what the buyer prints is the payment key.
      const npm = 'npm() { echo "$*" >&2; echo got; }';
      const { stderr, stdout } = spawnSync('bash', {
        input: `${npm}\n${replaced}Enter\n`,
        encoding: 'utf8',
      });
      const calls = stderr.trim().split('\n');

      expect(replaced).not.toBe(block);
      expect(calls.map((call) => call.split(' ').slice(1, 6).join(' '))).toEqual([
        'request -s -- POST /api/v1/orders',
        'buyer -s -- got --window',
        'request -s -- POST /api/v1/payments/confirm',
        'request -s -- GET /api/v1/orders/got',
      ]);
      expect(calls[2]).toContain('{"orderId":"got","paymentKey":"got","amount":9000}');
      expect(stdout).toContain('Enter');
    });
  },
);
