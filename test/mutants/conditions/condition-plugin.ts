// Puts the weakened conditions between the twin and its rows, for the condition gate alone.
import { planted } from '../plant.ts';
import { textPlugin } from '../vitest-plugin.ts';

const file = 'adapters/memory/dynamo/prepared-write.ts';

const seeds = [
  {
    id: 'CONDITIONS',
    file,
    anchor: ': boundCondition(condition, bindings),',
    replace: ': weakened(input, condition, bindings),',
  },
  {
    id: 'CONDITIONS',
    file,
    anchor:
      "import { boundCondition, compiledCondition, parsedUpdate } from './compiled-expression.ts';",
    replace: `import { compiledCondition, parsedUpdate } from './compiled-expression.ts';
import { weakened } from '#test/mutants/conditions/weakened.ts';`,
  },
];

const isAsked = (): boolean =>
  process.env['FLUXPAY_CONDITIONS'] !== undefined || process.env['FLUXPAY_DROP'] !== undefined;

export const conditionPlugin = () =>
  textPlugin(
    'fluxpay-conditions',
    (path) => path === file && isAsked(),
    (_path, code) => seeds.reduce(planted, code),
  );
