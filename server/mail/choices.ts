import { Fault, refuse } from '../errors.ts';
import type { Unit } from '../unit.ts';

/** What one may opt out of: every topic of the outbox, by name. */
export const MAIL_TOPICS: string[] = ['dues_reminders'];

/** Opts the caller out of messages of a topic, or in again. Formal notices have no topic and are sent in any case. */
export async function chooseMail(unit: Unit, topic: string, wanted: boolean): Promise<string> {
  if (!unit.actor) throw new Fault('UNAUTHENTICATED');
  if (!MAIL_TOPICS.includes(topic)) refuse('mail_topic_unknown', 'topic', topic);
  await unit.sql`select app.subscribe(${unit.actor}, ${topic}, ${wanted}, 'page')`;
  await unit.record({
    act: 'chooseMail',
    place: 1,
    subject: ['person', unit.actor],
    after: { topic, wanted },
  });
  return unit.actor;
}
