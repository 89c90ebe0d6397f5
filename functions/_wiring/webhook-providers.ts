// PGs whose webhooks the stage takes in: Toss always, the sandbox where there is one.
import type { PgProvider } from '#core/contracts/vocabulary.ts';

/** @param env - The sandbox's address is empty where the stage has none. */
export const webhookProvidersOf = (env: {
  readonly pgSandboxBaseUrl: string;
}): readonly PgProvider[] => (env.pgSandboxBaseUrl === '' ? ['toss'] : ['toss', 'sandbox']);
