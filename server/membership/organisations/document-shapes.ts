import {
  column,
  given,
  made,
  many,
  one,
  page,
  type Row,
  refers,
  type Scope,
  type SortKey,
  shapes,
} from '../../reading/shape.ts';

const SORTS: Record<string, SortKey[]> = {
  UNTIL: [
    { by: (c) => `${c}.until`, type: 'date' },
    { by: (c) => `${c}.id`, type: 'uuid' },
  ],
};

/** Whoever reads the documents of a member reads those of its predecessors. */
const mayRead = (row: Row) => `((select 1 = any(app.reach('documents.read')))
  or ${row}.member_id = any((select app.document_members())::int[]))`;

/** The newer file that has taken the place of the row's. */
const replaced = (row: Row) =>
  `exists (select 1 from document n where n.replaces = ${row}.id and n.withdrawn_at is null)`;

/** Documents of today's members of a region, or of all, that have ended or end within the days, with none that goes on. */
function expiring(child: Row, region: string | null, scope: Scope): string {
  return `(select d.* from document d where d.id in (select app.expiring_documents(${region ?? 'null'}::int, ${scope.asOf},
    ${scope.arg('within')}::int, ${scope.arg('kind')}::text))) ${child}`;
}

export const documentShapes = shapes({
  Query: {
    fields: {
      document: one(
        'Document',
        (c) => `document ${c}`,
        (c, _r, q) => `${c}.id = ${q.arg('id')}::uuid`,
      ),
    },
  },
  Member: {
    fields: {
      documents: many(
        'Document',
        (c) => `document ${c}`,
        (c, r) => `${c}.organisation_id in (select app.same_as(${r}.organisation_id))`,
        (c) => `${c}.since desc, ${c}.id desc`,
      ),
    },
  },
  Network: { fields: { expiringDocuments: page('Document', SORTS, (c, _r, q) => expiring(c, null, q)) } },
  Region: {
    fields: { expiringDocuments: page('Document', SORTS, (c, r, q) => expiring(c, `${r}.place_id`, q)) },
  },
  DocumentPage: { fields: { rows: given, next: given, previous: given, total: given } },
  Document: {
    guard: (r) => ({ rule: mayRead(r) }),
    fields: {
      id: column('id'),
      member: refers('Member', 'member', 'member_id', 'place_id'),
      kind: column('kind'),
      title: column('title'),
      from: column('since'),
      until: (r) => `upper(${r}.valid)`,
      filename: column('filename'),
      bytes: column('bytes'),
      state: (
        r,
        q,
      ) => `case when ${r}.withdrawn_at is not null then 'withdrawn' when ${replaced(r)} then 'replaced'
        when ${r}.until <= ${q.asOf} then 'ended' when ${r}.since > ${q.asOf} then 'coming' else 'current' end`,
      uploadedAt: column('uploaded_at'),
      uploadedBy: refers('Person', 'person', 'uploaded_by'),
      replaces: column('replaces'),
      withdrawnAt: column('withdrawn_at'),
      withdrawnBy: refers('Person', 'person', 'withdrawn_by'),
      withdrawnReason: column('withdrawn_reason'),
      mayChange: (r) => `((select 1 = any(app.reach('organisations.manage')))
        or ${r}.member_id = any((select app.reach_members('organisations.manage'))::int[]))`,
      invented: column('invented'),
    },
  },
  DocumentPayload: { fields: { refusals: given, document: made('Document', 'document', 'document') } },
});
