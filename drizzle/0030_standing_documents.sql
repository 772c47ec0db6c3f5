-- Documents of members with the days on which each is valid, as app.documents_valid tells them for one day: not those
-- withdrawn, and each only until another has taken its place.
create or replace function app.standing_documents(of integer[]) returns table (member_id integer, kind text, valid daterange) language sql stable as $$
  select m.place_id, f.kind, daterange(f.since, nullif(least(f.until, r.since), 'infinity'))
  from unnest(of) o (id) join member m on m.place_id = o.id
  join document f on f.organisation_id in (select app.same_as(m.organisation_id)) and f.withdrawn_at is null
  left join lateral (select n.since from document n where n.replaces = f.id and n.withdrawn_at is null limit 1) r on true
  where r.since is null or r.since > f.since
$$;

create trigger document_standing_added after insert on document referencing new table as changed
  for each statement execute function app.mark_standing();
create trigger document_standing_changed after update on document referencing new table as changed
  for each statement execute function app.mark_standing();
