// What a command has around it: where it writes, whom it asks, and which stage it speaks with.
import type { Api } from './api.ts';
import type { Language } from './language.ts';

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether people read what is written, and may be asked. */
  readonly isTerminal: boolean;
  /** Columns that a line of output has; unknown where it goes to a file. */
  readonly width?: number | undefined;
  readonly confirm: (question: string) => Promise<boolean>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

export interface Place {
  readonly stage: string;
  readonly region: string;
  /** Whose name the session bears, where the credentials name nobody: the local cloud. */
  readonly as: string;
  /** Of the messages that the engine answers with. */
  readonly language: Language;
}

export type OpenStage = (place: Place) => Promise<Api>;
