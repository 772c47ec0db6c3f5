import { refuse } from '../errors.ts';
import type { AdoptRulebookInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { changedSince, documentWith, type RulebookJson } from './draft-document.ts';
import { changesOf, type FaultAnswer, faultsOf, holdOpen, newestVersion } from './drafts.ts';
import { documentAt } from './versions.ts';

export type Adopted =
  | { draft: string }
  | { refusals: { code: string; field: string; value: string }[]; faults: FaultAnswer[] };

/**
 * Makes a draft the next version, by the decision of a body. The version is added; those before it, and all that was
 * issued or frozen with them, stay as they are. Refused with all its faults while anything is wrong.
 */
export async function adoptRulebook(
  unit: Unit,
  permit: Permit<'rulebook.adopt'>,
  input: AdoptRulebookInput,
): Promise<Adopted> {
  const { sql } = unit;
  await sql`select pg_advisory_xact_lock(hashtextextended('rulebook', 0))`;
  const { base: begunOn } = await holdOpen(unit, input.draftId);
  const newest = await newestVersion(sql);
  await refuseWrongDates(unit, input, newest.validFrom);
  const body = required(input.body, 'body');
  const resolution = required(input.resolution, 'resolution');
  await refuseOtherDay(unit, resolution, input.decidedOn);
  const changes = await changesOf(sql, input.draftId);
  if (changes.length === 0) refuse('draft_empty', 'draftId');
  const base = (await documentAt(sql, newest)) as RulebookJson;
  const overtaken = changes.find(
    ({ part, key }) => part === 'article' && changedSince(base, begunOn).has(key),
  );
  if (overtaken) refuse('draft_outdated', 'draftId', overtaken.key);
  const adoptedBy = { body, resolution, date: input.decidedOn };
  const { validFrom } = input;
  const document = documentWith(base, changes, {
    validFrom,
    retroactiveFrom: input.retroactiveFrom ?? undefined,
    adoptedBy,
  });
  const faults = faultsOf(document);
  if (faults.length > 0)
    return {
      refusals: [{ code: 'draft_has_faults', field: 'draftId', value: String(faults.length) }],
      faults,
    };
  const version = document.versions.at(-1)?.version as number;
  await sql`insert into rulebook_version (rulebook, version, valid_from, retroactive_from, currency, document, entered_by)
    select ${newest.rulebook}, ${version}, ${validFrom}, ${input.retroactiveFrom ?? null}, v.currency, ${sql.json(document as never)}, ${unit.actor}
    from rulebook_version v where v.rulebook = ${newest.rulebook} and v.version = ${newest.version}`;
  await sql`insert into rulebook_draft_end (draft_id, rulebook, version, ended_by)
    values (${input.draftId}, ${newest.rulebook}, ${version}, ${unit.actor})`;
  await unit.record({
    act: 'adoptRulebook',
    place: permit.place,
    subject: ['rulebook_version', `${newest.rulebook} ${version}`],
    after: { draft: input.draftId, validFrom, retroactiveFrom: input.retroactiveFrom ?? null, ...adoptedBy },
  });
  return { draft: input.draftId };
}

async function refuseWrongDates(unit: Unit, input: AdoptRulebookInput, last: string): Promise<void> {
  const { validFrom, retroactiveFrom, decidedOn } = input;
  const [row] = await unit.sql<{ today: string }[]>`select current_date::text as today`;
  if (decidedOn > String(row?.today)) refuse('decision_in_future', 'decidedOn', decidedOn);
  if (validFrom < decidedOn) refuse('before_decision', 'validFrom', validFrom);
  if (validFrom <= last) refuse('version_overlaps', 'validFrom', last);
  if (retroactiveFrom && retroactiveFrom >= validFrom)
    refuse('retroactive_order', 'retroactiveFrom', retroactiveFrom);
}

/** Where the resolution stands in the register, the rulebook says the day that the register says. */
async function refuseOtherDay(unit: Unit, code: string, decidedOn: string): Promise<void> {
  const [known] = await unit.sql<
    { day: string }[]
  >`select adopted_on::text as day from resolution where code = ${code}`;
  if (known && known.day !== decidedOn) refuse('not_the_day_of_decision', 'decidedOn', known.day);
}

function required(given: string, field: string): string {
  const text = given.normalize('NFC').trim();
  if (!text) refuse('required', field);
  if (text.length > 200) refuse('too_long', field, text.length);
  return text;
}
