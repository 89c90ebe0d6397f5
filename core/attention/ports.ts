// How attention items are found: by operators, over every tenant where they ask for open work.
import type { Environment } from '#core/contracts/tenant.ts';
import type { Page, PageRequest } from '#core/orders/ports.ts';
import type { AttentionItem } from './attention-item.ts';

export interface AttentionItems {
  list(request: {
    readonly environment: Environment;
    readonly merchantId?: string;
    readonly kinds?: readonly string[];
    readonly statuses?: readonly string[];
    readonly page: PageRequest;
  }): Promise<Page<AttentionItem>>;
}
