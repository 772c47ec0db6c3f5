import { createHash, randomBytes } from 'node:crypto';
import { Fault, refuse } from '../errors.ts';
import type {
  AdmitInput,
  ApplicationStepInput,
  ApplyInput,
  EnterApplicationInput,
  WithdrawFollowedInput,
} from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { admitOrganisation } from './admission.ts';
import { linkHash } from './application-shapes.ts';
import { type Applicant, categoryCodes, checkApplicant, clean } from './entry.ts';
import { holdStill, permitInState } from './rule.ts';

/** Applications by the public form in 24 hours: from one network address, from all together. */
const DAILY_FROM_ADDRESS = 10;
const DAILY_IN_ALL = 500;

/**
 * The public form. Answers the secret of the link to follow the application by. A filled trap field gets the
 * same answer and leaves nothing behind.
 */
export async function apply(unit: Unit, input: ApplyInput): Promise<{ secret: string }> {
  const applicant = await checkApplicant(unit, input);
  const secret = randomBytes(32).toString('base64url');
  if (input.nickname) return { secret };
  await throttle(unit, `applications:${addressGroup(unit.caller.address)}`, DAILY_FROM_ADDRESS);
  await throttle(unit, 'applications:all', DAILY_IN_ALL);
  const id = await file(unit, applicant, { enteredBy: null, hash: linkHash(secret), reason: null });
  await unit.record({
    act: 'apply',
    place: applicant.regionId,
    subject: ['application', id],
    after: { country: applicant.country, category: applicant.category },
  });
  return { secret };
}

/** An application that came on paper or by mail, entered by an office holder of the region it belongs to. */
export async function enterApplication(
  unit: Unit,
  permit: Permit<'applications.enter'>,
  input: EnterApplicationInput,
): Promise<string> {
  const applicant = await checkApplicant(unit, input);
  if (applicant.regionId !== permit.place) refuse('country_of_other_region', 'country', applicant.country);
  const id = await file(unit, applicant, { enteredBy: unit.actor, hash: null, reason: clean(input.reason) });
  await unit.record({
    act: 'enterApplication',
    place: permit.place,
    subject: ['application', id],
    after: { country: applicant.country, category: applicant.category },
    reason: input.reason ?? null,
  });
  return id;
}

async function file(
  unit: Unit,
  of: Applicant & { regionId: number },
  how: { enteredBy: string | null; hash: Buffer | null; reason: string | null },
) {
  const { sql } = unit;
  const [{ id } = { id: '' }] = await sql<{ id: string }[]>`select uuidv7() as id`;
  await sql`insert into application (id, region_id, country, name, acronym, website, founded, category, entered_by, link_hash)
    values (${id}, ${of.regionId}, ${of.country}, ${of.name}, ${of.acronym ?? null}, ${of.website ?? null}, ${of.founded ?? null}, ${of.category}, ${how.enteredBy}, ${how.hash})`;
  await sql`insert into application_contact (application_id, region_id, name, email, phone, message)
    values (${id}, ${of.regionId}, ${of.contactName}, ${of.contactEmail}, ${of.contactPhone ?? null}, ${of.message ?? null})`;
  await sql`insert into application_step (application_id, region_id, kind, by_id, reason)
    values (${id}, ${of.regionId}, 'submitted', ${how.enteredBy}, ${how.reason})`;
  return id;
}

/** Counts what was accepted; the row's lock makes parallel requests wait for each other. */
async function throttle(unit: Unit, bucket: string, most: number): Promise<void> {
  const [row] = await unit.sql<{ failures: number }[]>`
    insert into throttle (bucket, failures, since, last_at) values (${bucket}, 1, now(), now())
    on conflict (bucket) do update set
      failures = case when throttle.since < now() - interval '1 day' then 1 else throttle.failures + 1 end,
      since = case when throttle.since < now() - interval '1 day' then now() else throttle.since end,
      last_at = now()
    returning failures`;
  if ((row?.failures ?? 0) > most) refuse('too_many_applications');
}

/** The part of an address that one household or office shares; kept only as a hash. */
function addressGroup(address: string | undefined): string {
  const group = address?.includes(':') ? address.split(':').slice(0, 4).join(':') : (address ?? 'unknown');
  return createHash('sha256').update(group).digest('base64url').slice(0, 22);
}

interface Found {
  id: string;
  region_id: number;
  country: string;
  name: string;
  acronym: string | null;
  website: string | null;
  founded: number | null;
  category: string;
  state: string;
}

/** The application for an act on it, held still; outside the caller's reach there is none. */
async function find(unit: Unit, id: string): Promise<Found> {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Fault('NOT_FOUND');
  await holdStill(unit, 'application', id);
  const [found] = await unit.sql<Found[]>`
    select id, region_id, country, name, acronym, website, founded, category, app.application_state(id) as state from application where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  return found;
}

type StepAct = 'endorse' | 'refuse' | 'withdraw' | 'reopen';
const STEP_OF = {
  endorse: 'endorsed',
  refuse: 'refused',
  withdraw: 'withdrawn',
  reopen: 'reopened',
} as const;

/** Endorses, refuses, withdraws or reopens: one step with its author. All but an endorsement need a reason. */
export async function stepApplication(
  unit: Unit,
  act: StepAct,
  input: ApplicationStepInput,
): Promise<string> {
  const found = await find(unit, input.id);
  const permit = await permitInState(unit, 'application', act, found.state, found.region_id);
  const reason = clean(input.reason);
  if (!reason && act !== 'endorse') refuse('required', 'reason');
  if (reason && reason.length > 2000) refuse('too_long', 'reason', 2000);
  await unit.sql`insert into application_step (application_id, region_id, kind, by_id, reason)
    values (${found.id}, ${found.region_id}, ${STEP_OF[act]}, ${unit.actor}, ${reason})`;
  await unit.record({
    act: `${act}Application`,
    place: permit.place,
    subject: ['application', found.id],
    before: { state: found.state },
    reason,
  });
  return found.id;
}

/** Admits the applicant: it becomes a member of the network, in the region that endorsed it. */
export async function admitApplicant(
  unit: Unit,
  input: AdmitInput,
): Promise<{ application: string; member: number }> {
  const found = await find(unit, input.id);
  const permit = await permitInState<'applications.admit'>(unit, 'application', 'admit', found.state, 1);
  const category = clean(input.category) ?? found.category;
  if (!(await categoryCodes(unit)).includes(category)) refuse('category_unknown', 'category', category);
  const source = 'application';
  const member = await admitOrganisation(unit, permit, {
    ...found,
    category,
    regionId: found.region_id,
    from: input.from ?? null,
    source,
    reason: clean(input.reason),
  });
  await unit.sql`insert into application_step (application_id, region_id, kind, by_id, reason, member_id)
    values (${found.id}, ${found.region_id}, 'admitted', ${unit.actor}, ${clean(input.reason)}, ${member})`;
  await unit.record({
    act: 'admitApplicant',
    place: found.region_id,
    subject: ['application', found.id],
    before: { state: found.state },
    after: { member, category },
    reason: clean(input.reason),
  });
  return { application: found.id, member };
}

/** The applicant's own withdrawal, by the secret of the link. */
export async function withdrawFollowed(unit: Unit, input: WithdrawFollowedInput): Promise<boolean> {
  const [row] = await unit.sql<
    { id: string | null }[]
  >`select app.withdraw_followed(${linkHash(input.secret)}, ${clean(input.reason)?.slice(0, 2000) ?? null}) as id`;
  if (!row?.id) refuse('application_closed');
  await unit.record({ act: 'withdrawFollowedApplication', place: 1, subject: ['application', row.id] });
  return true;
}
