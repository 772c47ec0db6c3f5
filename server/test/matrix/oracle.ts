import { MEMBERS, PEOPLE, regionId } from '../world.ts';

/**
 * Who may read what, written down a second time, from the statutes' point of view and not from the code: offices
 * by topic. What this file and server/access/capabilities.ts do not agree on fails the matrix.
 */
const READERS = {
  offices: [
    'council_secretary',
    'council_treasurer',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'finance',
    'auditor',
  ],
  audit: ['council_secretary', 'regional_coordinator', 'global_secretariat', 'finance', 'auditor'],
  contacts: [
    'council_secretary',
    'council_treasurer',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'finance',
  ],
  affiliates: [
    'council_secretary',
    'council_treasurer',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'auditor',
  ],
  // A council's own categories and dues are nobody else's.
  affiliateDues: ['council_secretary', 'council_treasurer'],
  applications: [
    'council_secretary',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'auditor',
  ],
  dues: [
    'council_secretary',
    'council_treasurer',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'finance',
    'auditor',
  ],
  activities: [
    'council_secretary',
    'council_treasurer',
    'delegate',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'auditor',
  ],
  meetings: [
    'council_secretary',
    'council_treasurer',
    'delegate',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'returning_officer',
    'representative',
    'auditor',
  ],
  references: ['global_secretariat', 'finance'],
  documents: [
    'council_secretary',
    'council_treasurer',
    'regional_coordinator',
    'regional_president',
    'global_secretariat',
    'finance',
    'auditor',
  ],
  organisations: ['council_secretary', 'regional_coordinator', 'global_secretariat'],
  imports: ['council_secretary', 'regional_coordinator', 'global_secretariat'],
  rulebook: ['global_secretariat', 'finance', 'auditor'],
  mail: ['global_secretariat'],
  people: ['council_secretary', 'regional_coordinator', 'global_secretariat'],
  erasures: ['global_secretariat'],
  bank: ['finance', 'auditor'],
  // What only its holder sees.
  own: [],
} as const;

export type Topic = keyof typeof READERS;

/** Members that have moved, with their region by now. */
export type Moved = Record<number, number>;

/** Where a row of the fixture stands. */
export interface Stands {
  id: string;
  member?: number | null;
  region?: number | null;
  person?: string | null;
  /** Where members belong by now that have moved since the world began: the region by the member. */
  moved?: Moved;
  /** Several members at once, of which one is enough. */
  members?: number[] | null;
  /** Places beyond the council whose offices do not see it: it is not shared with them. */
  kept_from?: number[] | null;
  /** No way of the contract leads there today, e.g. to an office that has ended. */
  hidden?: boolean | null;
  /** Everybody sees it, whoever holds it: a report once it is published. */
  open?: boolean | null;
}

export type PersonName = keyof typeof PEOPLE | null;

export const PERSONS: PersonName[] = [null, ...(Object.keys(PEOPLE) as (keyof typeof PEOPLE)[])];

/** Whether the person may see rows of the topic that stand there. `id` is the person's own, for what is one's own. */
export function maySee(person: PersonName, id: string | undefined, topic: Topic, row: Stands): boolean {
  if (row.open) return true;
  if (person === null) return false;
  if (row.person && row.person === id) return true;
  if (
    row.members?.some((member) => maySee(person, id, topic, { id: row.id, member, moved: row.moved ?? {} }))
  )
    return true;
  return PEOPLE[person].some((office: { kind: string; place: number; ended?: boolean }) => {
    if (office.ended || !(READERS[topic] as readonly string[]).includes(office.kind)) return false;
    if (row.kept_from?.includes(office.place)) return false;
    if (office.place === 1) return true;
    const member = MEMBERS.find((one) => one.id === row.member);
    const region = row.region ?? null;
    return (
      office.place === row.member ||
      office.place === region ||
      (member !== undefined && office.place === (row.moved?.[member.id] ?? regionId(member.region)))
    );
  });
}

/** Whether one of the person's offices is of these kinds and reaches the place, its own or one below. */
export function holds(person: PersonName, kinds: string[], place: number, moved: Moved = {}): boolean {
  if (person === null) return false;
  const member = MEMBERS.find((one) => one.id === place);
  return PEOPLE[person].some(
    (office: { kind: string; place: number; ended?: boolean }) =>
      !office.ended &&
      kinds.includes(office.kind) &&
      (office.place === 1 ||
        office.place === place ||
        (member !== undefined && office.place === (moved[member.id] ?? regionId(member.region)))),
  );
}

/** Whether the person holds any office today that reads the topic, wherever. */
export function readsSomewhere(person: PersonName, topic: Topic): boolean {
  if (person === null) return false;
  return PEOPLE[person].some(
    (office: { kind: string; ended?: boolean }) =>
      !office.ended && (READERS[topic] as readonly string[]).includes(office.kind),
  );
}
