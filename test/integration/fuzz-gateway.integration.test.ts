// Which findings of the fuzzer are dropped as the gateway's own: those that say nothing but its 431 to a request that
// was too long. Whatever else a check says of such an answer is a finding.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inCache, root } from '#local/cloud/places.ts';

const python = inCache('cfn-lint', 'bin', 'python');

/** What the hook is asked, a line each; and whether it drops it. */
const rows: readonly (readonly [
  check: string,
  status: number,
  sent: number,
  isDropped: boolean,
])[] = [
  ['status_code_conformance', 431, 10_300, true],
  ['negative_data_rejection', 431, 10_300, true],
  ['missing_required_header', 431, 10_300, true],
  ['status_code_conformance', 431, 9_999, false],
  ['status_code_conformance', 414, 10_300, false],
  ['not_a_server_error', 500, 10_300, false],
  ['response_headers_conformance', 431, 10_300, false],
  ['response_schema_conformance', 431, 10_300, false],
  ['content_type_conformance', 431, 10_300, false],
  ['unsupported_method', 431, 10_300, false],
  ['ignored_auth', 431, 10_300, false],
];

it('drops what a check says of the gateway alone', () => {
  const program = `import gateway, json, sys
print(json.dumps([gateway.is_its_own([c], s, n) for c, s, n, _ in json.loads(sys.argv[1])] + [gateway.is_its_own([], 431, 10300)]))`;
  const said = execFileSync(python, ['-B', '-c', program, JSON.stringify(rows)], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: join(root, 'test/fuzz') },
  });

  expect(JSON.parse(said)).toEqual([...rows.map(([, , , isDropped]) => isDropped), false]);
});
