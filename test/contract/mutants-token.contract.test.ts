// A token that is stored moves the row: whoever read the service before it, and would resume nobody,
// loses and looks again.

import { describe, expect, it } from 'vitest';
import { closeOverdue } from '#core/fulfilment/close-service.ts';
import { present } from '#core/kernel/assert.ts';
import { requestService } from '#core/sagas/request-service.ts';
import { tenant } from '#test/support/engine/engine.ts';
import { approved, serviceRequestOf } from '#test/support/engine/sale.ts';

describe('a service whose token was stored meanwhile', () => {
  it('is not closed by who read it before', async () => {
    const { at, sale } = await approved();
    const serviceRequestId = await serviceRequestOf(at, sale);
    const before = present(
      await at.deps.services.byId({ tenant, serviceRequestId }),
      'an approved sale has its service request',
    );
    const input = present(at.sagasStarted[0], 'an approved sale has its saga');

    await requestService(at.deps)(input, 'a-token-of-another-try');
    const isClosed = await closeOverdue(at.deps)(before, 'engine:watchdog');

    expect(isClosed).toBe(false);
    expect(await at.deps.services.byId({ tenant, serviceRequestId })).toMatchObject({
      state: 'OPEN',
      token: 'a-token-of-another-try',
    });
  });
});
