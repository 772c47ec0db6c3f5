import {
  PRIVACY_ACTS,
  PRIVACY_ARGUMENTS,
  PRIVACY_FIELDS,
  PRIVACY_TYPES,
} from '../../access/privacy/matrix-rules.ts';
import {
  ACCOUNTS_ACTS,
  ACCOUNTS_ARGUMENTS,
  ACCOUNTS_GUARDED,
  ACCOUNTS_TYPES,
} from '../../dues/accounts/matrix-rules.ts';
import { ADMISSION_DUES_ACTS, ADMISSION_DUES_TYPES } from '../../dues/admission/matrix-rules.ts';
import {
  AFFILIATE_DUES_ACTS,
  AFFILIATE_DUES_FIELDS,
  AFFILIATE_DUES_GUARDED,
  AFFILIATE_DUES_TYPES,
} from '../../dues/affiliates/matrix-rules.ts';
import { BANK_ACTS, BANK_TYPES } from '../../dues/bank/matrix-rules.ts';
import {
  FACTS_ACTS,
  FACTS_ARGUMENTS,
  FACTS_FIELDS,
  FACTS_GUARDED,
  FACTS_TYPES,
} from '../../dues/facts/matrix-rules.ts';
import { INVOICE_ACTS, INVOICE_GUARDED, INVOICE_TYPES } from '../../dues/invoices/matrix-rules.ts';
import { DUES_LIFECYCLE_ACTS, DUES_LIFECYCLE_TYPES } from '../../dues/lifecycle/matrix-rules.ts';
import { DUES_ACTS, DUES_GUARDED, DUES_TYPES } from '../../dues/matrix-rules.ts';
import { RELIEF_ACTS, RELIEF_GUARDED, RELIEF_TYPES } from '../../dues/relief/matrix-rules.ts';
import { REMINDER_ACTS, REMINDER_GUARDED, REMINDER_TYPES } from '../../dues/reminders/matrix-rules.ts';
import { STUDIO_ACTS, STUDIO_ARGUMENTS, STUDIO_TYPES } from '../../dues/studio/matrix-rules.ts';
import { MAIL_ACTS, MAIL_TYPES } from '../../mail/matrix-rules.ts';
import {
  AFFILIATE_ACTS,
  AFFILIATE_FIELDS,
  AFFILIATE_GUARDED,
  AFFILIATE_TYPES,
} from '../../membership/affiliates/matrix-rules.ts';
import {
  APPLICATION_ACTS,
  APPLICATION_ARGUMENTS,
  APPLICATION_TYPES,
} from '../../membership/applications/matrix-rules.ts';
import {
  DIRECTORY_ACTS,
  DIRECTORY_ARGUMENTS,
  DIRECTORY_TYPES,
} from '../../membership/directory/matrix-rules.ts';
import { LANGUAGE_ACTS, LANGUAGE_GUARDED, LANGUAGE_TYPES } from '../../membership/language/matrix-rules.ts';
import {
  LIFECYCLE_ACTS,
  LIFECYCLE_ARGUMENTS,
  LIFECYCLE_FIELDS,
  LIFECYCLE_TYPES,
} from '../../membership/lifecycle/matrix-rules.ts';
import { MEMBERSHIP_ACTS, MEMBERSHIP_ARGUMENTS, MEMBERSHIP_TYPES } from '../../membership/matrix-rules.ts';
import {
  ORGANISATION_ACTS,
  ORGANISATION_ARGUMENTS,
  ORGANISATION_GUARDED,
  ORGANISATION_TYPES,
} from '../../membership/organisations/matrix-rules.ts';
import { PROGRAMME_ACTS, PROGRAMME_ARGUMENTS, PROGRAMME_TYPES } from '../../programme/matrix-rules.ts';
import {
  REPRESENTATION_ACTS,
  REPRESENTATION_ARGUMENTS,
  REPRESENTATION_TYPES,
} from '../../representation/matrix-rules.ts';
import { STANDING_ACTS, STANDING_FIELDS, STANDING_TYPES } from '../../standing/matrix-rules.ts';
import {
  OBLIGATION_ACTS,
  OBLIGATION_PLACE,
  OBLIGATION_TYPES,
} from '../../standing/obligations/matrix-rules.ts';
import { TIME_ARGUMENTS, TIME_FIELDS, TIME_TYPES } from '../../standing/time/matrix-rules.ts';
import { STATUTES_ACTS, STATUTES_ARGUMENTS, STATUTES_TYPES } from '../../statutes/matrix-rules.ts';
import type { ActArguments, ObjectTypes } from '../../types.ts';
import { MEMBERS, REGIONS } from '../world.ts';
import type { Arguments, TypeRule } from './matrix.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;

/** How every type of the contract may be read. */
export const TYPE_RULES: Record<keyof ObjectTypes, TypeRule> = {
  ...DUES_TYPES,
  ...ADMISSION_DUES_TYPES,
  ...FACTS_TYPES,
  ...RELIEF_TYPES,
  ...STUDIO_TYPES,
  ...BANK_TYPES,
  ...INVOICE_TYPES,
  ...LANGUAGE_TYPES,
  ...MAIL_TYPES,
  ...REMINDER_TYPES,
  ...ACCOUNTS_TYPES,
  ...MEMBERSHIP_TYPES,
  ...AFFILIATE_TYPES,
  ...DIRECTORY_TYPES,
  ...AFFILIATE_DUES_TYPES,
  ...LIFECYCLE_TYPES,
  ...TIME_TYPES,
  ...DUES_LIFECYCLE_TYPES,
  ...ORGANISATION_TYPES,
  ...APPLICATION_TYPES,
  ...PROGRAMME_TYPES,
  ...REPRESENTATION_TYPES,
  ...STATUTES_TYPES,
  ...OBLIGATION_TYPES,
  ...PRIVACY_TYPES,
  ...STANDING_TYPES,
  Query: {
    rule: 'public',
    fields: `application followedApplication applicationDraft affiliate pass import network region regions member viewer audit place programmes programme activity bodies body meeting resolutions resolution report assessment payment relief duesRun invoice rulebook rulebookVersions rulebookDifference rulebookDrafts rulebookDraft mails mailBounces reminderRules duesRuns writeOff refund payout ${FACTS_FIELDS.Query} bankLine bankFile organisation document identifierLists mergePreview`,
  },
  Refusal: { rule: 'public', fields: 'code field value' },
  Content: { rule: 'public', fields: 'value locale fallback' },
  Network: {
    rule: 'public',
    fields: `name categories regions memberCount countryCount countriesWithMember applications affiliates ${AFFILIATE_FIELDS.Network} imports members programme activityCounts activityCount duesAccounts reliefs invoices payeeAccounts invoiceIssuers reminders journal agedReceivables agedMembers shares payouts writeOffs closedThrough periodClosings ${FACTS_FIELDS.Network} ${PRIVACY_FIELDS.Network} bankLines bankFiles bankTotals ${LIFECYCLE_FIELDS.Network} duplicates keptApart expiringDocuments ${TIME_FIELDS.Network} ${STANDING_FIELDS.Network}`,
    guarded: {
      ...DUES_GUARDED.Network,
      ...FACTS_GUARDED.Network,
      ...RELIEF_GUARDED.Network,
      ...ACCOUNTS_GUARDED.Network,
      ...ORGANISATION_GUARDED.Network,
    },
  },
  Region: {
    rule: 'public',
    fields: `id code name counterparts source memberCount suspendedCount countries gaps gapCount members outline applications affiliates ${AFFILIATE_FIELDS.Region} programme programmes activities activityCounts activityCount duesAccounts reliefs invoices reminders journal agedMembers payouts writeOffs ${FACTS_FIELDS.Region} ${LIFECYCLE_FIELDS.Region} ${TIME_FIELDS.Region} duplicates keptApart expiringDocuments ${STANDING_FIELDS.Region}`,
    guarded: {
      ...DUES_GUARDED.Region,
      ...FACTS_GUARDED.Region,
      ...RELIEF_GUARDED.Region,
      ...ACCOUNTS_GUARDED.Region,
      ...ORGANISATION_GUARDED.Region,
    },
  },
  MemberPage: PAGE,
  Country: { rule: 'public', fields: 'iso2 iso3 numeric name region members' },
  Member: {
    rule: 'public',
    fields: `id name acronym website founded country source invented region category since suspension history passes mandates hostedActivities lastReportedOn state acts steps affiliates ${AFFILIATE_FIELDS.Member} ${AFFILIATE_DUES_FIELDS.Member} imports reliefs sponsorships earlyDiscounts statement countryApplicants admission ${LIFECYCLE_FIELDS.Member} organisation documents ${STANDING_FIELDS.Member}`,
    guarded: {
      ...AFFILIATE_GUARDED.Member,
      ...AFFILIATE_DUES_GUARDED.Member,
      ...DUES_GUARDED.Member,
      ...FACTS_GUARDED.Member,
      ...RELIEF_GUARDED.Member,
      ...INVOICE_GUARDED.Member,
      ...LANGUAGE_GUARDED.Member,
      ...REMINDER_GUARDED.Member,
      ...ACCOUNTS_GUARDED.Member,
      affiliateCount: { topic: 'affiliates', at: 'member' },
    },
  },
  Suspension: { rule: 'public', fields: 'from until reason restoredReason' },
  MembershipFact: { rule: 'public', fields: 'kind from until detail' },
  Viewer: {
    rule: 'signed in',
    fields: `id name locale offices tokens may capabilitiesAt optOuts calendars ${PRIVACY_FIELDS.Viewer}`,
    guarded: { email: 'self' },
  },
  Place: {
    rule: 'public',
    fields: `id kind region member offices tokens officeKinds ${OBLIGATION_PLACE} ${PRIVACY_FIELDS.Place}`,
  },
  Office: {
    rule: {
      topic: 'offices',
      rows: 'select id, place_id as member, place_id as region, person_id as person, upper(during) <= now() as hidden from office',
    },
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
};

const places = [1, ...REGIONS.map((one) => one.id), ...MEMBERS.map((one) => one.id)];

/** What is put into the arguments that fields require: every place, so that each person meets own, near and far. */
export const ARGUMENTS: Arguments = {
  ...ACCOUNTS_ARGUMENTS,
  ...PRIVACY_ARGUMENTS,
  ...FACTS_ARGUMENTS,
  ...MEMBERSHIP_ARGUMENTS,
  ...DIRECTORY_ARGUMENTS,
  ...LIFECYCLE_ARGUMENTS,
  ...TIME_ARGUMENTS,
  ...ORGANISATION_ARGUMENTS,
  ...APPLICATION_ARGUMENTS,
  ...PROGRAMME_ARGUMENTS,
  ...REPRESENTATION_ARGUMENTS,
  ...STATUTES_ARGUMENTS,
  ...STUDIO_ARGUMENTS,
  'Query.region': REGIONS.map((one) => `(code: "${one.code}")`),
  'Query.member': MEMBERS.map((one) => `(id: ${one.id})`),
  'Query.place': places.map((id) => `(id: ${id})`),
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
  /** It only looks ahead and never writes: whoever has the right may be answered. */
  looks?: true;
}

const SOME_ID = '00000000-0000-7000-8000-000000000000';

export const ACT_RULES: Record<keyof ActArguments, ActRule> = {
  ...DUES_ACTS,
  ...ADMISSION_DUES_ACTS,
  ...FACTS_ACTS,
  ...RELIEF_ACTS,
  ...STUDIO_ACTS,
  ...BANK_ACTS,
  ...INVOICE_ACTS,
  ...LANGUAGE_ACTS,
  ...MAIL_ACTS,
  ...REMINDER_ACTS,
  ...ACCOUNTS_ACTS,
  ...MEMBERSHIP_ACTS,
  ...AFFILIATE_ACTS,
  ...DIRECTORY_ACTS,
  ...AFFILIATE_DUES_ACTS,
  ...LIFECYCLE_ACTS,
  ...DUES_LIFECYCLE_ACTS,
  ...ORGANISATION_ACTS,
  ...APPLICATION_ACTS,
  ...PROGRAMME_ACTS,
  ...REPRESENTATION_ACTS,
  ...STATUTES_ACTS,
  ...OBLIGATION_ACTS,
  ...PRIVACY_ACTS,
  ...STANDING_ACTS,
  appoint: {
    may: ['global_secretariat'],
    at: places,
    call: (place) => `(input: { placeId: ${place}, kind: "emperor" }) { refusals { code } }`,
  },
  endOffice: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
  makeSignInLink: {
    may: ['global_secretariat'],
    at: [1],
    call: () => `(personId: "${SOME_ID}") { refusals { code } }`,
  },
  createToken: {
    may: 'anyone',
    at: [11],
    call: (place) =>
      `(input: { placeId: ${place}, label: "", capabilities: [], expiresAt: "2020-01-01T00:00:00Z" }) { refusals { code } }`,
  },
  revokeToken: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
};
