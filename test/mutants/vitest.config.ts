// The tiers of the house with a bug planted in what they load. A run of these leaves no result of a
// tier behind: it is expected to fail.
import { defineConfig } from 'vitest/config';
import house from '../../vitest.config.ts';
import { conditionPlugin } from './conditions/condition-plugin.ts';
import { mutantPlugin } from './vitest-plugin.ts';

const plugins = [mutantPlugin(), conditionPlugin()];
const { projects = [], ...test } = house.test ?? {};

// biome-ignore lint/style/noDefaultExport: Vitest reads its config from the default export.
export default defineConfig({
  test: {
    ...test,
    maxWorkers: 1,
    reporters: ['dot'],
    projects: projects.map((project) => ({ ...(project as object), plugins })),
  },
});
