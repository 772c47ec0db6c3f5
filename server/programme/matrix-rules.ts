import type { TypeRule } from '../test/matrix/matrix.ts';
import type { ActRule } from '../test/matrix/rules.ts';
import { REGIONS } from '../test/world.ts';
import { ACTIVITIES, activityId } from './world.ts';

const SOME_ID = '00000000-0000-7000-8000-000000000000';
/** The programme of the test world that a place runs. */
const PROGRAMME_AT: Record<number, string> = { 1: 'TP2024', 2: 'EAST-P', 3: 'WEST-P' };

export const PROGRAMME_ARGUMENTS = {
  'Query.programme': ['(code: "TP2024")', '(code: "EAST-P")'],
  'Query.activity': ACTIVITIES.map((_, n) => `(id: "${activityId(n)}")`),
};

/** How the types of the programme may be read. */
export const PROGRAMME_TYPES = {
  Programme: {
    rule: 'public',
    fields:
      'id code title from until source invented region parent regional components acts adopted current activities activityCount',
  },
  Component: { rule: 'public', fields: 'no title newApproach' },
  ProgrammeAct: { rule: 'public', fields: 'kind date body partner venue source' },
  ActivityPage: { rule: 'public', fields: 'rows next previous total' },
  Activity: {
    rule: {
      topic: 'activities',
      rows: `select id, host_id as member, place_id as region, reported_at is not null as open,
        withdrawn_at is not null as hidden from activity`,
    },
    fields:
      'id title objective from until venue country host region programme primary secondary funders contributors state possible heldAt reportedAt withdrawnAt participants women outcomes followUp source invented steps',
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
} as const satisfies Record<string, TypeRule>;

/** Who may do the acts of the programme. */
export const PROGRAMME_ACTS = {
  createRegionalProgramme: {
    may: ['regional_coordinator', 'regional_president', 'global_secretariat'],
    at: [1, ...REGIONS.map((one) => one.id)],
    call: (place) =>
      `(input: { placeId: ${place}, parentCode: "NONE", code: "X", title: "", locale: en, from: "2026-01-01", until: "2026-01-01" }) { refusals { code } }`,
  },
  adoptProgramme: {
    may: ['regional_president', 'global_secretariat'],
    at: [1, 2, 3],
    call: (place) =>
      `(input: { code: "${PROGRAMME_AT[place]}", body: "", locale: en, date: "x" }) { refusals { code } }`,
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
  withdrawActivity: {
    may: 'anyone',
    at: [1],
    call: () => `(id: "${SOME_ID}", reason: "x") { refusals { code } }`,
  },
  resumeActivity: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
  markHeld: { may: 'anyone', at: [1], call: () => `(id: "${SOME_ID}") { refusals { code } }` },
  markNotHeld: {
    may: 'anyone',
    at: [1],
    call: () => `(id: "${SOME_ID}", reason: "x") { refusals { code } }`,
  },
  reportActivity: {
    may: 'anyone',
    at: [1],
    call: () =>
      `(input: { id: "${SOME_ID}", participants: 1, outcomes: "", locale: en }) { refusals { code } }`,
  },
  reopenReport: {
    may: 'anyone',
    at: [1],
    call: () => `(id: "${SOME_ID}", reason: "x") { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
