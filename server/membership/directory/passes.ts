import { randomBytes } from 'node:crypto';
import { Fault, refuse } from '../../errors.ts';
import type { IssuePassInput, RevokePassInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { holdStill } from '../rule.ts';

/** Letters and digits of which none is taken for another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;
const LONGEST_REASON = 2000;
/** A pass is renewed every now and then: so many days at most. */
const LONGEST = 3 * 366;

/** A code of 128 random bits. */
export function passCode(): string {
  let rest = BigInt(`0x${randomBytes(16).toString('hex')}`);
  let code = '';
  for (let n = 0; n < LENGTH; n += 1) {
    code = `${ALPHABET[Number(rest % 32n)]}${code}`;
    rest /= 32n;
  }
  return code;
}

/** A code as people type it: small letters, blanks and dashes, O for 0, I and L for 1. Null where it is none. */
export function readPassCode(typed: unknown): string | null {
  const code = String(typed ?? '')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(code) ? code : null;
}

/** Issues a pass from today on. The member's pass that stood, if it was not revoked, is renewed by it. */
export async function issuePass(
  unit: Unit,
  permit: Permit<'passes.issue'>,
  input: IssuePassInput,
): Promise<string> {
  const { sql } = unit;
  const member = permit.place;
  await holdStill(unit, 'member_pass', member);
  const [now] = await sql<
    { state: string; until: string; past: boolean; far: boolean; last: string | null }[]
  >`
    select app.member_state(${member}) as state, u.day::text as until, u.day < current_date as past,
      u.day > current_date + ${LONGEST}::int as far,
      (select p.id from member_pass p where p.member_id = ${member}
        and not exists (select from member_pass_revocation r where r.pass_id = p.id)
        and not exists (select from member_pass n where n.replaces = p.id) order by p.issued_at desc limit 1) as last
    from (select coalesce(${input.validUntil ?? null}::date, make_date(extract(year from current_date)::int, 12, 31)) as day) u`;
  if (now?.state !== 'member' && now?.state !== 'leaving') refuse('pass_no_member', 'memberId', now?.state);
  if (now.past) refuse('pass_in_past', 'validUntil', now.until);
  if (now.far) refuse('pass_too_long', 'validUntil', now.until);
  const [made] = await sql<{ id: string }[]>`
    insert into member_pass (member_id, code, during, replaces, issued_by)
    values (${member}, ${passCode()}, daterange(current_date, ${now.until}::date, '[]'), ${now.last}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'issuePass',
    place: member,
    subject: ['member_pass', id],
    after: { until: now.until, replaces: now.last },
  });
  return id;
}

/** Revokes a pass for good; a further one may be issued. */
export async function revokePass(unit: Unit, input: RevokePassInput): Promise<string> {
  const [found] = await unit.sql<{ member: number; state: string }[]>`
    select member_id as member, app.pass_state(id, current_date) as state from member_pass where id = ${input.id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await unit.permit('passes.issue', found.member);
  await holdStill(unit, 'member_pass', found.member);
  const reason = clean(input.reason);
  if (!reason) refuse('required', 'reason');
  if (reason.length > LONGEST_REASON) refuse('too_long', 'reason', LONGEST_REASON);
  if (found.state === 'revoked' || found.state === 'replaced') refuse('pass_over', 'id', found.state);
  await unit.sql`insert into member_pass_revocation (pass_id, member_id, reason, by_id)
    values (${input.id}, ${found.member}, ${reason}, ${unit.actor})`;
  await unit.record({
    act: 'revokePass',
    place: found.member,
    subject: ['member_pass', input.id],
    reason,
  });
  return input.id;
}
