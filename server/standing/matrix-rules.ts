import type { TypeRule } from '../test/matrix/matrix.ts';
import type { ActRule } from '../test/matrix/rules.ts';
import { EXCEPTION } from './world.ts';

const SIGNED_IN = { rule: 'signed in' } as const;
const EXCEPTIONS = 'select id, member_id as member, region_id as region from standing_exception';

/** The standing of members is for whoever is signed in; what it follows from tells of dues. */
export const STANDING_TYPES = {
  Standing: {
    ...SIGNED_IN,
    fields:
      'status light name on since until reason consequences attributes excepted exceptedBy rulebook version article knownSince knownUntil pendingSince reasons next',
  },
  StandingReasons: {
    // What is known now; what was known before is reached with `asKnownOn` below the same guard.
    rule: {
      topic: 'dues',
      rows: `select r.period_id as id, r.member_id as member from standing_reason r
        where exists (select from standing_period p where p.id = r.period_id and p.known_until = 'infinity')`,
    },
    fields: 'id facts why remedies',
  },
  RemedySet: { rule: 'public', fields: 'remedies' },
  Remedy: { rule: 'public', fields: 'kind years amounts documents count' },
  RemedyAmount: { rule: 'public', fields: 'currency amount' },
  StandingAhead: { ...SIGNED_IN, fields: 'status light name since reason reasons' },
  StandingPeriod: {
    ...SIGNED_IN,
    fields:
      'id status light name since until reason excepted exceptedBy version knownSince knownUntil reasons',
  },
  StandingChange: { ...SIGNED_IN, fields: 'at' },
  StandingCount: { ...SIGNED_IN, fields: 'status light name members' },
  StandingPending: { ...SIGNED_IN, fields: 'members since' },
  StandingBody: { rule: 'public', fields: 'name' },
  StandingDifference: {
    rule: { topic: 'audit', rows: 'select id, member_id as member from standing_difference' },
    fields: 'id member foundAt kept workedOut',
  },
  StandingException: {
    rule: { topic: 'offices', rows: EXCEPTIONS },
    fields:
      'id member from until state endedOn body reason resolution inRegister decidedOn recordedBy recordedAt invented steps',
  },
  StandingExceptionStep: {
    rule: {
      topic: 'offices',
      rows: 'select id, member_id as member, region_id as region from standing_exception_step',
    },
    fields: 'id kind on reason recordedBy recordedAt',
  },
  StandingExceptionPayload: { rule: 'public', fields: 'refusals exception' },
} as const satisfies Record<string, TypeRule>;

export const STANDING_FIELDS = {
  Member: 'standing standings standingChanges standingExceptions',
  Region: 'standingCounts',
  Network: 'standingCounts standingPending standingBodies standingDifferences',
} as const;

const SECRETARIAT = ['global_secretariat'];

export const STANDING_ACTS = {
  grantStandingException: {
    may: SECRETARIAT,
    at: [11, 14],
    call: (place) =>
      `(input: { memberId: ${place}, from: "2020-01-01", until: "2019-01-01", body: "x", reason: "x", resolution: "x", decidedOn: "2020-01-01", idempotencyKey: "matrix-key" }) { refusals { code } }`,
  },
  endStandingException: {
    may: SECRETARIAT,
    at: [12],
    call: () => `(input: { id: "${EXCEPTION}", on: "2019-01-01", reason: "x" }) { refusals { code } }`,
  },
  takeBackStandingException: {
    may: SECRETARIAT,
    at: [12],
    call: () => `(input: { id: "${EXCEPTION}", reason: "" }) { refusals { code } }`,
  },
  undoStandingException: {
    may: SECRETARIAT,
    at: [12],
    call: () => `(input: { id: "${EXCEPTION}", reason: "" }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
