// A second reporter for knip that only says how many files it read.

type Options = { counters: { processed: number; total: number } };

const knipCounter = ({ counters }: Options): void => {
  process.stdout.write(`knip saw ${counters.processed} files\n`);
};

// biome-ignore lint/style/noDefaultExport: knip loads reporters by their default export.
export default knipCounter;
