import { column, given, many, one, type Row, refers, type Scope, shapes } from '../../reading/shape.ts';
import { linkHash } from './links.ts';

/** Applications and saved forms as their applicants see them, by the secret of the link. */
export const followedShapes = shapes({
  Query: {
    fields: {
      followedApplication: one(
        'FollowedApplication',
        (c, _r, q) => `app.followed_application(${q.arg('secret', linkHash)}::bytea) ${c}`,
      ),
      applicationDraft: one(
        'ApplicationDraft',
        (c, _r, q) => `app.draft_by_link(${q.arg('secret', linkHash)}::bytea) ${c}`,
      ),
    },
  },
  FollowedApplication: {
    fields: {
      id: column('id'),
      name: column('name'),
      country: refers('Country', 'country', 'country', 'iso2'),
      region: refers('Region', 'region', 'region_id', 'place_id'),
      category: column('category'),
      categoryName: (r, q) =>
        `(select app.content(k.name, ${q.locale}) from app.categories(current_date) k where k.code = ${r}.category)`,
      state: column('state'),
      open: (r) => `${r}.state in ('submitted', 'endorsed', 'appealed')`,
      steps: column('steps'),
      checklist: many(
        'FollowedCondition',
        (
          c,
          r,
        ) => `jsonb_to_recordset(${r}.conditions) ${c} (item text, title jsonb, help jsonb, document text, fact text, hard boolean,
          place int, value jsonb, said text, said_at timestamptz, said_by uuid, verdict boolean, found boolean, reason text)`,
        undefined,
        (c) => `${c}.place`,
      ),
      documents: column('documents'),
      messages: column('messages'),
      others: (r) => `case when ${r}.country_rule ->> 'rule' is not null then ${r}.others else '[]' end`,
      countryRule: (r) => `${r}.country_rule ->> 'rule'`,
      countryArticle: (r) => `${r}.country_rule ->> 'article'`,
      bodies: column('bodies'),
      appealUntil: column('appeal_until'),
      mayAppeal: (r) => `(${r}.state = 'refused' and coalesce(${r}.appeal_until >= current_date, false))`,
      member: refers('Member', 'member', 'member', 'place_id'),
    },
  },
  FollowedStep: { fields: { kind: given, at: given, reason: given, body: given, reference: given } },
  FollowedCondition: {
    fields: {
      item: column('item'),
      title: (r, q) => `case when ${r}.title is not null then app.content(${r}.title, ${q.locale}) end`,
      help: helpOf,
      document: column('document'),
      fact: column('fact'),
      type: (r) => `app.fact_type(${r}.fact, current_date)`,
      hard: column('hard'),
      value: column('value'),
      said: column('said'),
      own: (r) => `(${r}.said_by is null)`,
      saidAt: column('said_at'),
      met: (r) => `coalesce(${r}.found, ${r}.verdict)`,
      reason: column('reason'),
    },
  },
  FollowedDocument: { fields: { id: given, kind: given, filename: given, bytes: given, uploadedAt: given } },
  FollowedMessage: { fields: { words: given, at: given, own: given, fromNetwork: given } },
  FollowedOther: { fields: { name: given, member: given, since: given } },
  ApplicationDraft: {
    fields: {
      fields: column('fields'),
      answers: column('answers'),
      documents: column('documents'),
      savedAt: column('saved_at'),
      expiresAt: column('expires_at'),
    },
  },
});

/** The help of a condition, where the rulebook gives one. */
export function helpOf(row: Row, scope: Scope): string {
  return `case when ${row}.help is not null then app.content(${row}.help, ${scope.locale}) end`;
}
