// One function in a process of its own, as a Lambda has one: it boots once, then takes one event at a
// time. Run as a program it is that process.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

type Told = { readonly answer?: unknown; readonly error?: string };

export type HttpAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type FunctionProcess = {
  /** What the function wrote on its standard output so far. */
  readonly log: () => string;
  readonly invoke: (event: unknown) => Promise<HttpAnswer>;
  readonly stop: () => void;
};

const own = fileURLToPath(import.meta.url);

const nextOf = async (child: ChildProcess, log: () => string): Promise<Told> => {
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`the function ended with ${String(code)}: ${log().slice(-2_000)}`);
  });
  const [told] = (await Promise.race([once(child, 'message'), ended])) as [Told];
  ended.catch(() => undefined);
  if (told.error !== undefined) throw new Error(told.error);
  return told;
};

/** @param file - `index.ts` or a bundle of it. @returns when it has booted. */
export async function bootFunction(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<FunctionProcess> {
  const child = fork(own, [file], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  }
  const log = () => text;
  await nextOf(child, log);
  return {
    log,
    invoke: async (event) => {
      const reply = nextOf(child, log);
      child.send({ event });
      return (await reply).answer as HttpAnswer;
    },
    stop: () => child.kill('SIGKILL'),
  };
}

const context = () => {
  const endsAt = Date.now() + 25_000;
  return { getRemainingTimeInMillis: () => endsAt - Date.now() };
};

const tell = (told: Told): void => {
  process.send?.(told);
};

async function serve(file: string): Promise<void> {
  const { handler } = (await import(pathToFileURL(file).href)) as { readonly handler: Handler };
  if (typeof handler !== 'function') throw new Error(`${file} exports no handler`);
  process.on('message', ({ event }: { readonly event: unknown }) => {
    handler(event, context()).then(
      (answer) => tell({ answer }),
      (error: unknown) => tell({ error: String(error) }),
    );
  });
  tell({});
}

if (import.meta.main) await serve(process.argv[2] ?? '');
