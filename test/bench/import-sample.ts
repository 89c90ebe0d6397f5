// One sample, in a process of its own: the CPU of importing one bundle, in microseconds, user and
// system together. What the Lambda runtime has loaded by then is loaded first.
import 'node:assert';
import 'node:fs';
import 'node:http';
import 'node:net';
import 'node:util';
import { pathToFileURL } from 'node:url';

const [file = ''] = process.argv.slice(2);
const target = pathToFileURL(file).href;
const logLines = console.log;
console.log = () => undefined;

const before = process.cpuUsage();
await import(target);
const { user, system } = process.cpuUsage(before);

console.log = logLines;
process.stdout.write(`\n${JSON.stringify({ cpu: user + system })}\n`, () => process.exit(0));
