import type { Unit } from '../unit.ts';
import { KIND_WORDS } from './affiliates/kind-words.ts';
import { countryWords } from './country-words.ts';
import { categoryCodes } from './entry.ts';
import type { Mapping } from './import-fields.ts';
import type { ImportState } from './import-job.ts';

/**
 * The dry run: every row gets its fields in order, every fault its reason, and a verdict. All in the database, in a
 * few statements over the whole file, so that 50,000 rows take seconds.
 */
export async function checkImport(unit: Unit, state: ImportState): Promise<void> {
  await unit.sql`delete from import_fault where import_id = ${state.id}`;
  if (state.kind === 'members') await checkMembers(unit, state);
  else {
    await checkAffiliates(unit, state);
    await compareAffiliates(unit, state);
  }
  await judge(unit, state);
}

/** Checks once more what the register may have changed since people looked. */
export async function checkAgain(unit: Unit, state: ImportState): Promise<void> {
  if (state.kind === 'members') return checkImport(unit, state);
  await unit.sql`delete from import_fault where import_id = ${state.id} and n >= ${COMPARED}`;
  await compareAffiliates(unit, state);
  await judge(unit, state);
}

/** Faults from here on come from comparing rows with each other and with the register. */
const COMPARED = 20;

/** Each row's verdict from its faults, and their numbers. */
async function judge({ sql }: Unit, state: ImportState): Promise<void> {
  await sql`update import_row r set verdict = coalesce(f.verdict, 'good') from import_row i
    left join (select row, case when bool_or(not mild) then 'faulty' else 'known' end as verdict from import_fault
      where import_id = ${state.id} and (not mild or code in ('repeats_row', 'already_registered')) group by row) f on f.row = i.row
    where i.import_id = ${state.id} and r.import_id = ${state.id} and r.row = i.row and r.verdict is distinct from coalesce(f.verdict, 'good')`;
  await sql`update import set stage = case when stage = 'checking' then 'checked' else stage end, good = c.good, known = c.known, faulty = c.faulty
    from (select count(*) filter (where verdict = 'good')::int as good, count(*) filter (where verdict = 'known')::int as known,
      count(*) filter (where verdict = 'faulty')::int as faulty from import_row where import_id = ${state.id}) c
    where id = ${state.id}`;
}

/** The cell that fills the field, or the value given for where it says nothing. */
function cell(unit: Unit, mapping: Mapping, field: string) {
  const { column = null, value = null } = mapping[field] ?? {};
  return unit.sql`coalesce(nullif(r.cells ->> ${column}::int, ''), ${value}::text)`;
}

/** The file's own name for what fills the field. */
const headerOf = (state: ImportState, field: string) =>
  state.headers[state.mapping[field]?.column ?? -1] ?? null;

async function checkAffiliates(unit: Unit, state: ImportState): Promise<void> {
  const { sql } = unit;
  const from = (field: string) => cell(unit, state.mapping, field);
  const kinds = Object.entries(KIND_WORDS).flatMap(([kind, words]) =>
    [kind, ...words].map((word) => [word, kind]),
  );
  const countries = countryWords();
  await sql`
    with kinds as (select distinct on (word) app.fold(w.word) as word, w.code
        from unnest(${kinds.map(([word]) => String(word))}::text[], ${kinds.map(([, kind]) => String(kind))}::text[]) w(word, code)),
      countries as (select distinct on (app.fold(w.word)) app.fold(w.word) as word, c.iso2
        from unnest(${countries.words}::text[], ${countries.codes}::text[]) w(word, code) join country c on c.iso2 = w.code),
      said as materialized (select r.row, jsonb_array_length(r.cells) as width, ${from('number')} as number, ${from('name')} as name, ${from('kind')} as kind,
          ${from('city')} as city, ${from('country')} as country, ${from('since')} as since, ${from('persons')} as persons,
          ${from('persons_on')} as persons_on
        from import_row r where r.import_id = ${state.id}),
      said_kinds as (select d.kind, k.code from (select distinct kind from said) d join kinds k on k.word = app.fold(d.kind)),
      said_countries as (select d.country, c.iso2 from (select distinct country from said) d join countries c on c.word = app.fold(d.country)),
      said_days as (select d.since, app.read_day(d.since) as day from (select since from said union select persons_on from said) d),
      read as materialized (select s.*, k.code as kind_code, c.iso2, d.day, app.key(s.name) as name_key,
          case when s.persons ~ '^\\d{1,8}$' then s.persons::int end as persons_read, sd.day as persons_day
        from said s left join said_kinds k on k.kind = s.kind left join said_countries c on c.country = s.country left join said_days d on d.since = s.since
          left join said_days sd on sd.since = s.persons_on),
      kept as (update import_row r set fields = jsonb_build_object('number', d.number, 'name', d.name, 'name_key', d.name_key,
          'kind', coalesce(d.kind_code, 'association'), 'city', d.city,
          'country', coalesce(d.iso2, (select o.country from member m join organisation o on o.id = m.organisation_id where m.place_id = ${state.place})),
          'since', coalesce(d.day, current_date), 'persons', d.persons_read,
          'persons_on', coalesce(d.persons_day, current_date))
        from read d where r.import_id = ${state.id} and r.row = d.row)
    insert into import_fault (import_id, place_id, row, n, field, header, value, code, mild)
    select ${state.id}, ${state.place}, d.row, f.n, f.field, f.header, left(f.value, 200), f.code, f.code = 'name_mixed_scripts' from read d, lateral (values
      (1, 'number', ${headerOf(state, 'number')}::text, d.number, case when d.number is null then 'required' when length(d.number) > 40 then 'too_long' end),
      (2, 'name', ${headerOf(state, 'name')}::text, d.name, case when d.name is null then 'required' when length(d.name) > 300 then 'too_long' when strpos(d.name, U&'\\fffd') > 0 then 'name_characters' end),
      (3, 'kind', ${headerOf(state, 'kind')}::text, d.kind, case when d.kind is not null and d.kind_code is null then 'kind_unknown' end),
      (4, 'city', ${headerOf(state, 'city')}::text, d.city, case when length(d.city) > 120 then 'too_long' when strpos(d.city, U&'\\fffd') > 0 then 'name_characters' end),
      (5, 'country', ${headerOf(state, 'country')}::text, d.country, case when d.country is not null and d.iso2 is null then 'country_unknown' end),
      (6, 'since', ${headerOf(state, 'since')}::text, d.since, case when d.since is null or d.day is not null then case when d.day > current_date + 366 then 'date_far' end
        when d.since ~ '^(0?[1-9]|1[0-2])[/-](0?[1-9]|1[0-2])[/-]\\d{4}$' then 'date_ambiguous' else 'date_invalid' end),
      (8, 'persons', ${headerOf(state, 'persons')}::text, d.persons, case when d.persons is not null and d.persons_read is null then 'persons_invalid' end),
      (9, 'persons_on', ${headerOf(state, 'persons_on')}::text, d.persons_on, case when d.persons_on is not null and d.persons_day is null then 'date_invalid'
        when d.persons_day > current_date then 'date_in_future' end),
      (7, null, null, d.width::text, case when d.width > ${state.headers.length} then 'too_many_cells' end),
      (10, 'name', ${headerOf(state, 'name')}::text, d.name, case when app.mixed_scripts(d.name) then 'name_mixed_scripts' end)
    ) f(n, field, header, value, code) where f.code is not null`;
}

/** Within the file and against the register: by number, which is the key, and by name, which only deserves a look. */
async function compareAffiliates(unit: Unit, state: ImportState): Promise<void> {
  const { sql } = unit;
  await sql`
    with rows as materialized (select r.row, r.fields ->> 'number' as number, r.fields ->> 'name_key' as name_key, r.fields ->> 'name' as name
        from import_row r where r.import_id = ${state.id}),
      ranked as (select r.*, min(row) over (partition by number) as first, first_value(name_key) over (partition by number order by row) as first_key,
          min(row) over (partition by name_key) as first_name, first_value(number) over (partition by name_key order by row) as first_number
        from rows r),
      held as materialized (select a.number, a.name, a.name_key, coalesce(upper(a.during) <= current_date, false) as ended from affiliate a where a.member_id = ${state.place}
        union all select w, '', '', false from app.withheld_numbers(${state.place}) w),
      named as (select h.name_key, min(h.number) as number from held h group by h.name_key)
    insert into import_fault (import_id, place_id, row, n, field, header, value, code, mild)
    select ${state.id}, ${state.place}, r.row, f.n, f.field, f.header, left(f.value, 200), f.code, coalesce(f.mild, false)
    from ranked r left join held h on h.number = r.number left join named b on b.name_key = r.name_key and h.number is null, lateral (values
      (20, 'number', ${headerOf(state, 'number')}::text, r.first::text, case when r.number is not null and r.row > r.first then
        case when r.name_key is not distinct from r.first_key then 'repeats_row' else 'number_repeated' end end, r.name_key is not distinct from r.first_key),
      (21, 'name', ${headerOf(state, 'name')}::text, r.first_name::text, case when r.name_key is not null and r.row > r.first_name and r.number <> r.first_number then 'name_repeated' end, true),
      (22, 'number', ${headerOf(state, 'number')}::text, h.name, case when h.number is not null then case when h.name_key <> r.name_key then 'number_taken'
        when h.ended then 'number_ended' else 'already_registered' end end, h.name_key = r.name_key and not h.ended),
      (23, 'name', ${headerOf(state, 'name')}::text, b.number, case when b.number is not null then 'name_registered' end, true)
    ) f(n, field, header, value, code, mild) where f.code is not null`;
}

async function checkMembers(unit: Unit, state: ImportState): Promise<void> {
  const { sql } = unit;
  const from = (field: string) => cell(unit, state.mapping, field);
  const countries = countryWords();
  const categories = await categoryCodes(unit);
  await sql`
    with countries as (select distinct on (app.fold(w.word)) app.fold(w.word) as word, c.iso2
        from unnest(${countries.words}::text[], ${countries.codes}::text[]) w(word, code) join country c on c.iso2 = w.code),
      regions as (select g.place_id, g.word from (
          select place_id, app.fold(code) as word from region
          union select r.place_id, regexp_replace(app.fold(n.value), '\\m(the|and|et|y|de|du|la|l) ', '', 'g') from region r, jsonb_each_text(r.name) n) g),
      said as (select r.row, ${from('name')} as name, ${from('acronym')} as acronym, ${from('country')} as country, ${from('category')} as category, ${from('region')} as region,
          ${from('since')} as since, ${from('source')} as source, ${from('website')} as website
        from import_row r where r.import_id = ${state.id}),
      read as materialized (select s.*, app.key(s.name) as name_key, c.iso2, app.read_day(s.since) as day,
          upper(substring(s.category from '^\\s*([A-Za-z0-9]+)\\s*($|\\()')) as code,
          coalesce(g.place_id, case when s.region is null then cr.region_id end) as region_id
        from said s left join countries c on c.word = app.fold(s.country)
          left join regions g on g.word = regexp_replace(app.fold(s.region), '\\m(the|and|et|y|de|du|la|l) ', '', 'g')
          left join country_region cr on cr.iso2 = c.iso2 and cr.during @> current_date),
      kept as (update import_row r set fields = jsonb_build_object('name', d.name, 'acronym', d.acronym, 'country', d.iso2, 'category', d.code,
          'region', d.region_id, 'since', d.day, 'source', coalesce(d.source, 'import'), 'website', d.website)
        from read d where r.import_id = ${state.id} and r.row = d.row),
      ranked as (select d.*, min(row) over (partition by name_key, iso2) as first,
          first_value(d.name) over looking as alike, first_value(d.name_key) over looking as alike_key
        from read d window looking as (partition by app.skeleton(d.name), iso2 order by row)),
      held as (select m.place_id, o.name_key, o.country, bool_or(upper_inf(ms.during)) as open from member m join organisation o on o.id = m.organisation_id
        join membership ms on ms.member_id = m.place_id group by 1, 2, 3)
    insert into import_fault (import_id, place_id, row, n, field, header, value, code, mild)
    select ${state.id}, ${state.place}, d.row, f.n, f.field, f.header, left(f.value, 200), f.code, coalesce(f.mild, false)
    from ranked d left join held h on h.name_key = d.name_key and h.country = d.iso2
      left join lateral (select o.name from organisation o where o.country = d.iso2 and o.skeleton = app.skeleton(d.name)
        and not exists (select 1 from held k where k.name_key = d.name_key and k.country = d.iso2) limit 1) twin on true, lateral (values
      (1, 'name', ${headerOf(state, 'name')}::text, d.name, case when d.name is null then 'required' when length(d.name) > 300 then 'too_long' when strpos(d.name, U&'\\fffd') > 0 then 'name_characters' end, false),
      (7, 'acronym', ${headerOf(state, 'acronym')}::text, d.acronym, case when length(d.acronym) > 30 then 'too_long' when strpos(d.acronym, U&'\\fffd') > 0 then 'name_characters' end, false),
      (2, 'country', ${headerOf(state, 'country')}::text, d.country, case when d.country is null then 'required' when d.iso2 is null then 'country_unknown' end, false),
      (3, 'category', ${headerOf(state, 'category')}::text, d.category, case when d.category is null then 'required'
        when d.code is null or d.code <> all(${categories}) then 'category_unknown' end, false),
      (4, 'region', ${headerOf(state, 'region')}::text, d.region, case when d.iso2 is not null and d.region_id is null then 'region_unknown' end, false),
      (5, 'since', ${headerOf(state, 'since')}::text, d.since, case when d.since is null then 'required' when d.day is null then 'date_invalid' when d.day > current_date + 366 then 'date_far' end, false),
      (6, 'website', ${headerOf(state, 'website')}::text, d.website, case when d.website !~* '^https?://[^/ ]+\\.[^/ ]+' then 'website_invalid' end, false),
      (8, 'name', ${headerOf(state, 'name')}::text, d.name, case when app.mixed_scripts(d.name) then 'name_mixed_scripts' end, true),
      (20, 'name', ${headerOf(state, 'name')}::text, d.first::text, case when d.row > d.first then 'repeats_row' end, true),
      (21, 'name', ${headerOf(state, 'name')}::text, coalesce(twin.name, d.alike), case when twin.name is not null or d.row = d.first and d.alike_key <> d.name_key then 'name_lookalike' end, false),
      (22, 'name', ${headerOf(state, 'name')}::text, d.name, case when h.open then 'already_registered' end, true)
    ) f(n, field, header, value, code, mild) where f.code is not null`;
}
