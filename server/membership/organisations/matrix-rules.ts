import type { Arguments, TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { organisationId } from '../../test/world.ts';
import { CONTACTS, DOCUMENTS, ENDED, LOOKALIKE, MERGE, MERGED, SPLIT } from './world.ts';

const PAYLOAD = (fields: string) =>
  ({ rule: 'public', fields: `refusals ${fields}` }) as const satisfies TypeRule;

/** Who the members are is public; their contacts and documents are not. */
export const ORGANISATION_TYPES = {
  Organisation: {
    rule: 'public',
    fields:
      'id name language script mixedScripts namedFrom acronym website founded country source invented names identifiers kinds member contacts documents mergedInto merges splits',
  },
  OrganisationName: {
    rule: 'public',
    fields: 'id kind name language script mixedScripts from until source merged invented',
  },
  OrganisationIdentifier: { rule: 'public', fields: 'id list listName number source merged invented' },
  IdentifierList: { rule: 'public', fields: 'code name example' },
  OrganisationContact: {
    rule: {
      topic: 'contacts',
      rows: 'select id, place_id as member from contact where person_id is null',
    },
    fields: 'id role name email phone address changedAt',
  },
  Document: {
    rule: { topic: 'documents', rows: 'select id, member_id as member from document' },
    fields:
      'id member kind title from until filename bytes state uploadedAt uploadedBy replaces withdrawnAt withdrawnBy withdrawnReason mayChange invented',
  },
  DocumentPage: { rule: 'public', fields: 'rows next previous total' },
  OrganisationMerge: {
    rule: 'public',
    fields: 'id merged survivor on by reason affiliates undoneAt undoneReason',
  },
  OrganisationSplit: { rule: 'public', fields: 'id into on by reason affiliates undoneAt undoneReason' },
  // What they are made of is public; that they are made is for those who may do something about it.
  DuplicatePair: {
    rule: { topic: 'organisations', anywhere: true, totals: true },
    fields: 'one other likeness reasons',
  },
  MergePreview: {
    rule: { topic: 'organisations', anywhere: true, totals: true },
    fields: 'merged survivor blocks affiliates renumbered staying',
  },
  KeptApart: {
    rule: { topic: 'organisations', anywhere: true, totals: true },
    fields: 'id one other reason by at',
  },
  OrganisationPayload: PAYLOAD('organisation'),
  DocumentPayload: PAYLOAD('document'),
  SplitPayload: PAYLOAD('organisation member'),
} as const satisfies Record<string, TypeRule>;

export const ORGANISATION_GUARDED = {
  Network: { duplicateCount: { topic: 'organisations', at: 'network', totals: true } },
  Region: { duplicateCount: { topic: 'organisations', at: 'region', totals: true } },
} as const;

export const ORGANISATION_ARGUMENTS: Arguments = {
  'Query.organisation': [organisationId(11), organisationId(14), MERGED].map((id) => `(id: "${id}")`),
  'Query.document': DOCUMENTS.map((one) => `(id: "${one.id}")`),
  'Query.mergePreview': [`(mergedId: "${MERGED}", survivorId: "${LOOKALIKE}")`],
};

const KEEPERS = ['council_secretary', 'regional_coordinator', 'global_secretariat'];
const SECRETARIAT = ['global_secretariat'];
const SOME = '0198e400-0000-7000-8000-0000000000ff';

const onInput = (may: ActRule['may'], at: number[], input: (place: number) => string): ActRule => ({
  may,
  at,
  call: (place) => `(input: { ${input(place)} }) { refusals { code } }`,
});
const onId = (may: string[], at: number[], id: string): ActRule => ({
  may,
  at,
  call: () => `(id: "${id}") { refusals { code } }`,
});
const documentOf = (place: number) => DOCUMENTS.find((one) => one.member === place)?.id;

/** Organisations without a member are the network's; those of members are tried through what belongs to them. */
export const ORGANISATION_ACTS = {
  renameOrganisation: onInput(SECRETARIAT, [1], () => `organisationId: "${LOOKALIKE}", name: "", source: ""`),
  addOrganisationName: onInput(
    SECRETARIAT,
    [1],
    () => `organisationId: "${LOOKALIKE}", kind: other, name: ""`,
  ),
  withdrawOrganisationName: onId(KEEPERS, [11], ENDED),
  describeOrganisation: onInput(
    SECRETARIAT,
    [1],
    () => `organisationId: "${LOOKALIKE}", founded: 1, kinds: []`,
  ),
  addOrganisationIdentifier: onInput(
    SECRETARIAT,
    [1],
    () => `organisationId: "${LOOKALIKE}", list: "", number: ""`,
  ),
  withdrawOrganisationIdentifier: onId(KEEPERS, [14], ENDED),
  keepOrganisationContact: onInput(
    SECRETARIAT,
    [1],
    () => `organisationId: "${LOOKALIKE}", role: general, name: ""`,
  ),
  removeOrganisationContact: onInput(
    KEEPERS,
    [11],
    () => `id: "${CONTACTS[0].id}", organisationId: "${SOME}"`,
  ),
  withdrawDocument: onInput(KEEPERS, [11, 12, 14], (place) => `id: "${documentOf(place)}", reason: ""`),
  restoreDocument: onId(KEEPERS, [12], DOCUMENTS[2].id),
  mergeOrganisations: onInput(
    SECRETARIAT,
    [1],
    () => `mergedId: "${SOME}", survivorId: "${SOME}", reason: ""`,
  ),
  undoMerge: onInput(SECRETARIAT, [1], () => `id: "${MERGE}", reason: ""`),
  splitOrganisation: onInput(SECRETARIAT, [1], () => `organisationId: "${SOME}", name: "", reason: ""`),
  undoSplit: onInput(SECRETARIAT, [1], () => `id: "${SPLIT}", reason: ""`),
  keepApart: onInput(SECRETARIAT, [1], () => `oneId: "${SOME}", otherId: "${SOME}", reason: ""`),
  endKeepingApart: onId(SECRETARIAT, [1], ENDED),
} satisfies Record<string, ActRule>;
