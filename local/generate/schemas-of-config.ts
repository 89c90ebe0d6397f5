// config/schema/*.json: what editors use to check configuration files while they are typed.
import { billingPolicySchema } from '#core/contracts/policies/billing-policy.ts';
import { stageJsonSchema } from '#lib/config/stage-json-schema.ts';
import { jsonSchema, toText } from './json-schema.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

const schemas: Readonly<Record<string, () => Record<string, unknown>>> = {
  'billing-policy': () => ({
    title: 'FluxPay billing policy',
    ...jsonSchema(billingPolicySchema, 'input'),
  }),
  stage: () => stageJsonSchema(),
};

export const configSchemas = () =>
  Object.entries(schemas).map(([name, make]) => ({
    file: `config/schema/${name}.schema.json`,
    make: () => toText({ $schema: dialect, ...make() }),
  }));
