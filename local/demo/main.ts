// `npm run demo`: sets everything up, sells something in every way that can go well or badly, and
// shows what each witness has to tell of it.
import { runCommand } from '#local/cloud/setback.ts';
import { readDemoArguments, usage, WrongArguments } from './demo-arguments.ts';
import { runDemo } from './run-demo.ts';

const args = process.argv.slice(2);

await runCommand(async () => {
  try {
    const demo = readDemoArguments(args);
    if (demo.isHelp) process.stdout.write(`${usage}\n`);
    else process.exitCode = await runDemo(demo);
  } catch (error) {
    if (!(error instanceof WrongArguments)) throw error;
    process.stderr.write(`demo: ${error.message}\n`);
    process.exitCode = 2;
  }
});
