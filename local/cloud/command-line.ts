// What people may type after `npm run events --` and `npm run local:logs --`.
import { flag, text, whole } from '#local/read-options.ts';

export const eventsForm = {
  command: 'npm run events',
  usage: `npm run events -- [--json] [--once N] [--from-start]

  The event bus, as it goes by; Ctrl-C ends.
  --once N       ends after N events
  --from-start   from the beginning of the recording
  --json         one event a line, as it is`,
  options: { json: flag, once: whole({ min: 1 }), 'from-start': flag },
};

export const logsForm = {
  command: 'npm run local:logs',
  usage: `npm run local:logs -- [<function>] [--request-id <id>] [--follow] [--json]

  What the functions said, by name of a function, by request, or both.
  <function>     with or without fluxpay-<stage>-: api-confirm-payment
  --request-id   one request through every function
  --follow       goes on until Ctrl-C
  --json         one line as it is`,
  options: { json: flag, follow: flag, 'request-id': text() },
  words: { max: 1 },
};
