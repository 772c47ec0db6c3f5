import type { Demo } from './demo.ts';

/** The languages of countries where English is not the one that a council writes in. */
const LANGUAGES: Record<string, string[]> = {
  fr: 'BE BF BI BJ CD CF CG CH CI CM DJ FR GA GN HT LU MC MG ML NE SN TD TG'.split(' '),
  es: 'AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE'.split(' '),
  ar: 'AE BH DZ EG IQ JO KW LB LY MA MR OM PS QA SA SD SO SY TN YE'.split(' '),
};

/**
 * Reminders as the schedule would have asked for them in the last two years, to those who held office, and what became of
 * a few addresses. All invented: nothing was sent to anybody. The last days are left to the daily task.
 */
export async function loadReminders(demo: Demo): Promise<void> {
  const { sql } = demo;
  for (const [locale, countries] of Object.entries(LANGUAGES))
    await sql`update person p set locale = ${locale} from office o
      join member m on m.place_id = o.place_id join organisation g on g.id = m.organisation_id
      where o.person_id = p.id and p.invented and g.country = any(${countries})`;
  await sql`update reminder_rule set valid_from = current_date - 800`;
  await writeHistory(demo);
  await markAddresses(demo);
}

/** What was open of each assessment on the day of each rule, from the ledger; the message went to the holder of then. */
async function writeHistory({ sql }: Demo): Promise<void> {
  await sql`create temporary table past on commit drop as
    select r.id as rule_id, r.series, r.template, r.offset_days, a.id as assessment_id, a.member_id, a.region_id, a.year, a.due_on,
      a.currency, d.day, o.open, h.person_id, uuidv7((d.day + time '06:00') - now()) as mail_id,
      uuidv7((d.day + time '06:00') - now()) as reminder_id
    from reminder_rule r
    join assessment a on a.due_on > current_date - 730
    cross join lateral (select a.due_on + case r.event when 'after_due' then r.offset_days else -r.offset_days end as day) d
    cross join lateral (select sum(e.amount) as open from ledger_entry e
      where e.assessment_id = a.id and e.account = 'receivable' and e.booked_on <= d.day) o
    cross join lateral (select f.person_id from office f where f.place_id = a.member_id and f.kind = r.office
      and f.during @> d.day::timestamptz order by f.person_id limit 1) h
    where r.event in ('before_due', 'after_due') and a.issued_on <= d.day and d.day < current_date - 7 and o.open > 0`;
  await sql`insert into mail (id, key, kind, topic, locale, data, person_id, place_id, posted_at, try_at, attempts, ended_at, outcome)
    select t.mail_id, 'demonstration:' || t.mail_id, t.template, case when t.template <> 'formal_notice' then 'dues_reminders' end,
      p.locale, '{}', t.person_id, t.member_id, t.day + time '06:00', t.day + time '06:00', 1, t.day + time '06:00', 'sent'
    from past t join person p on p.id = t.person_id`;
  await sql`insert into mail_attempt (mail_id, person_id, at, outcome)
    select mail_id, person_id, day + time '06:00', 'sent' from past`;
  await sql`insert into reminder (id, rule_id, member_id, region_id, person_id, for_day, mail_id, posted_at, invented)
    select reminder_id, rule_id, member_id, region_id, person_id, day, mail_id, day + time '06:00', true from past`;
  await sql`insert into reminder_line (reminder_id, member_id, region_id, series, subject, anchor, person_id, year, assessment_id,
      amount, currency)
    select reminder_id, member_id, region_id, series, assessment_id::text, due_on, person_id, year, assessment_id, open, currency
    from past`;
  await sql`drop table past`;
}

/** Two treasurers whose addresses take no mail any more, and one who wants no reminders. */
async function markAddresses({ sql }: Demo): Promise<void> {
  await sql`insert into mail_bounce (email, person_id, bounced_at, reason)
    select c.email, c.person_id, now() - interval '40 days', '550 5.1.1 No such user here (demonstration)'
    from contact c join office o on o.person_id = c.person_id and o.place_id = c.place_id and o.kind = 'council_treasurer'
    where c.place_id > 120 order by c.place_id limit 2`;
  await sql`insert into mail_opt_out (person_id, topic, since, said_by)
    select o.person_id, 'dues_reminders', now() - interval '20 days', 'link'
    from office o where o.kind = 'council_treasurer' and o.place_id > 140 and o.during @> now() order by o.place_id limit 1`;
}
