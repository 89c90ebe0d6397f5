// Builds one CloudEvent and refuses it when its schema does: nothing invalid is ever committed.
import { type EventType, eventCatalogue } from '#core/contracts/events/catalogue.ts';
import {
  type CloudEvent,
  checkEvent,
  cloudEventType,
  eventDataSchema,
  eventSequence,
} from '#core/contracts/events/cloud-event.ts';
import type { Tenant } from '#core/contracts/tenant.ts';
import { assert } from '#core/kernel/assert.ts';
import type { Uuid } from '#core/kernel/ids.ts';
import { type Instant, toIso } from '#core/kernel/instant.ts';
import type { JsonObject } from '#core/kernel/json.ts';

export interface EventParts {
  readonly id: Uuid;
  readonly source: string;
  readonly type: EventType;
  readonly subject: string;
  readonly at: Instant;
  readonly tenant: Tenant;
  readonly partitionKey: string;
  readonly userId: string | undefined;
  readonly sequence: number;
  readonly requestId: string;
  readonly traceparent: string | undefined;
  readonly data: JsonObject;
}

/** @throws AssertionFailed naming the fields at fault, never their values. */
export const buildEvent = (parts: EventParts): CloudEvent => {
  const time = toIso(parts.at);
  const event = {
    specversion: '1.0',
    id: parts.id,
    source: parts.source,
    type: cloudEventType(parts.type),
    subject: parts.subject,
    time,
    datacontenttype: 'application/json',
    dataschema: eventDataSchema(parts.type),
    partitionkey: parts.partitionKey,
    tenantid: parts.tenant.merchantId,
    aggregatetype: eventCatalogue[parts.type].aggregate,
    sequence: eventSequence(parts.sequence),
    requestid: parts.requestId,
    ...(parts.traceparent === undefined ? {} : { traceparent: parts.traceparent }),
    data: {
      eventId: parts.id,
      occurredAt: time,
      requestId: parts.requestId,
      env: parts.tenant.environment,
      ...(parts.userId === undefined ? {} : { userId: parts.userId }),
      ...parts.data,
    },
  };
  const faults = checkEvent(event);
  assert(faults.length === 0, `event ${parts.type} is invalid: ${faults.join('; ')}`);
  return event as unknown as CloudEvent;
};
