// Who buys, as far as the client told: sealed as one text, beside the masked form that answers show.
// So no reader of orders needs the right to open personal data.
import type { Tenant } from '#core/contracts/tenant.ts';
import { maskedEmail, maskedName, maskedPhone } from './masks.ts';
import type { FieldSeal } from './ports.ts';

export interface Customer {
  readonly name?: string;
  readonly email?: string;
  /** Digits alone. */
  readonly phone?: string;
}

export interface SealedCustomer {
  readonly sealed: string;
  /** Masked; what every answer shows. */
  readonly shown: Customer;
}

export const maskedCustomer = ({ name, email, phone }: Customer): Customer => ({
  ...(name === undefined ? {} : { name: maskedName(name) }),
  ...(email === undefined ? {} : { email: maskedEmail(email) }),
  ...(phone === undefined ? {} : { phone: maskedPhone(phone) }),
});

export const sealCustomer = async (
  { seal }: Pick<FieldSeal, 'seal'>,
  { tenant, orderId }: { readonly tenant: Tenant; readonly orderId: string },
  customer: Customer,
): Promise<SealedCustomer> => ({
  sealed: await seal({ tenant, objectId: orderId, field: 'customer' }, JSON.stringify(customer)),
  shown: maskedCustomer(customer),
});
