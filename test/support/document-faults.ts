// What a page of documentation promises that a machine can check: links and anchors lead somewhere,
// files named in backticks are there, every `npm run` is a script. Pure: the tree comes as arguments.

export interface Tree {
  /** A path from the root of the checkout, of a file or a folder; `*` stands for part of one name. */
  readonly has: (path: string) => boolean;
  /** The text of a page; undefined when there is none. */
  readonly page: (path: string) => string | undefined;
  readonly scripts: ReadonlySet<string>;
  /** Folders at the top: a name in backticks that begins with one is a path. */
  readonly rooms: ReadonlySet<string>;
}

export interface Checked {
  readonly links: number;
  readonly paths: number;
  readonly scripts: number;
  readonly faults: readonly string[];
}

const withoutBlocks = (text: string): string => text.replaceAll(/^(```|~~~)[\s\S]*?^\1\s*$/gmu, '');

const headingsOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#{1,6} +(.+?)\s*$/gmu)].map(([, title = '']) => title);

const slug = (title: string): string =>
  title
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');

/** Anchors as GitHub makes them: a repeated heading gets a number. */
export const anchorsOf = (text: string): ReadonlySet<string> => {
  const seen = new Map<string, number>();
  return new Set(
    headingsOf(text).map((title) => {
      const name = slug(title);
      const times = seen.get(name) ?? 0;
      seen.set(name, times + 1);
      return times === 0 ? name : `${name}-${times}`;
    }),
  );
};

/** `docs/adr` and `../modules/x.md` make `docs/modules/x.md`; undefined outside the checkout. */
export const resolved = (folder: string, link: string): string | undefined => {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of link.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
};

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

const linkFault = (tree: Tree, from: string, link: string): string | undefined => {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? from : resolved(folderOf(from), file);
  if (path === undefined || !tree.has(path)) return `${from}: the link ${link} leads nowhere`;
  if (anchor === undefined) return undefined;
  const anchors = anchorsOf(tree.page(path) ?? '');
  return anchors.has(anchor) ? undefined : `${from}: ${link} has no such heading`;
};

const isOutside = (link: string): boolean => /^[a-z][a-z0-9+.-]*:/iu.test(link);

const linksIn = (prose: string): string[] =>
  [...prose.matchAll(/\]\(([^)\s]+)\)/gu)]
    .map(([, link = '']) => link)
    .filter((link) => !isOutside(link));

/** `env.ts` and `ports.ts` name a role that many files have; a bare data file is one at the top. */
const rootFile = /^\.?[\w-]+(\.[\w-]+)*\.(json|mjs|ya?ml|md)$/u;

const isPath = (code: string, rooms: ReadonlySet<string>): boolean => {
  if (/[\s<>{}()$=,;"']/u.test(code)) return false;
  return code.includes('/') ? rooms.has(code.slice(0, code.indexOf('/'))) : rootFile.test(code);
};

/** What is written in backticks and is a path, without the `:12` of a line or a slash at its end. */
const pathsIn = (prose: string, { rooms }: Tree): string[] =>
  [...prose.matchAll(/`([^`\n]+)`/gu)]
    .map(([, code = '']) => code)
    .filter((code) => isPath(code, rooms))
    .map((code) => code.replace(/:\d+$/u, '').replace(/\/$/u, ''));

const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/\bnpm run ([\w:-]+)/gu)].map(([, name = '']) => name);

export const checkDocument = (tree: Tree, path: string): Checked => {
  const text = tree.page(path) ?? '';
  const prose = withoutBlocks(text);
  const links = linksIn(prose.replaceAll(/`[^`\n]*`/gu, ''));
  const paths = pathsIn(prose, tree);
  const scripts = scriptsIn(text);
  return {
    links: links.length,
    paths: paths.length,
    scripts: scripts.length,
    faults: [
      ...links.flatMap((link) => linkFault(tree, path, link) ?? []),
      ...paths.filter((named) => !tree.has(named)).map((named) => `${path}: there is no ${named}`),
      ...scripts
        .filter((name) => !tree.scripts.has(name))
        .map((name) => `${path}: there is no script ${name}`),
    ],
  };
};
