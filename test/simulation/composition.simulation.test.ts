// The world cannot drift from the deployment: each function is composed as its index.ts is, word by
// word, from the same modules, with the time that its construct gives it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryFiles, repositoryRoot } from '#lib/bundling/function-folders.ts';
import { consumerTimeouts } from '#lib/constructs/consumer-timeouts.ts';
import { folders } from '#test/support/world/compose.ts';
import {
  differencesOf,
  readEntries,
  readImports,
  readIndex,
} from '#test/support/world/compose-compare.ts';
import { timeoutSeconds } from '#test/support/world/compose-environment.ts';

const rooms = ['admin', 'desk', 'api', 'background', 'money', 'steps'] as const;

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

const composed = () => rooms.map((room) => read(`test/support/world/compose-${room}.ts`));

const scopeText = read('test/support/world/compose-scope.ts');
const scope = readImports(scopeText);

const indexTexts: ReadonlyMap<string, string> = new Map(
  [...entryFiles()].map(([folder, file]) => [folder, readFileSync(file, 'utf8')]),
);

/** Every difference with its folder, and how many folders were compared. */
const compare = (entryTexts: readonly string[], indexes = indexTexts) => {
  const entries = new Map(entryTexts.flatMap((text) => [...readEntries(text)]));
  let compared = 0;
  const differences = [...indexes].flatMap(([folder, text]) => {
    const entry = entries.get(folder);
    if (entry === undefined) return [`${folder}: no entry`];
    compared += 1;
    const found = differencesOf(readIndex(text), { folder, entry, scope });
    return found.map((difference) => `${folder}: ${difference}`);
  });
  return { compared, differences };
};

/** One text of the entries changed; throws when nothing was there to change. */
const planted = (from: string, to: string): readonly string[] => {
  const texts = composed();
  if (!texts.some((text) => text.includes(from))) throw new Error(`nowhere is ${from}`);
  return texts.map((text) => text.replace(from, to));
};

const constructTexts = ['admin', 'desk', 'api', 'background', 'saga'].map((name) =>
  read(`lib/constructs/${name}-functions.ts`),
);

/** `timeoutSeconds: 25`, `...read` of a constant above, `...step(8)`, or a consumer's. */
const timeoutOf = (definition: string, text: string): number => {
  const [, consumer] = /consumerTimeouts\.(\w+)/u.exec(definition) ?? [];
  if (consumer !== undefined) return consumerTimeouts[consumer as keyof typeof consumerTimeouts];
  const [, own] = /(?:timeoutSeconds: |\.\.\.step\()(\d+)/u.exec(definition) ?? [];
  if (own !== undefined) return Number(own);
  const [, name = ''] = /\.\.\.(act|open|read|write|money)\b/u.exec(definition) ?? [];
  const shared = new RegExp(`const ${name} = \\{\\s+timeoutSeconds: (\\d+)`, 'u').exec(text);
  return Number(shared?.[1]);
};

describe('the composition', () => {
  it('has the folders of the tree', () => {
    expect([...folders].sort()).toEqual([...indexTexts.keys()].sort());
    expect(folders.length).toBeGreaterThanOrEqual(30);
  });

  it('wires every folder as its index.ts does', () => {
    const { compared, differences } = compare(composed());
    expect(differences).toEqual([]);
    expect(compared).toBe(folders.length);
  });

  it('binds each name of the scope to the wiring function of that name', () => {
    const wired = [...scope].filter(
      ([local, origin]) =>
        origin.startsWith('#functions/_wiring/') &&
        /^[a-z]/u.test(local) &&
        ![
          'storeOf',
          'failingCommands',
          'attentionWork',
          'attentionWorkLater',
          'breakersOver',
        ].includes(local),
    );
    expect(wired.length).toBeGreaterThanOrEqual(12);
    for (const [local] of wired) {
      const bound = new RegExp(`\\b${local}: \\([^]*?\\) =>\\s+${local}\\(`, 'u');
      expect(bound.test(scopeText), local).toBe(true);
    }
  });

  it('gives every function the time of its construct', () => {
    const found = constructTexts.flatMap((text) =>
      [...text.matchAll(/define\(\{(.*?)\}\)/gsu)].map(([, definition = '']) => {
        const [, folder = ''] = /folder: '([^']+)'/u.exec(definition) ?? [];
        return [folder, timeoutOf(definition, text)] as const;
      }),
    );
    expect(found).toHaveLength(folders.length);
    expect(Object.fromEntries(found)).toEqual(timeoutSeconds);
  });
});

describe('a planted difference is named with its folder', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'in the handler',
      "state: 'CompleteOrder'",
      "state: 'SettleService'",
      'steps/complete-order: the handlers differ',
    ],
    [
      'in a statement before it',
      "deadLettersOf(env, 'relay', runtime);",
      "deadLettersOf(env, 'command', runtime);",
      'streams/relay-eventbridge: the statements before the handler differ',
    ],
    [
      'in the module of an adapter',
      "import { dynamoAuditIndex } from '#adapters/dynamo/dynamo-audit-index.ts'",
      "import { dynamoAuditIndex } from '#adapters/dynamo/dynamo-lists.ts'",
      'schedules/seal-audit: dynamoAuditIndex is',
    ],
    [
      'in the handler that is wired',
      "from '#functions/steps/cancel-order/handler.ts'",
      "from '#functions/api/cancel-order/handler.ts'",
      'steps/cancel-order: cancelOrderHandler is',
    ],
    [
      'in the schema',
      "'api/get-order': entry(getOrderEnv",
      "'api/get-order': entry(getPaymentEnv",
      'api/get-order: the schemas differ',
    ],
    ['in the folder itself', "'api/get-health'", "'api/get-wealth'", 'api/get-health: no entry'],
  ];

  for (const [where, from, to, told] of cases) {
    it(where, () => {
      const { differences } = compare(planted(from, to));
      expect(differences).toHaveLength(1);
      expect(differences[0]).toContain(told);
    });
  }

  it('in the index.ts', () => {
    const folder = 'api/confirm-payment';
    const text = indexTexts.get(folder) ?? '';
    const changed = text.replace(
      '...payDeps(env, store, runtime)',
      '...payDeps(env, store, { ...runtime })',
    );
    expect(changed).not.toBe(text);
    const { differences } = compare(composed(), new Map([...indexTexts, [folder, changed]]));
    expect(differences).toEqual([`${folder}: the handlers differ`]);
  });
});
