// The four processes of the local cloud: how each is started and asked whether it is well.
import { connect, type Socket } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { region } from './emulated-aws.ts';
import type { PartPlan } from './ensure-part.ts';
import { inCache, root, temporaryFolder } from './places.ts';
import { answers } from './poll.ts';
import { systemProgram } from './system-program.ts';

const node = process.execPath;

/** A clean environment: Lambda workers inherit the emulator's, and must not see the developer's. */
const cleanEnvironment = (): Record<string, string> => ({
  PATH: [dirname(node), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
  HOME: process.env['HOME'] ?? root,
  LANG: 'C.UTF-8',
  TZ: 'UTC',
});

export const emulatorPlan: PartPlan = {
  name: 'emulator',
  preferredPort: 4566,
  command: (port) => ({
    program: inCache('venv', 'bin', 'ministack'),
    args: [],
    env: {
      ...cleanEnvironment(),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      // The region of unsigned calls; without it they would land in another region's tables.
      MINISTACK_REGION: region,
      // Listeners of services that FluxPay has not; they would take ports of their own.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      // Unpacked functions; they would go to the system's folder.
      TMPDIR: temporaryFolder,
    },
    mark: inCache('venv', 'bin', 'ministack'),
  }),
  isHealthy: (port) => answers(`http://127.0.0.1:${port}/_ministack/ready`),
  sources: ['.fluxpay/stamps/venv'],
};

/** Redis over its own text protocol: one line is not worth a client. */
const pongs = (port: number): Promise<boolean> =>
  converse(port, (socket, end) => {
    socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
    socket.write('PING\r\n');
  });

/** Whether somebody listens. Enough for the proxy: it must not answer paths of its own. */
const accepts = (port: number): Promise<boolean> => converse(port, (_, end) => end(true));

function converse(
  port: number,
  onConnect: (socket: Socket, end: (isWell: boolean) => void) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isWell: boolean) => {
      socket.destroy();
      resolve(isWell);
    };
    const socket = connect({ port, host: '127.0.0.1' }, () => onConnect(socket, end));
    socket.setTimeout(2_000, () => end(false));
    socket.once('error', () => end(false));
  });
}

export const redisPlan: PartPlan = {
  name: 'redis',
  preferredPort: 6390,
  command: (port) => ({
    program: systemProgram('redis'),
    args: [
      ...['--port', String(port), '--bind', '127.0.0.1', '--dir', inCache()],
      // No persistence: FluxPay must survive an empty Redis, so the local one always starts empty.
      ...['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--set-proc-title', 'no'],
    ],
    env: cleanEnvironment(),
    mark: `--dir ${inCache()}`,
  }),
  isHealthy: pongs,
  sources: [],
};

export const pgSimulatorPlan: PartPlan = {
  name: 'pg-simulator',
  preferredPort: 4580,
  command: (port) => ({
    program: node,
    args: [join(root, 'local/pg-simulator/main.ts')],
    env: { ...cleanEnvironment(), LIAR_PG_PORT: String(port), LIAR_PG_HOST: '127.0.0.1' },
    mark: join(root, 'local/pg-simulator/main.ts'),
  }),
  isHealthy: (port) => answers(`http://127.0.0.1:${port}/__liar/v1/health`),
  sources: ['local/pg-simulator'],
};

/** What outlives the processes of a kept cloud. */
export const keptData = inCache('kept');

const kept = (plan: PartPlan, more: Readonly<Record<string, string>>): PartPlan => ({
  ...plan,
  command: (port) => {
    const command = plan.command(port);
    return { ...command, env: { ...command.env, ...more } };
  },
});

/** Stopped politely it writes down all but the executions that run: they come back failed. */
export const keptEmulatorPlan = kept(emulatorPlan, {
  PERSIST_STATE: '1',
  STATE_DIR: join(keptData, 'emulator'),
});

/** On its journal: what it has answered stays true, however it ends. */
export const keptPgSimulatorPlan = kept(pgSimulatorPlan, {
  LIAR_PG_DATA_DIR: join(keptData, 'pg'),
});

/** Where the two gateways live in the emulator; the ids are new after every fresh deploy. */
export type Gateways = {
  readonly emulatorPort: number;
  readonly apiId: string;
  readonly adminApiId: string;
  readonly adminStage: string;
};

/** The admin API has the port next to the public one. */
export const adminPortOf = (apiPort: number): number => apiPort + 1;

export const proxyPlan = (gateways: Gateways): PartPlan => ({
  name: 'proxy',
  preferredPort: 8080,
  ports: (port) => [port, adminPortOf(port)],
  command: (port) => ({
    program: node,
    args: [
      join(root, 'local/cloud/proxy.ts'),
      ...['--upstream', String(gateways.emulatorPort)],
      ...['--api-port', String(port), '--api', gateways.apiId],
      ...['--admin-port', String(adminPortOf(port)), '--admin', gateways.adminApiId],
      ...['--admin-stage', gateways.adminStage],
    ],
    env: cleanEnvironment(),
    mark: join(root, 'local/cloud/proxy.ts'),
  }),
  isHealthy: async (port) => (await accepts(port)) && accepts(adminPortOf(port)),
  sources: ['local/cloud/proxy.ts', 'local/cloud/forward.ts', 'local/cloud/gateway-answer.ts'],
});
