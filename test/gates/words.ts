// Nothing of one machine and no secret in tracked text. Patterns are built from parts, so that this
// file does not find itself.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checker } from './checker.ts';
import { listFiles } from './source.ts';

const any = (...parts: readonly string[]): RegExp => new RegExp(parts.join(''), 'u');

const patterns: readonly (readonly [string, RegExp])[] = [
  ['a path of one machine', any('/wor', 'k/(main|shared)\\b')],
  ['a path of one machine', any('(?<![\\w.])/(ho', 'me|Us', 'ers)/[a-z][\\w-]*/')],
  ['a path of one machine', any('(?<![\\w.}])/ro', 'ot/')],
  ['a path of one machine', any('/tm', 'p/[\\w.-]*job')],
  ['a registry host', any('registry', '\\.(npmjs|yarnpkg)')],
  ['a registry host', any('(artif', 'actory|nex', 'us|verda', 'ccio)[\\w.-]*(/|:\\d)')],
  ['a registry host', any('files\\.python', 'hosted')],
  ['an access key', any('(?<![A-Z0-9])AK', 'IA(?!IOSFODNN7EXAMPLE)[0-9A-Z]{16}(?![A-Z0-9])')],
  ['a private key', any('-----BEGIN [A-Z ]*PRIV', 'ATE KEY-----')],
  ['a live PG key', any('\\bliv', 'e_g?sk_[A-Za-z0-9]{8,}')],
];

const isText = (bytes: Buffer): boolean => !bytes.subarray(0, 8000).includes(0);

const faultsIn = (root: string, path: string): readonly string[] => {
  const bytes = readFileSync(join(root, path));
  if (!isText(bytes)) return [];
  const text = bytes.toString();
  return patterns.flatMap(([what, pattern]) => {
    const match = pattern.exec(text);
    if (match === null) return [];
    const line = text.slice(0, match.index).split('\n').length;
    return [`${path}:${line}: ${what}`];
  });
};

export const words: Checker = {
  name: 'words',
  unit: 'files',
  check: (root) => {
    const files = listFiles(root);
    return Promise.resolve({
      seen: files.length,
      findings: files.flatMap((path) => faultsIn(root, path)),
    });
  },
};
