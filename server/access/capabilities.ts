import type { Sql } from '../database.ts';

/**
 * The one table of rights: which office may do what, at its place and everywhere below it.
 * Written to the database at every migration (`capability_grant`), so that policies, statements and acts read
 * the same rows.
 */
export const OFFICES = {
  council_secretary: {
    place: 'council',
    may: [
      'members.resign',
      'affiliates.read',
      'affiliates.manage',
      'contacts.read',
      'dues.read',
      'relief.ask',
      'dues.declare',
      'activities.read',
      'activities.manage',
      'activities.report',
      'meetings.read',
      'ballots.vote',
      'mandates.name',
      'offices.read',
      'audit.read',
      'applications.read',
    ],
  },
  council_treasurer: {
    place: 'council',
    may: [
      'affiliates.read',
      'contacts.read',
      'dues.read',
      'relief.ask',
      'dues.declare',
      'activities.read',
      'offices.read',
      'meetings.read',
    ],
  },
  delegate: { place: 'council', may: ['meetings.read', 'ballots.vote', 'activities.read'] },
  regional_coordinator: {
    place: 'region',
    may: [
      'applications.read',
      'applications.enter',
      'applications.endorse',
      'affiliates.read',
      'affiliates.manage',
      'contacts.read',
      'dues.read',
      'dues.assess',
      'dues.census',
      'activities.read',
      'activities.manage',
      'activities.report',
      'programme.manage',
      'meetings.read',
      'meetings.manage',
      'offices.read',
      'audit.read',
      'reports.read',
    ],
  },
  regional_president: {
    place: 'region',
    may: [
      'applications.read',
      'applications.endorse',
      'affiliates.read',
      'contacts.read',
      'dues.read',
      'relief.decide',
      'activities.read',
      'programme.manage',
      'programme.adopt',
      'meetings.read',
      'meetings.manage',
      'offices.read',
      'reports.read',
    ],
  },
  global_secretariat: {
    place: 'network',
    may: [
      'applications.read',
      'applications.enter',
      'applications.endorse',
      'applications.admit',
      'members.manage',
      'members.import',
      'members.resign',
      'affiliates.read',
      'affiliates.manage',
      'contacts.read',
      'dues.read',
      'relief.decide',
      'dues.assess',
      'dues.remind',
      'mail.manage',
      'dues.write_off',
      'dues.close',
      'dues.census',
      'facts.load',
      'activities.read',
      'activities.manage',
      'activities.report',
      'programme.manage',
      'programme.adopt',
      'meetings.read',
      'meetings.manage',
      'mandates.name',
      'offices.read',
      'offices.manage',
      'audit.read',
      'reports.read',
      'rulebook.read',
      'rulebook.draft',
      'rulebook.adopt',
    ],
  },
  finance: {
    place: 'network',
    may: [
      'dues.read',
      'relief.decide',
      'dues.assess',
      'dues.collect',
      'dues.remind',
      'bank.read',
      'bank.match',
      'dues.write_off',
      'dues.close',
      'dues.census',
      'facts.load',
      'contacts.read',
      'offices.read',
      'rulebook.read',
      'audit.read',
      'reports.read',
    ],
  },
  returning_officer: {
    place: 'network',
    may: ['meetings.read', 'ballots.open', 'ballots.close', 'reports.read'],
  },
  representative: { place: 'network', may: ['meetings.read', 'reports.read'] },
  auditor: {
    place: 'network',
    may: [
      'applications.read',
      'affiliates.read',
      'dues.read',
      'bank.read',
      'activities.read',
      'meetings.read',
      'offices.read',
      'audit.read',
      'reports.read',
      'rulebook.read',
    ],
  },
} as const satisfies Record<string, { place: 'network' | 'region' | 'council'; may: readonly string[] }>;

export type OfficeKind = keyof typeof OFFICES;
export type Capability = (typeof OFFICES)[OfficeKind]['may'][number];

/** Writes the table of rights to the database. Runs as the owner, after every migration. */
export async function syncCapabilities(sql: Sql): Promise<void> {
  const rows = Object.entries(OFFICES).flatMap(([office_kind, { may }]) =>
    may.map((capability) => ({ office_kind, capability })),
  );
  await sql.begin(async (transaction) => {
    await transaction`delete from capability_grant`;
    await transaction`insert into capability_grant ${transaction(rows)}`;
  });
}
