// The names a request goes by: its request id and its W3C trace, continued or begun.
// Sources: operations specification, 5.2 and 5.3; W3C Trace Context, section 3.2.
import type { Ids } from '#core/kernel/ports.ts';

export interface Trace {
  readonly requestId: string;
  readonly traceparent: string;
  /** 32 hex digits. */
  readonly traceId: string;
}

const requestIdForm = /^[A-Za-z0-9_-]{8,64}$/u;
const traceparentForm = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/u;

const bare = (uuid: string): string => uuid.replaceAll('-', '');

const begin = (ids: Ids): string => `00-${bare(ids.uuid())}-${bare(ids.uuid()).slice(16)}-01`;

/** A trace that is none, or whose form we do not know, is begun anew. */
export const traceOf = (
  sent: { readonly requestId?: string | undefined; readonly traceparent?: string | undefined },
  ids: Ids,
): Trace => {
  const { requestId, traceparent } = sent;
  const continued = traceparentForm.test(traceparent ?? '') ? (traceparent ?? '') : begin(ids);
  return {
    requestId: requestIdForm.test(requestId ?? '') ? (requestId ?? '') : ids.uuid(),
    traceparent: continued,
    traceId: continued.slice(3, 35),
  };
};
