import { Fault, refuse } from '../../errors.ts';
import type { AffiliateStepInput, ShareAffiliatesInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { holdStill } from '../rule.ts';

const LONGEST_REASON = 2000;

/** The council decides what the network or its region sees of its affiliates; sharing less takes it back at once. */
export async function shareAffiliates(
  unit: Unit,
  permit: Permit<'affiliates.share'>,
  input: ShareAffiliatesInput,
): Promise<string> {
  const member = permit.place;
  const reason = reasonOf(input.reason);
  await holdStill(unit, 'affiliate_sharing', member);
  const [now] = await unit.sql<{ level: string | null }[]>`
    select (select s.level from affiliate_sharing s where s.member_id = ${member} and s.place_id = p.place
      order by s.decided_at desc limit 1) as level
    from app.path(${member}) p(place) where p.place = ${input.placeId} and p.place <> ${member}`;
  if (!now) refuse('sharing_place', 'placeId', input.placeId);
  if ((now.level ?? 'counts') === input.level) refuse('nothing_changed', 'level', input.level);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into affiliate_sharing (member_id, place_id, level, reason, by_id)
    values (${member}, ${input.placeId}, ${input.level}, ${reason}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'shareAffiliates',
    place: member,
    subject: ['affiliate_sharing', id],
    before: { level: now.level ?? 'counts' },
    after: { with: input.placeId, level: input.level },
    reason,
  });
  return id;
}

/** Withholds one affiliate from region and network, whatever the council shares, or shows it as the others again. */
export async function withholdAffiliate(
  unit: Unit,
  input: AffiliateStepInput,
  withheld: boolean,
): Promise<string> {
  const reason = reasonOf(input.reason);
  await holdStill(unit, 'affiliate', input.id);
  const [found] = await unit.sql<{ member: number; withheld: boolean }[]>`
    select member_id as member, app.affiliate_withheld(id) as withheld from affiliate where id = ${input.id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await unit.permit('affiliates.share', found.member);
  if (found.withheld === withheld) refuse(withheld ? 'affiliate_withheld' : 'affiliate_not_withheld');
  await unit.sql`insert into affiliate_withholding (affiliate_id, member_id, withheld, reason, by_id)
    values (${input.id}, ${found.member}, ${withheld}, ${reason}, ${unit.actor})`;
  await unit.record({
    act: withheld ? 'withholdAffiliate' : 'showAffiliate',
    place: found.member,
    subject: ['affiliate', input.id],
    reason,
  });
  return input.id;
}

function reasonOf(given: string | null | undefined): string | null {
  const reason = clean(given);
  if ((reason?.length ?? 0) > LONGEST_REASON) refuse('too_long', 'reason', LONGEST_REASON);
  return reason;
}
