import type { TransactionSql } from 'postgres';
import type { MailLocale } from './letter.ts';

/** What one may opt out of. Messages without a topic reach everybody whom they concern. */
export type MailTopic = 'dues_reminders';

/** A message to a person, as an act causes it. */
export interface Posting {
  /** What it is about: a second message under the same key is not posted. */
  key: string;
  kind: string;
  topic?: MailTopic;
  person: string;
  /** The place in whose office the person is written to. */
  place: number;
  /** The language; the person's own where nothing is said. */
  locale?: MailLocale;
  /** What the message is made from when it is sent. No secrets: links that open something are made then. */
  data: Record<string, unknown>;
}

/**
 * Posts a message in the transaction of the act that causes it: both or neither. The worker sends it afterwards, at
 * least once. Answers false where the key was posted before.
 */
export async function post(sql: TransactionSql, mail: Posting): Promise<boolean> {
  const [row] = await sql<{ posted: boolean }[]>`
    select app.post_mail(${mail.key}, ${mail.kind}, ${mail.topic ?? null}, ${mail.locale ?? null}, ${sql.json(mail.data as never)},
      ${mail.person}, ${mail.place}) as posted`;
  return row?.posted ?? false;
}
