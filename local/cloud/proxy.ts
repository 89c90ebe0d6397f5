// Plain base URLs for the two gateways of the emulator: `/api/v1/...` on one port, `/admin/v1/...`
// on the next. The public port knows nothing of the admin API; the engine answers such paths itself.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { forward, type Upstream } from './forward.ts';

/** Request line and headers together, as at the real gateway. */
const maxHeaderSize = 10_240;

const { values } = parseArgs({
  options: {
    upstream: { type: 'string' },
    'api-port': { type: 'string' },
    api: { type: 'string' },
    'admin-port': { type: 'string' },
    admin: { type: 'string' },
    'admin-stage': { type: 'string' },
  },
});

function serve(port: number, upstream: Upstream): void {
  const server = createServer({ maxHeaderSize, keepAliveTimeout: 65_000 }, (incoming, answer) =>
    forward(incoming, answer, upstream),
  );
  server.listen(port, '127.0.0.1');
}

const port = Number(values.upstream);
serve(Number(values['api-port']), { port, prefix: `/_aws/execute-api/${values.api}/$default` });
serve(Number(values['admin-port']), {
  port,
  prefix: `/restapis/${values.admin}/${values['admin-stage']}/_user_request_`,
});
