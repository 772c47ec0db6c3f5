import type { Sql } from '../database.ts';
import type { Letter, Speech } from './letter.ts';

/** What a kind of message is made with, besides its own data. */
export interface Composing {
  speech: Speech;
  network: string;
  /** Where people find this Ninefold, without a slash at the end. */
  publicUrl: string;
  /** The address at which one ends messages of the topic; null where the kind has none. */
  unsubscribeUrl: string | null;
}

/** A kind of message. */
export interface MailKind {
  compose(data: Record<string, unknown>, with_: Composing): Letter;
  /**
   * For what must not stand in the outbox: makes a secret for this one try of the message, answering what `compose`
   * gets added to its data; null where the message has become pointless.
   */
  secret?(sql: Sql, mail: string): Promise<Record<string, unknown> | null>;
}

export type MailKinds = Record<string, MailKind>;
