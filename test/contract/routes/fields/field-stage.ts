// The world in which the rows of the table of fields are sent, and what each of them is told and leaves behind.
import { routeOf } from '#core/contracts/http/route-table.ts';
import { type Reply, type Siege, type SiegeEvent, siege } from '#test/security/siege.ts';
import { policies } from '#test/simulation/template.ts';
import { folderOf, signedGateway } from '#test/support/world/client.ts';
import { worldHost } from '#test/support/world/host.ts';
import { operatorArn, operatorsGateway } from '#test/support/world/operator-client.ts';
import { credentialsOf } from '#test/support/world/set-up-rows.ts';
import { toldBy } from './field-answer.ts';
import { askOfRow, type FieldRow } from './field-row.ts';

/** One answer, and what the function asked of others meanwhile. */
export interface Seen {
  /** `400 VAL_001 userId invalid_format`. */
  readonly told: string;
  /** `PutItem NONCE#…`, `POST /v1/payments/confirm`. */
  readonly asked: readonly string[];
}

export interface FieldStage {
  readonly here: Siege;
  send(row: Pick<FieldRow, 'route' | 'request' | 'key' | 'sending'>): Promise<Seen>;
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Item?: { readonly pk?: { readonly S?: string } } };
}

/** `PutItem #NONCE…`: of a put also what it is. */
const commandText = (command: Command): string => {
  const name = command.constructor.name.replace(/Command$/u, '');
  const place = command.input.Item?.pk?.S;
  return place === undefined ? name : `${name} ${place}`;
};

/** What became of the name that a request gave itself; nothing where it gave none. */
const nameSeen = (sent: SiegeEvent, { headers }: Reply): string => {
  const name = sent.headers['x-request-id'];
  if (name === undefined) return '';
  return `; its name ${headers['X-Request-Id'] === name ? 'echoed' : 'replaced'}`;
};

/** A request that was let in leaves its nonce; nothing else may be asked before its fields are judged. */
const isNonce = (asked: string): boolean => /^PutItem [^#]+#NONCE#/u.test(asked);

/** What a refused request asked of others, its nonce apart. */
export const asksBeyondNonce = ({ asked }: Seen): readonly string[] =>
  asked.filter((one) => !isNonce(one));

/** Calls of the PG: a row is never about anything that it knows. */
export const asksOfPg = ({ asked }: Seen): readonly string[] =>
  asked.filter((one) => one.startsWith('PG '));

const alice = operatorsGateway(operatorArn);
const own = signedGateway(credentialsOf('M123'));

/** Builds the stage. */
export const fieldStage = async (): Promise<FieldStage> => {
  const heard: string[] = [];
  let listening = '';
  const here = await siege({
    seed: 'fields',
    host: worldHost({ policies, hasRedis: false }),
    hear: (folder, command) => {
      if (folder === listening) heard.push(commandText(command as Command));
    },
  });
  let sent = 0;
  return {
    here,
    send: async (row) => {
      const { route, sending = {} } = row;
      sent += 1;
      const ask = askOfRow(row, `field-row-${sent}`);
      const by = routeOf(route).scope === 'iam' ? alice : own;
      heard.length = 0;
      listening = folderOf(ask);
      const atPg = here.world.view.pgCalls.length;
      let event: SiegeEvent | undefined;
      const change = (made: SiegeEvent): object => {
        event = (sending.change?.(made) ?? made) as SiegeEvent;
        return event;
      };
      const reply = await here.knock({ ask, by, ...sending, change });
      const calls = here.world.view.pgCalls.slice(atPg).map((call) => `PG ${JSON.stringify(call)}`);
      const name = nameSeen(event as never, reply);
      return { told: `${toldBy(reply)}${name}`, asked: [...heard, ...calls] };
    },
  };
};
