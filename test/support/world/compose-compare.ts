// Compares what an index.ts wires with what its entry of compose-*.ts wires, by their text: the handler,
// the statements before it, and the modules that their names come from.
import { parseSync } from '@swc/core';

interface Node {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

/** Local names of a file, each as `module#name`. */
type Imports = ReadonlyMap<string, string>;

export interface Wiring {
  readonly imports: Imports;
  /** Without white space, `await` and last commas. */
  readonly handler: string;
  readonly statements: readonly string[];
}

export interface EntryWiring extends Wiring {
  /** The schema's `module#name`. */
  readonly schema: string | undefined;
  /** Names that the entry takes from its scope. */
  readonly scope: readonly string[];
}

/** Only the text tells; layout, and whether a promise is waited for here, do not. */
const bare = (text: string): string =>
  text
    .replaceAll(/\/\/.*$/gmu, '')
    .replaceAll(/\bawait\b/gu, '')
    .replaceAll(/\s/gu, '')
    .replaceAll(/,(?=[)\]}])/gu, '');

const childrenOf = (node: Node, key: string): readonly Node[] => node[key] as readonly Node[];

const reader = (text: string) => {
  const bytes = Buffer.from(text);
  const tree = parseSync(text, { syntax: 'typescript', target: 'es2022' }) as unknown as Node;
  const textOf = ({ span }: Node): string =>
    bytes.subarray(span.start - 1, span.end - 1).toString();
  return { body: childrenOf(tree, 'body'), textOf };
};

const nameOf = (node: unknown): string => String((node as { readonly value?: unknown }).value);

const importsOf = (body: readonly Node[]): Imports =>
  new Map(
    body
      .filter(({ type }) => type === 'ImportDeclaration')
      .flatMap((declaration) => {
        const source = nameOf(declaration['source']);
        return childrenOf(declaration, 'specifiers').map(
          ({ local, imported }): [string, string] => {
            const name = nameOf(local);
            return [name, `${source}#${imported ? nameOf(imported) : name}`];
          },
        );
      }),
  );

const isHandler = ({ type }: Node): boolean => type === 'ExportDeclaration';

/** What the world hands in place of a part of the process, by the text of the statement it replaces. */
const replaced: ReadonlyMap<string, string> = new Map(
  [
    ['const env = loadEnv(schema);', ''],
    ['const runtime = runtimeDeps(env);', ''],
    ['const store = storeOf(env, runtime);', ''],
    ['await startUp(runtime.telemetry, warmUp(store));', ''],
    ['const telemetry = powertoolsTelemetry(loadEnv(env));', ''],
    ['const telemetry = powertoolsTelemetry(names);', ''],
    ['const names = loadEnv(env);', 'const names = env;'],
    [
      'const deps = { clock, ids: systemIds(clock), instance: processInstance(), telemetry };',
      'const deps = runtime;',
    ],
  ].map(([from = '', to = '']) => [bare(from), bare(to)]),
);

/** The clock of an open route is that of the runtime. */
const clockOfRuntime = bare('const { clock } = runtime;');

/** @throws Error when the file has no handler. */
export const readIndex = (text: string): Wiring => {
  const { body, textOf } = reader(text);
  const exported = body.find(isHandler);
  const [, handler] =
    /^export const handler = (.*);$/su.exec(exported ? textOf(exported) : '') ?? [];
  if (handler === undefined) throw new Error('an index.ts exports a const handler');
  const statements = body
    .filter((node) => node.type !== 'ImportDeclaration' && node !== exported)
    .map((node) => bare(textOf(node)))
    .map((statement) => replaced.get(statement) ?? statement)
    .filter((statement) => statement !== '');
  return { imports: importsOf(body), handler: bare(handler), statements };
};

const unwrapped = (node: Node): Node =>
  node.type === 'ParenthesisExpression' ? unwrapped(node['expression'] as Node) : node;

/** Handler and statements of the arrow function that makes an entry. */
const madeBy = (arrow: Node, textOf: (node: Node) => string) => {
  const made = unwrapped(arrow['body'] as Node);
  if (!('stmts' in made)) return { handler: bare(textOf(made)), statements: [] };
  const lines = childrenOf(made, 'stmts');
  const last = lines.at(-1);
  const handler = last?.type === 'ReturnStatement' ? textOf(last['argument'] as Node) : '';
  const statements = lines
    .slice(0, -1)
    .map((line) => bare(textOf(line)))
    .filter((line) => line !== clockOfRuntime);
  return { handler: bare(handler), statements };
};

/** Entries by folder, of one file of compose-*.ts. */
export const readEntries = (text: string): ReadonlyMap<string, EntryWiring> => {
  const { body, textOf } = reader(text);
  const imports = importsOf(body);
  const [declared] = childrenOf(body.find(isHandler)?.['declaration'] as Node, 'declarations');
  const members = childrenOf(declared?.['init'] as Node, 'properties');
  return new Map(
    members.map((member): [string, EntryWiring] => {
      const [schema, made] = childrenOf(member['value'] as Node, 'arguments').map(
        (argument) => argument['expression'] as Node,
      );
      const arrow = made as Node;
      const pattern = childrenOf(arrow, 'params')[0] as Node;
      const scope = childrenOf(pattern, 'properties').map(({ key }) => nameOf(key));
      const wiring = { ...madeBy(arrow, textOf), imports, scope };
      return [nameOf(member['key']), { ...wiring, schema: imports.get(nameOf(schema)) }];
    }),
  );
};

export const readImports = (text: string): Imports => importsOf(reader(text).body);

/** What an index.ts uses before its handler only; the world has its own in their place. */
const ofProcess: ReadonlySet<string> = new Set([
  '#functions/_pipeline/load-env.ts#loadEnv',
  '#functions/_pipeline/start-up.ts#startUp',
  '#functions/_pipeline/telemetry.ts#powertoolsTelemetry',
  '#functions/_wiring/runtime.ts#runtimeDeps',
  '#functions/_wiring/store.ts#storeOf',
  '#functions/_wiring/store.ts#warmUp',
  '#adapters/system/process-instance.ts#processInstance',
  '#adapters/system/system-clock.ts#systemClock',
  '#adapters/system/system-ids.ts#systemIds',
]);

/** What the world hands over under the same name: files beside the bundle, and the metrics. */
const handed: ReadonlySet<string> = new Set([
  '#adapters/files/bundled-file.ts#bundledFile',
  '#functions/_wiring/outbox-gauges.ts#outboxGauges',
  '#functions/_wiring/breaker-gauges.ts#breakerGauges',
  '#functions/_wiring/audit-gauge.ts#auditGauge',
  '#functions/_wiring/policies.ts#bundledPolicies',
  '#functions/_wiring/webhook-counts.ts#webhookCounts',
]);

interface Sides {
  readonly folder: string;
  readonly entry: EntryWiring;
  /** The imports of compose-scope.ts. */
  readonly scope: Imports;
}

/** Where a name of an entry comes from: its file, or through the scope. */
const originOf = (name: string, { entry, scope }: Sides): string | undefined =>
  entry.scope.includes(name) ? scope.get(name) : entry.imports.get(name);

const misnamed = (local: string, origin: string, sides: Sides): string | undefined => {
  if (ofProcess.has(origin)) return undefined;
  if (handed.has(origin)) {
    return sides.entry.scope.includes(local) ? undefined : `${local} is not handed by the world`;
  }
  const wanted = origin.replace(/^\.\//u, `#functions/${sides.folder}/`);
  const found = originOf(local, sides);
  return found === wanted ? undefined : `${local} is ${found ?? 'nothing'}, not ${wanted}`;
};

/** What differs between an index.ts and its entry, in words. */
export const differencesOf = (index: Wiring, sides: Sides): readonly string[] => {
  const { folder, entry } = sides;
  const names = [...index.imports].filter(([, origin]) => !origin.startsWith('./env.ts#'));
  return [
    ...(index.handler === entry.handler ? [] : ['the handlers differ']),
    ...(index.statements.join('\n') === entry.statements.join('\n')
      ? []
      : ['the statements before the handler differ']),
    ...(entry.schema === `#functions/${folder}/env.ts#env` ? [] : ['the schemas differ']),
    ...names.flatMap(([local, origin]) => misnamed(local, origin, sides) ?? []),
  ];
};
