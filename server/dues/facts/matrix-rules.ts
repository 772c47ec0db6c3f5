import postgres from 'postgres';
import type { Front } from '../../test/client.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { MEMBERS, REGIONS } from '../../test/world.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;
/** A standing is computed over what one may see: row security alone would call everything missing, the guard takes it away. */
const TOTALS = { topic: 'dues', anywhere: true, totals: true } as const;
const WITHIN = { topic: 'dues', anywhere: true } as const;

export const FACTS_TYPES = {
  DeclarationWindow: { rule: 'public', fields: 'year opensOn closesOn state setAt setBy earlier' },
  WindowSetting: { rule: 'public', fields: 'opensOn closesOn setAt setBy' },
  FactAsked: { rule: 'public', fields: 'name type label help unit optional values min max' },
  DeclarationPage: PAGE,
  DeclarationTotals: {
    rule: TOTALS,
    fields: 'year asked awaited missing determined declared late corrected',
  },
  DeclarationStanding: {
    rule: TOTALS,
    fields:
      'member year state late opensOn deadline extensions counts history determined registerCounts years',
  },
  DeclarationYear: { rule: TOTALS, fields: 'year state' },
  DeclarationExtension: { rule: WITHIN, fields: 'until reason grantedAt grantedBy' },
  Declaration: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from declaration' },
    fields:
      'id member year figures registerCounts confirmed declaredAt declaredBy declaredAs reason invented',
  },
  DeterminedFact: { rule: WITHIN, fields: 'fact value reason determinedAt determinedBy' },
  ReferenceSeries: { rule: 'public', fields: 'kind vintages latest' },
  ReferenceVintage: {
    rule: 'public',
    fields:
      'id kind label source supersedes supersededBy filename loadedAt loadedBy invented count from until values',
  },
  ReferenceValuePage: PAGE,
  ReferenceValue: { rule: 'public', fields: 'key from until period value' },
  ReferenceLoad: {
    rule: { topic: 'references', rows: 'select id from reference_load' },
    fields:
      'id kind label source supersedes filename bytes uploadedAt uploadedBy stage good faulty leftOut faults sample vintage',
  },
  SetDeclarationWindowPayload: { rule: 'public', fields: 'refusals window' },
  ExtendDeclarationPayload: { rule: 'public', fields: 'refusals member' },
  DeclareFactsPayload: { rule: 'public', fields: 'refusals declaration' },
  CorrectDeclarationPayload: { rule: 'public', fields: 'refusals declaration' },
  LoadReferencePayload: { rule: 'public', fields: 'refusals vintage' },
  CancelReferenceLoadPayload: { rule: 'public', fields: 'refusals load' },
} as const satisfies Record<string, TypeRule>;

/** Fields of root and other types that everybody may ask for: what they lead to is guarded itself. */
export const FACTS_FIELDS = {
  Query: 'declarationWindows factsAsked referenceSeries referenceVintage referenceLoad',
  Region: 'declarations',
  Network: 'declarations',
};

/** What declarations add to types of other modules. */
export const FACTS_GUARDED = {
  Member: {
    declaration: { topic: 'dues', at: 'member', totals: true },
    declarations: { topic: 'dues', at: 'member', totals: true },
  },
  Region: { declarationTotals: { topic: 'dues', at: 'region', totals: true } },
  Network: { declarationTotals: { topic: 'dues', at: 'network', totals: true } },
} as const satisfies Record<string, TypeRule['guarded']>;

/** Of the list that `arrangeFacts` makes. */
const VINTAGE = '00000000-0000-7000-8000-00000000000a';

export const FACTS_ARGUMENTS = {
  'Query.factsAsked': ['(year: 2024)'],
  'Query.referenceVintage': [`(id: "${VINTAGE}")`],
  'Member.declaration': ['(year: 2024)'],
  'Region.declarations': ['(year: 2024)'],
  'Region.declarationTotals': ['(year: 2024)'],
  'Network.declarations': ['(year: 2024)'],
  'Network.declarationTotals': ['(year: 2024)'],
};

/** A window, declarations of Alba, with a correction, and of Dorna, an extension, and a file that waits. */
export async function arrangeFacts(front: Front): Promise<void> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`insert into declaration_window (year, opens_on, closes_on) values (2024, '2023-10-01', '2024-01-31')`;
  const [first] = await owner<{ id: string }[]>`
    insert into declaration (member_id, region_id, year, figures, declared_as)
    values (11, 2, 2024, '{"members": "900"}', 'council_secretary') returning id`;
  await owner`insert into declaration (member_id, region_id, year, figures, declared_as, corrects, reason)
    values (11, 2, 2024, '{"members": "950"}', 'council_treasurer', ${String(first?.id)}, 'one branch was missing')`;
  await owner`insert into declaration (member_id, region_id, year, figures, declared_as)
    values (14, 3, 2024, '{"members": "70"}', 'council_secretary')`;
  await owner`insert into declaration_extension (member_id, region_id, year, until, reason) values (12, 2, 2024, '2024-02-28', 'flood')`;
  await owner`insert into determined_fact (member_id, region_id, year, fact, value, reason) values (16, 4, 2024, 'members', '40', 'as in 2023')`;
  await owner`insert into reference_vintage (id, series, label, source) values (${VINTAGE}, 'exchange_rate', 'January', 'Central bank')`;
  await owner`insert into exchange_rate (vintage_id, base, currency, day, rate) values (${VINTAGE}, 'EUR', 'USD', '2024-01-02', 1.1)`;
  await owner`insert into reference_load (series, label, source, filename, bytes, hash, staged, good, faulty, left_out, faults)
    values ('income_group', 'FY2025', 'World Bank', 'class.csv', 10, '\\x00', '[]', 0, 1, 0, '[]')`;
  await owner.end();
}

const NOBODY = '00000000-0000-7000-8000-000000000000';
const KEY = 'idempotencyKey: "matrix-key"';
const members = MEMBERS.map((one) => one.id);
const places = [1, ...REGIONS.map((one) => one.id), ...members];
const SECRETARIAT = ['global_secretariat', 'finance'];
const WINDOW = 'opensOn: "2024-02-01", closesOn: "2024-01-01"';

export const FACTS_ACTS = {
  setDeclarationWindow: {
    may: SECRETARIAT,
    at: [1],
    call: () => `(input: { year: 2024, ${WINDOW} }) { refusals { code } }`,
  },
  extendDeclaration: {
    may: [...SECRETARIAT, 'regional_coordinator'],
    at: members,
    call: (place) =>
      `(input: { memberId: ${place}, year: 2024, until: "2000-01-01", reason: "none" }) { refusals { code } }`,
  },
  declareFacts: {
    may: ['council_secretary', 'council_treasurer'],
    at: places,
    call: (place) =>
      `(input: { memberId: ${place}, year: 1900, figures: [], attested: false, ${KEY} }) { refusals { code } }`,
  },
  correctDeclaration: {
    may: 'anyone',
    at: [1],
    call: () =>
      `(input: { declarationId: "${NOBODY}", figures: [], attested: false, reason: "none", ${KEY} }) { refusals { code } }`,
  },
  loadReference: {
    may: SECRETARIAT,
    at: [1],
    call: () => `(input: { loadId: "${NOBODY}", ${KEY} }) { refusals { code } }`,
  },
  cancelReferenceLoad: {
    may: SECRETARIAT,
    at: [1],
    call: () => `(input: { loadId: "${NOBODY}" }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
