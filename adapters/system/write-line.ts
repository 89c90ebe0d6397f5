// One record as one line of the process's log, as it is: the runtime's own `console` would put words
// before it, and CloudWatch reads a metric from lines that are JSON alone.

export const writeLine = (record: object): void => {
  process.stdout.write(`${JSON.stringify(record)}\n`);
};
