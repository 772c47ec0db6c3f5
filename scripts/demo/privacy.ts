import type { Demo } from './demo.ts';

/**
 * Terms of office that run out, a reminder or two, and what the pages of privacy show: a council that does not share its
 * contacts with the network, a request for a person, data that was opened for an hour, somebody who asks to be erased. All
 * invented.
 */
export async function loadPrivacy({ sql }: Demo): Promise<void> {
  await sql`update office set during = tstzrange(lower(during), date_trunc('day', now()) + (40 + place_id % 5 * 30) * interval '1 day')
    where kind = 'council_treasurer' and place_id % 6 = 0 and upper_inf(during)
      and not exists (select from sign_in s where s.person_id = office.person_id and s.email like 'treasurer.107@%')`;
  await sql`
    with late as (
      select distinct on (b.member_id) b.member_id, b.region_id, b.year from assessment_balance b
      where b.outstanding > 0 and b.due_on < current_date order by b.member_id, b.year desc)
    insert into obligation_reminder (member_id, region_id, column_key, person_id, mail_key, sent_by, sent_at, sent_on, invented)
    select l.member_id, l.region_id, 'dues-' || l.year, o.person_id, 'demonstration:' || l.member_id, c.person_id,
      now() - interval '12 days', current_date - 12, true
    from late l
    join lateral (select f.person_id from office f where f.place_id = l.member_id and f.kind = 'council_secretary'
      and f.during @> now() order by f.person_id limit 1) o on true
    join lateral (select f.person_id from office f where f.place_id = l.region_id and f.kind = 'regional_coordinator'
      and f.during @> now() order by f.person_id limit 1) c on true
    order by l.member_id limit 6`;
  await sql`
    insert into sharing_choice (place_id, kind, audience, shared, chosen_by, chosen_at)
    select o.place_id, 'contacts', 'network', false, o.person_id, now() - interval '90 days' from office o
    where o.kind = 'council_secretary' and o.during @> now() order by o.place_id desc limit 1`;
  await sql`
    with asked as (
      select s.person_id, s.place_id as owner_id, mr.region_id, c.person_id as asked_by from office s
      join member_region mr on mr.member_id = s.place_id and mr.during @> current_date
      join office c on c.place_id = mr.region_id and c.kind = 'regional_coordinator' and c.during @> now()
      where s.kind = 'delegate' and s.during @> now() and s.person_id <> c.person_id
      order by s.place_id limit 1)
    insert into person_request (person_id, owner_id, place_id, office_kind, reason, asked_by, asked_at)
    select person_id, owner_id, region_id, 'regional_president', 'The regional committee proposed them (demonstration).',
      asked_by, now() - interval '6 days' from asked`;
  await sql`
    insert into glass (person_id, place_id, capability, reason, opened_at, until)
    select a.person_id, s.place_id, 'contacts.read', 'A payment was stopped and nobody answered (demonstration).',
      now() - interval '20 days', now() - interval '20 days' + interval '1 hour'
    from (select person_id from office where kind = 'auditor' and during @> now() limit 1) a
    cross join (select place_id from office where kind = 'council_secretary' and during @> now() order by place_id limit 1) s`;
}
