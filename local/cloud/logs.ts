// `npm run local:logs -- <function> | --request-id <id> [--follow] [--json]`: what the functions said.
import { setTimeout as pause } from 'node:timers/promises';
import { readOptions, refuse } from '#local/read-options.ts';
import { logsForm } from './command-line.ts';
import { readLocalFile } from './local-file.ts';
import { isPlatformLine, type LogLine, prettyLine, readLogLines, speakers } from './log-lines.ts';
import { runCommand } from './setback.ts';

const { values, words } = readOptions(process.argv.slice(2), logsForm);
const { json: isJson, follow: isFollowing, 'request-id': requestId } = values;
const [functionName] = words;
if (functionName === undefined && requestId === undefined) refuse(logsForm, 'which function?');
const wanted = {
  ...(functionName === undefined ? {} : { functionName }),
  ...(requestId === undefined ? {} : { requestId }),
};

await runCommand(async () => {
  const { awsEndpointUrl, stage } = readLocalFile();
  const printed = new Set<string>();
  const print = (line: LogLine): void => {
    if (printed.has(line.id) || (!isJson && isPlatformLine(line))) return;
    printed.add(line.id);
    process.stdout.write(`${isJson ? JSON.stringify(line) : prettyLine(line)}\n`);
  };
  let since = 0;
  do {
    const lines = await readLogLines({ awsEndpointUrl, stage, since, ...wanted });
    lines.forEach(print);
    // Lines of one millisecond may come in two readings, so the last one is read again.
    since = lines.at(-1)?.at ?? since;
    if (isFollowing) await pause(500);
  } while (isFollowing);
  if (printed.size === 0) {
    const what = [functionName, requestId && `request ${requestId}`].filter(Boolean).join(', ');
    process.stderr.write(`no lines of ${what}; functions that spoke:\n`);
    for (const name of await speakers(awsEndpointUrl)) process.stderr.write(`  ${name}\n`);
    process.exitCode = 2;
  }
});
