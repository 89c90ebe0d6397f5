#!/usr/bin/env node
// `fluxpay <command> --stage <stage>`: what operators do, from a shell.
import { createInterface } from 'node:readline/promises';
import { openStage } from './access.ts';
import { run } from './run.ts';

const confirm = async (question: string): Promise<boolean> => {
  const ask = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await ask.question(question);
  ask.close();
  return /^(?:y|yes|예|네)$/iu.test(answer.trim());
};

// `fluxpay … | head` closes the pipe: that is an end, not a fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await run(process.argv.slice(2), openStage, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
  width: process.stdout.isTTY === true ? process.stdout.columns : undefined,
  confirm,
  env: process.env,
  now: Date.now,
});
