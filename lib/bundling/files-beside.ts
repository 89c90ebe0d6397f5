// Files that travel in a function's folder beside its bundle and are read at run time: data, so that
// a policy or a page changes without the JavaScript changing.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';

export type FileBeside = { readonly name: string; readonly content: (root: string) => string };

/** Every `config/policies/<serviceId>.yaml` in one JSON object, by service id. */
const policyBundle: FileBeside = {
  name: 'policies.json',
  content: (root) => {
    const files = globSync('config/policies/*.yaml', { cwd: root }).sort();
    if (files.length === 0) throw new Error('No policy in config/policies.');
    const policies = files.map((file): [string, unknown] => [
      basename(file, '.yaml'),
      parse(readFileSync(join(root, file), 'utf8')),
    ]);
    return JSON.stringify(Object.fromEntries(policies));
  },
};

const document = (name: string): FileBeside => ({
  name,
  content: (root) => {
    const file = join(root, 'docs/api', name);
    if (!existsSync(file)) throw new Error(`No docs/api/${name}: generate the documents first.`);
    return readFileSync(file, 'utf8');
  },
});

export const filesBeside: Readonly<Record<string, readonly FileBeside[]>> = {
  'admin/get-policy': [policyBundle],
  'admin/list-policies': [policyBundle],
  'api/authorize-payment': [policyBundle],
  'api/create-order': [policyBundle],
  'api/get-documents': [document('openapi.json'), document('index.html')],
};
