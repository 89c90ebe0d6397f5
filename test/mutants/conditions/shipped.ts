// The conditions that stand in the adapters as text: each of them must be sent by a contract suite, or
// the gate would weaken less than what is shipped.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = 'adapters/dynamo';

/** A literal with an operator or function of the condition grammar, as it follows its name. */
const literal = /(?<!Key)(?:ConditionExpression|condition|isNew)\s*[:=]\s*['`]([^'`]+)['`]/gu;

const constant = /\$\{isNew\}/gu;

/** Condition texts, each once. @param root - Of the repository. */
export const shippedConditions = (root: string): readonly string[] => {
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts'));
  const texts = files.flatMap((name) =>
    [...readFileSync(join(root, folder, name), 'utf8').matchAll(literal)].map(([, text = '']) =>
      text.replaceAll(constant, 'attribute_not_exists(pk)'),
    ),
  );
  return [...new Set(texts)];
};
