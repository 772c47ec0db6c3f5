import { refuse } from '../../errors.ts';
import type { SetCouncilLanguageInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';

/** Chooses the language of a council's papers, or takes the choice back. Answers the member. */
export async function setCouncilLanguage(
  unit: Unit,
  { memberId, locale }: SetCouncilLanguageInput,
): Promise<number> {
  const permit = await unit.permit('organisations.manage', memberId);
  const { sql } = unit;
  const wished = locale ?? null;
  const [before] = await sql<{ locale: string; origin: string }[]>`
    select locale, origin from app.council_languages(array[${memberId}]::integer[], current_date)`;
  if (!before) refuse('member_unknown', 'memberId', memberId);
  const chosen = before.origin === 'chosen' ? before.locale : null;
  if (chosen === wished) refuse('language_same', 'locale', wished);
  await sql`insert into council_language (member_id, locale, set_by) values (${memberId}, ${wished}, ${unit.actor})`;
  await unit.record({
    act: 'setCouncilLanguage',
    place: permit.place,
    subject: ['member', memberId],
    before: { locale: chosen },
    after: { locale: wished },
  });
  return memberId;
}
