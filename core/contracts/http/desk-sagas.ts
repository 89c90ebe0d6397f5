// Sagas as operators list and resume them. Source: API specification, section 6.12.
import * as z from 'zod/mini';
import { actBody } from '#core/contracts/http/act-on-attention.ts';
import { sagaObject } from '#core/contracts/http/operator-object.ts';
import { pageOf, pageQuery, repeatable } from '#core/contracts/http/page.ts';
import { crossFieldCheck, type Fields, orderIdInput } from '#core/contracts/http/request-fields.ts';
import { environmentQuery, nothing, type RequestOf } from '#core/contracts/http/route-contract.ts';
import type { Fault } from '#core/contracts/http/validate.ts';
import { sagaStatuses } from '#core/contracts/vocabulary.ts';
import { merchantId, sagaId } from '#core/contracts/wire-fields.ts';

/** Work that has not ended is few and indexed; anything else is found under its merchant. */
const openWork: ReadonlySet<unknown> = new Set(['RUNNING', 'COMPENSATING', 'NEEDS_ATTENTION']);

const namesTenant = ({ merchantId: merchant, orderId, status }: Fields): readonly Fault[] => {
  const isOpenWork = Array.isArray(status) && status.every((one) => openWork.has(one));
  const isFound = merchant !== undefined || orderId !== undefined || isOpenWork;
  return isFound ? [] : [{ fault: 'required', path: ['merchantId'] }];
};

export const listSagasContract = {
  params: nothing,
  query: z
    .strictObject({
      ...pageQuery,
      ...environmentQuery,
      merchantId: z.exactOptional(merchantId),
      orderId: z.exactOptional(orderIdInput),
      status: z.exactOptional(repeatable(sagaStatuses)),
    })
    .check(crossFieldCheck(namesTenant)),
  body: undefined,
  result: pageOf(sagaObject),
};
export type ListSagasRequest = RequestOf<typeof listSagasContract>;

export const resumeSagaContract = {
  params: z.strictObject({ sagaId }),
  query: z.strictObject(environmentQuery),
  body: z.strictObject({
    /** The step to go on from, by default the one that failed; a hint, the rows win. */
    from: z.exactOptional(z.string().check(z.regex(/^[A-Za-z]{1,40}$/u))),
    ...actBody,
  }),
  result: sagaObject,
};
export type ResumeSagaRequest = RequestOf<typeof resumeSagaContract>;
