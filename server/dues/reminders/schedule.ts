import { refuse } from '../../errors.ts';
import type { ReminderTemplate, SetReminderRuleInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { todayOf } from '../run.ts';

/** What may be written for which event. */
const TEMPLATES: Record<SetReminderRuleInput['event'], ReminderTemplate[]> = {
  before_due: ['due_soon'],
  after_due: ['overdue', 'formal_notice'],
  census_open: ['census_open'],
  census_closing: ['census_closing'],
};
const OFFICES = ['council_treasurer', 'council_secretary'];
const LONGEST_DAYS = 730;

/**
 * Adds a rule, or a new form of one, which ends the earlier form on the day from which the new one holds. Rules are never
 * edited: the history says by which form each reminder was sent.
 */
export async function setReminderRule(
  unit: Unit,
  permit: Permit<'dues.remind'>,
  input: SetReminderRuleInput,
): Promise<string> {
  const { event, offsetDays, office, template } = input;
  const today = await todayOf(unit.sql);
  const from = input.validFrom ?? today;
  if (!Number.isInteger(offsetDays) || offsetDays < 0 || offsetDays > LONGEST_DAYS)
    refuse('reminder_days', 'offsetDays', LONGEST_DAYS);
  if (event === 'after_due' && offsetDays === 0) refuse('reminder_after_zero', 'offsetDays');
  if (!OFFICES.includes(office)) refuse('unknown_office', 'office', office);
  if (!TEMPLATES[event].includes(template)) refuse('reminder_template', 'template', template);
  if (from < today) refuse('reminder_past', 'validFrom', from);
  const [same] = await unit.sql`
    select 1 from reminder_rule where event = ${event} and offset_days = ${offsetDays} and office = ${office}
      and template = ${template} and ended_on is null and series is distinct from ${input.replaces ?? null}
      and id is distinct from ${input.replaces ?? null}`;
  if (same) refuse('reminder_rule_known', 'offsetDays', offsetDays);
  const series = input.replaces ? await endForm(unit, input.replaces, from) : null;
  const [made] = await unit.sql<{ id: string }[]>`
    insert into reminder_rule (id, series, event, offset_days, office, template, valid_from, made_by)
    select n.id, coalesce(${series}::uuid, n.id), ${event}, ${offsetDays}, ${office}, ${template}, ${from}, ${unit.actor}
    from (select uuidv7() as id) n returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'setReminderRule',
    place: permit.place,
    subject: ['reminder_rule', id],
    before: input.replaces ? { rule: input.replaces } : null,
    after: { event, offsetDays, office, template, from },
  });
  return id;
}

/** Ends a form of a rule on the day, or before it began; answers its series. */
async function endForm(unit: Unit, id: string, day: string): Promise<string> {
  const [ended] = await unit.sql<{ series: string }[]>`
    update reminder_rule set ended_on = greatest(${day}::date, valid_from), ended_by = ${unit.actor}
    where id = ${id} and ended_on is null returning series`;
  return ended?.series ?? refuse('reminder_rule_ended', 'replaces', id);
}

/** Takes a rule out of the schedule from today on. */
export async function endReminderRule(
  unit: Unit,
  permit: Permit<'dues.remind'>,
  id: string,
): Promise<string> {
  await endForm(unit, id, await todayOf(unit.sql));
  await unit.record({ act: 'endReminderRule', place: permit.place, subject: ['reminder_rule', id] });
  return id;
}
