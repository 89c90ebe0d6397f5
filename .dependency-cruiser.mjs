// Who may import whom: the table of the house guide, one rule per row, type-only imports included.
// Everything a row does not name is refused, so a new package or folder needs a visible edit here.

const NODE = '^(node:)?[a-z][a-z0-9_/]*$';
const npm = (...names) => names.map((name) => `node_modules/(@types/)?${name}/`);
const leaf = '^functions/(?!_)[^/]+/[^/]+';

/** One row: files matching `from` may import only `may` (anything else is a finding). */
const row = (name, why, from, may, extra = {}) => ({
  name,
  comment: why,
  severity: 'error',
  from: typeof from === 'string' ? { path: from } : from,
  to: { pathNot: may, ...extra },
});

/** The SDK each technology may use; a folder that is not listed may use none. */
const sdkOf = {
  dynamo: npm('@aws-sdk/client-dynamodb', '@aws-sdk/util-dynamodb', '@smithy/[^/]+'),
  redis: npm('iovalkey'),
  kafka: npm('kafkajs'),
  eventbridge: npm('@aws-sdk/client-eventbridge', '@smithy/[^/]+'),
  sqs: npm('@aws-sdk/client-sqs', '@smithy/[^/]+'),
  lambda: [...npm('@aws-sdk/client-lambda', '@smithy/[^/]+'), '^adapters/(dynamo|system)/'],
  'step-functions': npm('@aws-sdk/client-sfn', '@smithy/[^/]+'),
  secrets: npm('@aws-sdk/client-secrets-manager', '@smithy/[^/]+'),
  crypto: npm('@aws-sdk/client-kms', '@smithy/[^/]+'),
  s3: npm('@aws-sdk/client-s3', '@smithy/[^/]+'),
  idempotency: npm('@aws-lambda-powertools/[^/]+'),
  // One family of PGs: what they speak alike is written once.
  toss: ['^adapters/pg-http/'],
  sandbox: ['^adapters/pg-http/'],
};
/** Every adapter may label its calls. */
const labelledCalls = '^adapters/system/labelled\\.ts$';
const technologies = Object.keys(sdkOf).join('|');

/**
 * The words of each module of core beside its ports: its aggregates and how they move, the forms it
 * shows them in, and the few steps that are the only way to do a thing. One transaction spans several
 * aggregates, so whoever decides must be able to name them; a use case of another module is never a
 * word. An edit here is a change of the architecture (docs/adr/0007).
 */
const wordsOf = {
  breakers: ['breaker'],
  audit: ['anchor', 'audit-entry'],
  attention: ['attention-item', 'open-item'],
  fulfilment: ['service-request', 'close-service', 'resume-command', 'withdraw-request'],
  idempotency: ['edge', 'frozen', 'idempotency-record', 'records'],
  ledger: ['ledger-group', 'movements', 'trial-balance'],
  merchants: ['api-key', 'merchant'],
  orders: ['cursor', 'direct-order', 'order', 'order-created', 'order-object', 'page'],
  outbox: [
    'assemble-commit',
    'command',
    'commit',
    'commit-answer',
    'outbox-row',
    'publisher',
    'queues',
  ],
  payments: [
    'apply-evidence',
    'attempt',
    'authorization',
    'case',
    'deposit-schedule',
    'keyed-call',
    'payment',
    'payment-cancelled',
    'payment-gateway',
    'payment-object',
    'payment-returns',
    'record-approval',
    'record-refund-verdict',
    'start-fulfilment',
    'record-return',
    'send-attempt',
    'sent-call',
    'watch-command',
  ],
  pricing: ['selling-policy'],
  privacy: ['customer', 'masks', 'refund-account'],
  refunds: ['refund', 'refund-answers', 'refund-attempt', 'refund-object', 'refund-tax'],
  sagas: ['resume-run', 'saga', 'saga-object'],
};
const words = Object.entries(wordsOf).map(
  ([module, files]) => `^core/${module}/(${files.join('|')})\\.ts$`,
);

const core = [
  row('kernel', 'the floor must not move', '^core/kernel/', ['^core/kernel/', ...npm('zod')]),
  row(
    'contracts',
    'infrastructure, storefront and k6 read the contracts without meeting a rule',
    '^core/contracts/',
    ['^core/(kernel|contracts)/', ...npm('zod')],
  ),
  row(
    'module',
    "modules talk in words (another module's ports and the words listed above), not through their insides",
    { path: '^core/(?!kernel/|contracts/)([^/]+)/' },
    ['^core/(kernel|contracts)/', '^core/$1/', '^core/[^/]+/(ports|events)\\.ts$', ...words],
  ),
];

const adapters = [
  ...Object.entries(sdkOf).map(([technology, sdk]) =>
    row(
      `adapter-${technology}`,
      'swapping one technology touches one folder',
      `^adapters/${technology}/`,
      ['^core/', `^adapters/${technology}/`, labelledCalls, NODE, ...sdk],
    ),
  ),
  row(
    'adapter-other',
    'swapping one technology touches one folder; its SDK is listed in this file first',
    { path: `^adapters/(?!(?:${technologies}|memory)/)([^/]+)/` },
    ['^core/', '^adapters/$1/', labelledCalls, NODE],
  ),
  row(
    'twin',
    'a twin that needs the original is no twin',
    '^adapters/memory/',
    ['^core/', '^adapters/memory/'],
    { dependencyTypesNot: ['type-only'] },
  ),
  row(
    'twin-types',
    'a twin may take types from an SDK, and nothing of another adapter',
    '^adapters/memory/',
    [
      '^core/',
      '^adapters/memory/',
      NODE,
      ...npm('@aws-sdk/[^/]+', '@smithy/[^/]+', 'iovalkey', 'kafkajs'),
    ],
  ),
];

const functions = [
  row('pipeline', 'one edge, wired with any adapter', '^functions/_pipeline/', [
    '^core/',
    '^functions/_pipeline/',
    ...npm('@middy/[^/]+', '@aws-lambda-powertools/[^/]+', 'aws-lambda', 'zod'),
  ]),
  row('handler', 'tests call it with plain functions', `${leaf}/handler\\.ts$`, [
    '^core/',
    '^functions/_pipeline/',
  ]),
  row('env', 'pure, so synth may read it', `${leaf}/env\\.ts$`, [
    '^functions/_pipeline/env\\.ts$',
    ...npm('zod'),
  ]),
  row(
    'index',
    'one place where things are wired',
    { path: '^functions/(?!_)([^/]+/[^/]+)/index\\.ts$' },
    [
      '^functions/$1/(handler|env)\\.ts$',
      '^functions/_(pipeline|wiring)/',
      '^adapters/(?!memory/)',
      '^core/contracts/',
    ],
  ),
  row('wiring', 'what several index.ts wire alike is wired in one place', '^functions/_wiring/', [
    '^core/',
    '^functions/_(pipeline|wiring)/',
    '^adapters/(?!memory/)',
    NODE,
    ...npm('@aws-sdk/client-dynamodb', '@aws-lambda-powertools/metrics'),
  ]),
  row(
    'function-other',
    'a Lambda folder is env.ts, handler.ts and index.ts; nothing else imports anything',
    { path: '^functions/(?!_(pipeline|wiring)/)', pathNot: `${leaf}/(env|handler|index)\\.ts$` },
    [],
    { path: '.+' },
  ),
];

const infrastructure = [
  row('lib', 'building a template must not build a client', '^lib/', [
    '^lib/',
    '^core/contracts/',
    `${leaf}/env\\.ts$`,
    '^config/',
    NODE,
    ...npm('aws-cdk-lib', 'constructs', 'cdk-nag', 'zod', 'yaml', 'esbuild'),
  ]),
  row('bin', 'a door is not a room', '^bin/', ['^lib/', NODE, ...npm('aws-cdk-lib')]),
];

const clients = [
  row('storefront', 'the browser gets types and codes, never rules', '^storefront/', [
    '^storefront/',
    '^core/contracts/',
    'node_modules/',
    NODE,
  ]),
  row(
    'local',
    'clients like any other: contracts and the signing text',
    '^local/(?!pg-simulator/|generate/|verify/)',
    ['^local/', '^core/contracts/', '^core/kernel/', '^config/', 'node_modules/', NODE],
  ),
  row('verify', 'a recount reads the rows as the store wrote them', '^local/verify/', [
    '^local/(verify|cloud)/',
    '^local/read-options\\.ts$',
    // What a call to AWS that failed means to a shell is told once, by the command line of operators.
    '^sdk/cli/access-fault\\.ts$',
    '^core/(kernel|contracts|verification)/',
    '^adapters/(dynamo|crypto)/',
    'node_modules/',
    NODE,
  ]),
  row('generate', 'documents come from the schemas that check', '^local/generate/', [
    '^local/generate/',
    '^local/read-options\\.ts$',
    '^core/contracts/',
    '^core/kernel/',
    '^lib/config/',
    'node_modules/',
    NODE,
  ]),
  row('setup', 'set-up runs before anything is installed', '^local/setup\\.mjs$', [
    '^local/[^/]+\\.mjs$',
    NODE,
  ]),
  row(
    'stranger',
    'a witness who copies our code repeats our mistakes',
    { path: '^(local/pg-simulator|sdk/[^/]+|k6)/' },
    ['^$1/', 'node_modules/', NODE, '^k6($|/)', '^https://'],
  ),
  row('data', 'data imports nothing', '^(statemachines|config|observability)/', ['^$'], {
    path: '.+',
  }),
];

const everywhere = [
  {
    name: 'no-circular',
    comment: 'a cycle means one module with two names',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolvable',
    comment: 'an import that leads nowhere is checked by nobody',
    severity: 'error',
    from: { pathNot: '^k6/' },
    to: { couldNotResolve: true },
  },
  {
    name: 'no-barrel',
    comment: 'index.ts means "Lambda entry" and nothing else; import the file you mean',
    severity: 'error',
    from: {},
    to: { path: '^(?!.*node_modules/).*(^|/)index\\.(ts|js|mjs)$', pathNot: `${leaf}/index\\.ts$` },
  },
  {
    name: 'no-entry-import',
    comment: 'importing index.ts starts clients: only tests from integration up may',
    severity: 'error',
    from: { pathNot: '^test/(integration|e2e)/' },
    to: { path: '^functions/.+/index\\.ts$' },
  },
  {
    name: 'unit-needs-nothing',
    comment: 'a unit test has no file, network or process: a value is missing from its arguments',
    severity: 'error',
    from: { path: '^test/(unit|property)/' },
    to: { path: '^(node:)?(fs|net|http|https|tls|dgram|child_process|timers)(/|$)' },
  },
  {
    name: 'not-to-test',
    comment: 'what ships or deploys must not lean on a test',
    severity: 'error',
    from: { pathNot: '^(test/|vitest\\.config\\.ts$)' },
    to: { path: '^test/' },
  },
  {
    name: 'no-dev-at-run-time',
    comment: 'a development package is not there in production',
    severity: 'error',
    from: { path: '^(core|adapters|functions)/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-undeclared',
    comment: 'an undeclared package is somebody else’s version',
    severity: 'error',
    from: { pathNot: '^(storefront|sdk|k6)/' },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

export default {
  forbidden: [...core, ...adapters, ...functions, ...infrastructure, ...clients, ...everywhere],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    preserveSymlinks: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(cdk\\.out|out|\\.fluxpay|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mts', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
