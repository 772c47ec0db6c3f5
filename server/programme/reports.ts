import { type Refusal, Refused } from '../errors.ts';
import type { ReportActivityInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { activityFor, reasonGiven, takeStep } from './activities.ts';
import { plainText } from './texts.ts';

/** Reports what came of an activity that was held; from then on everybody sees it. */
export async function reportActivity(unit: Unit, input: ReportActivityInput): Promise<string> {
  const activity = await activityFor(unit, input.id, 'activities.report', 'REPORT');
  const outcomes = plainText(input.outcomes);
  const followUp = plainText(input.followUp);
  const { participants, locale } = input;
  const women = input.women ?? null;
  refuseFaults({ participants, women, outcomes, followUp });
  const { sql } = unit;
  await sql`update activity set participants = ${participants}, women = ${women},
    outcomes = coalesce(outcomes, '{}') || jsonb_build_object(${locale}::text, ${outcomes}::text),
    follow_up = case when ${followUp}::text is null then null
      else coalesce(follow_up, '{}') || jsonb_build_object(${locale}::text, ${followUp}::text) end
    where id = ${activity.id}`;
  await takeStep(unit, activity, 'REPORT', null, {
    after: { participants, women, outcomes, followUp, locale },
  });
  return activity.id;
}

function refuseFaults(report: {
  participants: number;
  women: number | null;
  outcomes: string | null;
  followUp: string | null;
}): void {
  const { participants, women, outcomes, followUp } = report;
  const faults: Refusal[] = [];
  if (participants < 0)
    faults.push({ code: 'number_negative', field: 'participants', value: String(participants) });
  if (women !== null && women < 0)
    faults.push({ code: 'number_negative', field: 'women', value: String(women) });
  else if (women !== null && women > participants)
    faults.push({ code: 'more_than_participants', field: 'women', value: String(women) });
  if (!outcomes) faults.push({ code: 'required', field: 'outcomes' });
  if ((outcomes?.length ?? 0) > 20_000) faults.push({ code: 'text_too_long', field: 'outcomes' });
  if ((followUp?.length ?? 0) > 20_000) faults.push({ code: 'text_too_long', field: 'followUp' });
  if (faults.length > 0) throw new Refused(...faults);
}

/** Takes a report back for correction. The public no longer sees the activity until it is reported again. */
export async function reopenReport(unit: Unit, id: string, reason: string): Promise<string> {
  const activity = await activityFor(unit, id, 'activities.report', 'REOPEN');
  await takeStep(unit, activity, 'REOPEN', reasonGiven(reason));
  return id;
}
