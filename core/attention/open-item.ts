// Opens an item for a person: the row, and the unique value that allows one open item per object and kind.
import type { Change } from '#core/outbox/commit.ts';
import { type AttentionItem, attentionKey } from './attention-item.ts';

/** The changes that open it. A second one for the same object and kind loses at `unique.create`. */
export const openItem = (item: AttentionItem): readonly Change[] => [
  { change: 'attention.create', item },
  {
    change: 'unique.create',
    tenant: item.tenant,
    kind: 'ATTN',
    value: attentionKey(item),
    owner: item.attentionId,
  },
];
