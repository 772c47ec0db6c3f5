import { refuse } from '../../errors.ts';
import type { ResignInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { dayOf, LIFE, type Ruled, ruled } from './rules.ts';
import { afterLastChange, begin, endAll, keep, needDecided, recorded } from './step.ts';

/** A notice may be as long as the rulebook says; what is later than this was mistyped. */
const AHEAD = 1100;

/** The first day on which a membership can have ended, by the notice given on a day; null where the rulebook asks for none. */
export async function noticeEnd(unit: Unit, noticeOn: string): Promise<{ day: string; by: Ruled } | null> {
  const by = await ruled(unit.sql, LIFE.resignationEnd, { notice_on: noticeOn }, noticeOn);
  return by && { day: dayOf(by), by };
}

/**
 * A member resigns: its membership ends on a day, which the notice of the rulebook puts off. Those who manage members may
 * enter a notice that came earlier, or waive it by a decision. Until the day comes it can be withdrawn.
 */
export async function resignMembership(unit: Unit, input: ResignInput): Promise<number> {
  const first = await begin(unit, 'resign', { ...input, from: null }, { ahead: AHEAD });
  const noticeOn = input.noticeOn ?? first.today;
  if (noticeOn > first.today) refuse('date_ahead', 'noticeOn', noticeOn);
  if (noticeOn < first.today || input.waived) await unit.permit('members.manage', first.member);
  const notice = await noticeEnd(unit, noticeOn);
  const of = await begin(
    unit,
    'resign',
    { ...input, from: input.from ?? notice?.day ?? null },
    { ahead: AHEAD },
  );
  if (input.waived) needDecided(of);
  else if (notice && of.from < notice.day) refuse('notice_too_short', 'from', notice.day);
  await afterLastChange(unit, of);
  await endAll(unit, of);
  await keep(unit, 'resigned', of, { decidedOn: noticeOn, rules: notice ? [notice.by] : [] });
  await recorded(unit, 'resignMembership', of, { after: { notice: noticeOn } });
  return of.member;
}
