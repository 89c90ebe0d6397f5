// The tiers of the house with a bug planted in what they load. A run of these leaves no result of a
// tier behind: it is expected to fail.
import { defineConfig } from 'vitest/config';
import house from '../../vitest.config.ts';
import { conditionPlugin } from './conditions/condition-plugin.ts';
import { mutantPlugin } from './vitest-plugin.ts';

const plugins = [mutantPlugin(), conditionPlugin()];
const { projects = [], ...test } = house.test ?? {};

interface Project {
  readonly test: { readonly sequence?: object };
}

/** Tests in the order of their file: a bug is always met by the same one first. */
const inOrder = ({ test: own, ...project }: Project) => ({
  ...project,
  plugins,
  test: { ...own, sequence: { ...own.sequence, shuffle: false } },
});

// biome-ignore lint/style/noDefaultExport: Vitest reads its config from the default export.
export default defineConfig({
  test: {
    ...test,
    maxWorkers: 1,
    reporters: ['dot'],
    projects: projects.map((project) => inOrder(project as Project)),
  },
});
