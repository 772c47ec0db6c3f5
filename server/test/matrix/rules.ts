import { REPRESENTATION_ACTS, REPRESENTATION_ARGUMENTS, REPRESENTATION_TYPES } from '../../representation/matrix-rules.ts';
import type { ActArguments, ObjectTypes } from '../../types.ts';
import { MEMBERS, REGIONS } from '../world.ts';
import type { Arguments, TypeRule } from './matrix.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;

/** How every type of the contract may be read. */
export const TYPE_RULES: Record<keyof ObjectTypes, TypeRule> = {
  ...REPRESENTATION_TYPES,
  Query: { rule: 'public', fields: 'network region regions member viewer audit place programmes programme activity bodies body meeting resolutions resolution' },
  Refusal: { rule: 'public', fields: 'code field value' },
  Content: { rule: 'public', fields: 'value locale fallback' },
  Network: { rule: 'public', fields: 'name regions memberCount countryCount countriesWithMember programme activityCounts activityCount' },
  Region: {
    rule: 'public',
    fields: 'id code name counterparts source memberCount suspendedCount countries gaps gapCount members outline programme programmes activities activityCounts activityCount',
  },
  MemberPage: PAGE,
  Country: { rule: 'public', fields: 'iso2 iso3 numeric name region members' },
  Member: {
    rule: 'public',
    fields: 'id name acronym website founded country source invented region category since suspension history mandates hostedActivities',
  },
  Suspension: { rule: 'public', fields: 'from until reason restoredReason' },
  MembershipFact: { rule: 'public', fields: 'kind from until detail' },
  Viewer: { rule: 'signed in', fields: 'id name locale offices tokens may capabilitiesAt', guarded: { email: 'self' } },
  Place: { rule: 'public', fields: 'id kind region member offices tokens officeKinds' },
  Office: {
    rule: { topic: 'offices', rows: 'select id, place_id as member, place_id as region, person_id as person, upper(during) <= now() as hidden from office' },
    fields: 'id kind place person from until',
  },
  Person: { rule: 'signed in', fields: 'id name' },
  ApiToken: {
    rule: { topic: 'audit', rows: 'select id, person_id as person from api_token' },
    fields: 'id label place person capabilities createdAt expiresAt revokedAt usedAt',
  },
  AuditPage: PAGE,
  AuditEntry: {
    rule: { topic: 'audit', rows: 'select id, place_id as member, place_id as region from audit' },
    fields: 'id at actor act place subjectType subjectId before after reason tokenId',
  },
  AppointPayload: { rule: 'public', fields: 'refusals office' },
  MakeSignInLinkPayload: { rule: 'public', fields: 'refusals link' },
  EndOfficePayload: { rule: 'public', fields: 'refusals office' },
  CreateTokenPayload: { rule: 'public', fields: 'refusals token secret' },
  RevokeTokenPayload: { rule: 'public', fields: 'refusals token' },
  Programme: {
    rule: 'public',
    fields: 'id code title from until source invented region parent regional components acts adopted current activities activityCount',
  },
  Component: { rule: 'public', fields: 'no title newApproach' },
  ProgrammeAct: { rule: 'public', fields: 'kind date body partner venue source' },
  ActivityPage: PAGE,
  Activity: {
    rule: {
      topic: 'activities',
      rows: `select id, host_id as member, place_id as region, reported_at is not null as open,
        withdrawn_at is not null as hidden from activity`,
    },
    fields: `id title objective from until venue country host region programme primary secondary funders contributors
      state possible heldAt reportedAt withdrawnAt participants women outcomes followUp source invented steps`,
  },
  ActivityStep: {
    rule: {
      topic: 'activities',
      rows: `select s.id, a.host_id as member, s.place_id as region, a.withdrawn_at is not null as hidden
        from activity_step s join activity a on a.id = s.activity_id`,
    },
    fields: 'id kind at by reason',
  },
  // Numbers of what the reader may see: proven in server/programme/programme.test.ts.
  ActivityCount: { rule: 'public', fields: 'region programme component componentTitle state count' },
  CreateRegionalProgrammePayload: { rule: 'public', fields: 'refusals programme' },
  AdoptProgrammePayload: { rule: 'public', fields: 'refusals programme' },
  PlanActivityPayload: { rule: 'public', fields: 'refusals activity' },
  ChangePlanPayload: { rule: 'public', fields: 'refusals activity' },
  WithdrawActivityPayload: { rule: 'public', fields: 'refusals activity' },
  ResumeActivityPayload: { rule: 'public', fields: 'refusals activity' },
  MarkHeldPayload: { rule: 'public', fields: 'refusals activity' },
  MarkNotHeldPayload: { rule: 'public', fields: 'refusals activity' },
  ReportActivityPayload: { rule: 'public', fields: 'refusals activity' },
  ReopenReportPayload: { rule: 'public', fields: 'refusals activity' },
};

const places = [1, ...REGIONS.map((one) => one.id), ...MEMBERS.map((one) => one.id)];

/** What is put into the arguments that fields require: every place, so that each person meets own, near and far. */
export const ARGUMENTS: Arguments = {
  ...REPRESENTATION_ARGUMENTS,
  'Query.region': REGIONS.map((one) => `(code: "${one.code}")`),
  'Query.member': MEMBERS.map((one) => `(id: ${one.id})`),
  'Query.place': places.map((id) => `(id: ${id})`),
  'Query.programme': ['(code: "TP2024")', '(code: "EAST-P")'],
  'Viewer.may': [`(capability: "dues.read", placeId: 11)`],
  'Viewer.capabilitiesAt': ['(placeId: 11)'],
};

/** Who may do an act: offices at the place or above it. Written down a second time, apart from the code. */
export interface ActRule {
  may: string[] | 'anyone';
  /** Places at which it is tried. */
  at: number[];
  /** The call at a place, wrong in something that is looked at only after the right is proven: nothing is written. */
  call: (place: number) => string;
}

const SOME_ID = '00000000-0000-7000-8000-000000000000';

/** The programme of the test world that a place runs. */
const PROGRAMME_AT: Record<number, string> = { 1: 'TP2024', 2: 'EAST-P', 3: 'WEST-P' };

export const ACT_RULES: Record<keyof ActArguments, ActRule> = {
  ...REPRESENTATION_ACTS,
  appoint: {
    may: ['global_secretariat'],
    at: places,
    call: (place) => `(input: { placeId: ${place}, kind: "emperor" }) { refusals { code } }`,
  },
  endOffice: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
  makeSignInLink: { may: ['global_secretariat'], at: [1], call: () => `(personId: "${SOME_ID}") { refusals { code } }` },
  createToken: {
    may: 'anyone',
    at: [11],
    call: (place) => `(input: { placeId: ${place}, label: "", capabilities: [], expiresAt: "2020-01-01T00:00:00Z" }) { refusals { code } }`,
  },
  revokeToken: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
  createRegionalProgramme: {
    may: ['regional_coordinator', 'regional_president', 'global_secretariat'],
    at: [1, ...REGIONS.map((one) => one.id)],
    call: (place) =>
      `(input: { placeId: ${place}, parentCode: "NONE", code: "X", title: "", locale: en, from: "2026-01-01", until: "2026-01-01" }) { refusals { code } }`,
  },
  adoptProgramme: {
    may: ['regional_president', 'global_secretariat'],
    at: [1, 2, 3],
    call: (place) => `(input: { code: "${PROGRAMME_AT[place]}", body: "", locale: en, date: "x" }) { refusals { code } }`,
  },
  planActivity: {
    may: ['regional_coordinator', 'global_secretariat'],
    at: [1, 2, 3],
    call: (place) =>
      `(input: { programmeCode: "${PROGRAMME_AT[place]}", plan: { title: "", objective: "", locale: en, from: "2026-01-01", until: "2026-01-01", secondary: [], funders: [], contributors: [] } }) { refusals { code } }`,
  },
  changePlan: {
    may: 'anyone',
    at: [1],
    call: () =>
      `(input: { id: "${SOME_ID}", plan: { title: "", objective: "", locale: en, from: "2026-01-01", until: "2026-01-01", secondary: [], funders: [], contributors: [] } }) { refusals { code } }`,
  },
  withdrawActivity: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}", reason: "x") { refusals { code } }` },
  resumeActivity: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
  markHeld: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
  markNotHeld: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}", reason: "x") { refusals { code } }` },
  reportActivity: {
    may: 'anyone',
    at: [1],
    call: () => `(input: { id: "${SOME_ID}", participants: 1, outcomes: "", locale: en }) { refusals { code } }`,
  },
  reopenReport: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}", reason: "x") { refusals { code } }` },
};
