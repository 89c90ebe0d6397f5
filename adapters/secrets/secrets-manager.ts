// Secrets by ARN, kept for five minutes in this instance. The SDK is loaded at the first use.
import type { CallLabel } from '#core/contracts/labels.ts';
import { present } from '#core/kernel/assert.ts';
import { DependencyUnavailable } from '#core/kernel/faults.ts';
import { type Instant, plus } from '#core/kernel/instant.ts';
import type { Clock, Instance } from '#core/kernel/ports.ts';

/** @returns The secret's text. @throws DependencyUnavailable when it is not known and cannot be read. */
export type SecretReader = (arn: string) => Promise<string>;

export interface SecretsOptions {
  readonly calls: {
    run<T>(label: CallLabel, effect: () => Promise<T>): Promise<T>;
  };
}

export interface CachedSecretsOptions {
  readonly clock: Clock;
  readonly instance: Instance;
}

/** Opens the source; what it gives answers undefined for a secret that holds bytes. */
export type OpenSecrets = () => Promise<(arn: string) => Promise<string | undefined>>;

const loadSecrets: OpenSecrets = () =>
  import('./secrets-client.ts').then(({ openSecrets }) => openSecrets());

/** Reads at every use. */
export const secretsManager = ({ calls }: SecretsOptions, open = loadSecrets): SecretReader => {
  let opened: ReturnType<OpenSecrets> | undefined;
  return async (arn) => {
    opened ??= open();
    const read = await opened;
    let text: string | undefined;
    try {
      text = await calls.run('secret.read', () => read(arn));
    } catch (error) {
      throw new DependencyUnavailable('Secrets Manager', error);
    }
    return present(text, 'a secret of ours is a text');
  };
};

interface Kept {
  readonly text: string;
  readonly until: Instant;
}

const keptMs = 300_000;

/**
 * Keeps secrets in this instance. While the source is down, one that is too old still serves: an
 * outage there must not stop payments here.
 */
export const cachedSecrets = (
  read: SecretReader,
  { clock, instance }: CachedSecretsOptions,
): SecretReader => {
  const kept = () => instance.memory('secrets.kept', () => new Map<string, Kept>());
  return async (arn) => {
    const known = kept().get(arn);
    if (known !== undefined && clock.now() < known.until) return known.text;
    try {
      const text = await read(arn);
      kept().set(arn, { text, until: plus(clock.now(), keptMs) });
      return text;
    } catch (error) {
      if (known !== undefined) return known.text;
      throw error;
    }
  };
};
