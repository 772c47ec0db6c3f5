import { MEMBER_SORTS, memberFilter, memberRows } from '../network/shapes.ts';
import { column, given, made, many, page, type Row, refers, type Scope, shapes } from '../reading/shape.ts';

/** The last step about the member that no later step took back, if it is this one and can be taken back. */
const isLast = (row: Row) =>
  `(${row}.kind not in ('undone', 'appealed') and not ${row}.final and ${row}.id is not distinct from app.last_step(${row}.member_id))`;

/** Managing members reaches every step, admitting an admission; whoever resigned may think again until the day comes. */
const mayUndo = (row: Row) => `((select 1 = any(app.reach('members.manage')))
    and (${row}.kind <> 'admitted' or (select 1 = any(app.reach('applications.admit'))))
  or (${row}.kind = 'resigned' and app.member_state(${row}.member_id) = 'leaving' and ${row}.member_id = any((select app.reach_members('members.resign'))::int[])))`;

/** The region that is asked for, if one is. */
const regionAsked = (scope: Scope) =>
  scope.form('region', (value) => value != null)
    ? `(select g.place_id from region g where g.code = upper(${scope.arg('region')}::text))`
    : null;

export const membershipShapes = shapes({
  Network: {
    fields: {
      categories: many(
        'Category',
        (c, _r, q) => `app.categories(${q.asOf}) ${c}`,
        undefined,
        (c) => `${c}.place`,
      ),
      members: page(
        'Member',
        MEMBER_SORTS,
        (c, _r, q) => memberRows(c, regionAsked(q), q, true),
        memberFilter,
      ),
    },
  },
  Member: {
    fields: {
      state: (r) => `app.member_state(${r}.place_id)`,
      acts: (r) => `app.acts('member', app.member_act_state(${r}.place_id),
        (select mr.region_id from member_region mr where mr.member_id = ${r}.place_id and mr.during @> current_date), ${r}.place_id)`,
      steps: many(
        'MembershipStep',
        (c) => `membership_step ${c}`,
        (c, r) => `${c}.member_id = ${r}.place_id`,
        (c) => `${c}.at desc, ${c}.id desc`,
      ),
    },
  },
  Act: { fields: { name: given, allowed: given, reason: given } },
  MembershipStep: {
    guard: (r) => ({ capability: 'offices.read', member: `${r}.member_id`, region: `${r}.region_id` }),
    fields: {
      id: column('id'),
      kind: column('kind'),
      at: column('at'),
      from: column('from_date'),
      by: refers('Person', 'person', 'by_id'),
      reason: column('reason'),
      movedFrom: refers('Region', 'region', 'moved_from', 'place_id'),
      movedTo: refers('Region', 'region', 'moved_to', 'place_id'),
      categoryFrom: column('category_from'),
      categoryTo: column('category_to'),
      other: refers('Member', 'member', 'other_id', 'place_id'),
      resolution: refers('Resolution', 'resolution', 'resolution', 'code'),
      reference: column('reference'),
      body: refers('Body', 'body', 'body_id'),
      decidedOn: column('decided_on'),
      heardOn: column('heard_on'),
      appealUntil: column('appeal_until'),
      rules: many(
        'RuleRead',
        (c, r) => `jsonb_to_recordset(coalesce(${r}.rules, '[]')) ${c} (article text, why jsonb)`,
        undefined,
        (c) => `${c}.article`,
      ),
      undone: (r) => `exists (select 1 from membership_step u where u.undoes = ${r}.id)`,
      undoable: (r) => `(${isLast(r)} and ${mayUndo(r)})`,
      invented: column('invented'),
    },
  },
  MemberPayload: { fields: { refusals: given, member: made('Member', 'member', 'member', 'place_id') } },
  AffiliatePayload: { fields: { refusals: given, affiliate: made('Affiliate', 'affiliate', 'affiliate') } },
});
