// `npm run request -- POST /api/v1/orders --data '{…}'`: one signed call with the local merchant's
// key. The answer's body goes to stdout, its status and headers worth knowing to stderr.
import { randomUUID } from 'node:crypto';
import { readLocalFile } from '#local/cloud/local-file.ts';
import { runCommand } from '#local/cloud/setback.ts';
import { readOptions, refuse } from '#local/read-options.ts';
import { WrongArguments } from './demo-arguments.ts';
import { engineClient } from './engine-client.ts';
import { type RequestArguments, requestArguments, requestForm } from './request-arguments.ts';
import { shownAnswer } from './shown-answer.ts';

const given = readOptions(process.argv.slice(2), requestForm);

await runCommand(async () => {
  try {
    await send(requestArguments(given));
  } catch (error) {
    if (!(error instanceof WrongArguments)) throw error;
    refuse(requestForm, error.message);
  }
});

async function send(asked: RequestArguments): Promise<void> {
  const { method, path, body, key, language, isReadOnly, pick } = asked;
  const cloud = readLocalFile();
  const { apiUrl, readOnlyKeyId, readOnlySecret } = cloud;
  const credentials = isReadOnly ? { apiUrl, keyId: readOnlyKeyId, secret: readOnlySecret } : cloud;
  const idempotencyKey = key ?? (method === 'POST' ? randomUUID() : undefined);
  const { status, headers, ...envelope } = await engineClient(credentials).send({
    method,
    path,
    ...(body === undefined ? {} : { body }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    headers: { 'Accept-Language': language },
  });
  process.stderr.write(
    `HTTP ${status}${idempotencyKey === undefined ? '' : `  key ${idempotencyKey}`}\n`,
  );
  for (const name of ['x-request-id', 'idempotent-replayed', 'retry-after', 'ratelimit']) {
    const value = headers.get(name);
    if (value !== null) process.stderr.write(`${name}: ${value}\n`);
  }
  const { out, err, exitCode } = shownAnswer(status, envelope, pick);
  process.stderr.write(err);
  process.stdout.write(out);
  process.exitCode = exitCode;
}
