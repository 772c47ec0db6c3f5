-- Runs of differences: what was assessed is never edited; what a late joiner, a corrected fact or a retroactive rule changes is
-- asked, or taken off, for itself.

alter table dues_run
  add column kind text not null default 'full' check (kind in ('full', 'difference')),
  -- Why the differences are issued, in the words of whoever issues them.
  add column reason text check (reason <> ''),
  -- {regionIds, memberIds} where it was for those only; null where it was for everybody at the place.
  add column chosen jsonb,
  add check ((kind = 'difference') = (reason is not null));

-- What the difference follows from: [{code, fact, from, to}].
alter table assessment add column causes jsonb not null default '[]';

-- Of each member and year one assessment stands first, whichever run made it: all others correct it or another.
drop index assessment_full;
create unique index assessment_first on assessment (member_id, year) where corrects is null;
