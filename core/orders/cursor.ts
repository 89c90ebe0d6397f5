// Cursors as the outside sees them: opaque, and of no use anywhere but where they were given.
import type { Instant } from '#core/kernel/instant.ts';

/** Seals positions of lists. Asynchronous, because the sealing secret is fetched at the first use. */
export interface CursorSeal {
  /**
   * @param position - Where the next page begins, in the words of the store.
   * @param binding - What the cursor belongs to: tenant, route and filters. Not inside the result.
   * @param expiresAt - From then on it opens no more.
   * @returns Text for a URL, without padding. Equal positions do not give equal text.
   */
  seal(position: string, binding: string, expiresAt: Instant): Promise<string>;
  /** @returns The position, or undefined for a text that is altered, expired or bound elsewhere. */
  open(text: string, binding: string, now: Instant): Promise<string | undefined>;
}
