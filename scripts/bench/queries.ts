import type { Federation } from './network.ts';

/** One measured query: as a document for the product, and as one statement written by hand. */
export interface BenchQuery {
  name: 'regionPage' | 'affiliateSearch' | 'networkOverview' | 'statement';
  /** Who asks. */
  asker: 'coordinator' | 'secretariat';
  document: string;
  variables(federation: Federation): Record<string, unknown>;
  /** The same JSON, with parameters in the order of `values`. */
  byHand: string;
  values(given: Record<string, string>): unknown[];
}

const regionPage: BenchQuery = {
  name: 'regionPage',
  asker: 'coordinator',
  document: `query BenchRegionPage($code: String!) {
  region(code: $code) {
    id code name { value locale fallback } counterparts memberCount suspendedCount gapCount
    gaps { iso2 name }
    members(first: 50) {
      total next previous
      rows { id name category since duesState country { iso2 } suspension { from reason } standing { light } }
    }
  }
}`,
  variables: ({ region }) => ({ code: region }),
  values: ({ code }) => [code],
  byHand: `
with current as (
  select m.place_id as id, o.name, o.name_key, o.country, ms.category,
    case when exists (select from membership p where p.member_id = m.place_id and p.until = ms.since)
      then (select lower(span) from (select unnest(range_agg(h.during)) as span from membership h where h.member_id = m.place_id) u
        where span @> current_date)
      else ms.since end as since,
    s.since as suspended, s.reason, coalesce(d.state, 'none') as dues, sp.light
  from region r
  join member_region mr on mr.region_id = r.place_id and mr.since <= current_date and mr.until > current_date
  join member m on m.place_id = mr.member_id
  join organisation o on o.id = m.organisation_id
  join membership ms on ms.member_id = m.place_id and ms.since <= current_date and ms.until > current_date
  left join suspension s on s.member_id = m.place_id and s.since <= current_date and s.until > current_date
  left join standing_period sp on sp.member_id = m.place_id and sp.known_until = 'infinity'
    and sp.since <= current_date and sp.until > current_date
  left join (select b.member_id, case
      when sum(b.outstanding) = 0 then 'paid'
      when bool_or(b.outstanding > 0 and b.due_on < current_date) then 'overdue'
      when bool_or(b.outstanding > 0 and b.outstanding < b.amount) then 'partly'
      else 'owing' end as state
    from assessment_balance b
    where b.issued_on <= current_date and b.member_id in (select r2.member_id from member_region r2 join region g on g.place_id = r2.region_id
      where g.code = $1)
    group by b.member_id) d on d.member_id = m.place_id
  where r.code = $1
), gap as (
  select c.iso2, c.name from region r
  join country_region cr on cr.region_id = r.place_id and cr.since <= current_date and cr.until > current_date
  join country c on c.iso2 = cr.iso2
  where r.code = $1 and not exists (
    select from organisation o join member m on m.organisation_id = o.id
    join membership ms on ms.member_id = m.place_id and ms.since <= current_date and ms.until > current_date where o.country = c.iso2)
)
select json_build_object('region', (select json_build_object(
  'id', r.place_id, 'code', r.code,
  'name', json_build_object('value', r.name ->> 'en', 'locale', 'en', 'fallback', false),
  'counterparts', r.counterparts,
  'memberCount', (select count(*) from current),
  'suspendedCount', (select count(*) from current where suspended is not null),
  'gapCount', (select count(*) from gap),
  'gaps', (select coalesce(json_agg(json_build_object('iso2', iso2, 'name', name) order by name), '[]') from gap),
  'members', json_build_object(
    'total', (select count(*) from current), 'next', null, 'previous', null,
    'rows', (select coalesce(json_agg(json_build_object(
        'id', id, 'name', name, 'category', category, 'since', since, 'duesState', dues, 'country', json_build_object('iso2', country),
        'suspension', case when suspended is not null then json_build_object('from', suspended, 'reason', reason) end,
        'standing', case when light is not null then json_build_object('light', light) end)
      order by name_key, id), '[]') from (select * from current order by name_key, id limit 50) shown))
) from region r where r.code = $1)) as page`,
};

const networkOverview: BenchQuery = {
  name: 'networkOverview',
  asker: 'secretariat',
  document: `query BenchNetworkOverview {
  network {
    memberCount countryCount countriesWithMember
    regions { id code name { value locale fallback } memberCount suspendedCount gapCount }
  }
}`,
  variables: () => ({}),
  values: () => [],
  byHand: `
with current as (
  select mr.region_id, o.country, s.id is not null as suspended
  from member m
  join membership ms on ms.member_id = m.place_id and ms.since <= current_date and ms.until > current_date
  join organisation o on o.id = m.organisation_id
  left join member_region mr on mr.member_id = m.place_id and mr.since <= current_date and mr.until > current_date
  left join suspension s on s.member_id = m.place_id and s.since <= current_date and s.until > current_date
), members as (
  select region_id, count(*) as count, count(*) filter (where suspended) as suspended from current group by region_id
), gaps as (
  select cr.region_id, count(*) as count from country_region cr
  where cr.since <= current_date and cr.until > current_date and not exists (select from current where country = cr.iso2) group by cr.region_id
)
select json_build_object('network', json_build_object(
  'memberCount', (select count(*) from current),
  'countryCount', (select count(*) from country_region where since <= current_date and until > current_date),
  'countriesWithMember', (select count(distinct country) from current),
  'regions', (select json_agg(json_build_object(
      'id', r.place_id, 'code', r.code,
      'name', json_build_object('value', r.name ->> 'en', 'locale', 'en', 'fallback', false),
      'memberCount', coalesce(m.count, 0), 'suspendedCount', coalesce(m.suspended, 0), 'gapCount', coalesce(g.count, 0))
    order by r.position)
    from region r left join members m on m.region_id = r.place_id left join gaps g on g.region_id = r.place_id)
)) as page`,
};

const affiliateSearch: BenchQuery = {
  name: 'affiliateSearch',
  asker: 'coordinator',
  document: `query BenchAffiliateSearch($code: String!, $search: String!) {
  region(code: $code) {
    affiliates(first: 50, search: $search) {
      total next previous
      rows { id number name kind city since until member { id name } country { iso2 } }
    }
  }
}`,
  variables: ({ region }) => ({ code: region, search: 'harbour' }),
  values: ({ code, search }) => [code, `%${String(search).toLowerCase()}%`],
  byHand: `
with found as (
  select a.id, a.name_key from affiliate a
  where a.name_key like $2 and a.during @> current_date and a.member_id = any(array(
    select mr.member_id from member_region mr join region r on r.place_id = mr.region_id
    where r.code = $1 and mr.since <= current_date and mr.until > current_date))
), shown as (
  select id, name_key, row_number() over (order by name_key, id) as n from found order by name_key, id limit 51
)
select json_build_object('region', json_build_object('affiliates', json_build_object(
  'total', (select count(*) from found),
  'next', (select translate(encode(convert_to(json_build_array(name_key, id::text)::text, 'UTF8'), 'base64'), E'+/=\\n', '-_')
    from shown where n = 50 and (select count(*) from shown) > 50),
  'previous', null,
  'rows', (select coalesce(json_agg(json_build_object(
      'id', a.id, 'number', a.number, 'name', a.name, 'kind', a.kind, 'city', a.city, 'since', a.since, 'until', upper(a.during),
      'member', json_build_object('id', a.member_id, 'name', o.name), 'country', json_build_object('iso2', a.country))
    order by s.n), '[]')
    from shown s join affiliate a on a.id = s.id join member m on m.place_id = a.member_id join organisation o on o.id = m.organisation_id
    where s.n <= 50)))) as page`,
};

export const QUERIES: BenchQuery[] = [regionPage, affiliateSearch, networkOverview];
