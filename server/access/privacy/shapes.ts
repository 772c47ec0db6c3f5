import { column, given, made, many, one, type Row, refers, type Scope, shapes } from '../../reading/shape.ts';
import { asArray, DATA_KINDS, PERSONAL_KINDS } from './kinds.ts';

/** What was opened at places that match, newest first. */
const openings = (where: (child: Row, row: Row) => string) =>
  many(
    'Opening',
    (c) => `glass ${c}`,
    where,
    (c) => `${c}.opened_at desc, ${c}.id`,
    50,
  );

const requests = (where: (child: Row, row: Row) => string) =>
  many(
    'PersonRequest',
    (c) => `person_request ${c}`,
    where,
    (c) => `${c}.id desc`,
    100,
  );

const erasures = (where?: (child: Row, row: Row) => string) =>
  many(
    'Erasure',
    (c) =>
      `(select e.*, s.kind as outcome, s.at as decided_at, s.reason as decision_reason
        from erasure e left join erasure_step s on s.erasure_id = e.id) ${c}`,
    where,
    (c) => `${c}.outcome is not null, ${c}.id desc`,
    100,
  );

/** The places that hold the reader's contact, or where they hold an office. */
const OWN_PLACES = (row: Row) => `(select c.place_id from contact c where c.person_id = ${row}.id
  union select o.place_id from office o where o.person_id = ${row}.id and o.during @> now())`;

/** What the reader may do with a request, in the order of the buttons. */
function may(row: Row): string {
  const person = `${row}.person_id = (select app.actor())`;
  const answers = `(${person} or ${row}.owner_id = any(app.reach('people.consent')))`;
  const at = (capability: string) =>
    `exists (select from app.path(${row}.place_id) p where p = any(app.reach('${capability}')))`;
  const state = `app.person_request_state(${row}.id)`;
  return `(select coalesce(json_agg(v.act order by v.n), '[]') from (values
    (1, 'answer', ${state} in ('asked', 'taken_back') and ${answers}),
    (2, 'takeBack', ${state} = 'consented' and ${answers}),
    (3, 'withdraw', ${state} in ('asked', 'consented', 'taken_back') and ${at('people.ask')}),
    (4, 'appoint', ${state} = 'consented' and ${at('offices.manage')} and not ${person})) v(n, act, yes) where v.yes)`;
}

/** Who sees what, what is shared, requests for persons, openings and erasures, as the contract has them. */
export const privacyShapes = shapes({
  Place: {
    fields: {
      sights: many(
        'Sight',
        (c, r) =>
          `(select w.*, ${r}.id as about_id from app.who_sees(${r}.id, ${asArray(DATA_KINDS)}) w) ${c}`,
        undefined,
        (c) =>
          `array_position(${asArray(DATA_KINDS)}, ${c}.capability), ${c}.via, ${c}.place_id = ${c}.about_id desc,
          ${c}.place_id desc, ${c}.office_kind, ${c}.label`,
      ),
      sharing: many(
        'Sharing',
        (c, r) => `(select ${r}.id as place_id, a.audience, l.chosen_at, l.chosen_by,
            app.contacts_shared(${r}.id, a.audience) as shared
          from (values ('region'), ('network')) a(audience)
          left join lateral (select s.chosen_at, s.chosen_by from sharing_choice s
            where s.place_id = ${r}.id and s.audience = a.audience order by s.id desc limit 1) l on true
          where ${r}.kind = 'council' and ((select 1 = any(app.reach('offices.read')))
            or ${r}.id = any((select app.reach_members('offices.read'))::int[]))) ${c}`,
        undefined,
        (c) => `${c}.audience desc`,
      ),
      openings: openings((c, r) => `${c}.place_id = ${r}.id`),
      personRequests: requests((c, r) => `${r}.id in (${c}.place_id, ${c}.owner_id)`),
      peopleBelow: many(
        'Office',
        (c) =>
          `office ${c} join member m on m.place_id = ${c}.place_id join organisation g on g.id = m.organisation_id`,
        (c, r) => `${c}.during @> now() and (${r}.id = 1 or exists (select from member_region mr
          where mr.member_id = ${c}.place_id and mr.region_id = ${r}.id and mr.since <= current_date and mr.until > current_date))`,
        (c) => `g.name_key, ${c}.kind, ${c}.id`,
        2000,
      ),
    },
  },
  Viewer: {
    fields: {
      sights: many(
        'Sight',
        (c, r) => `(select w.*, h.place_id as about_id from ${OWN_PLACES(r)} h
          cross join lateral app.who_sees(h.place_id, ${asArray(PERSONAL_KINDS)}) w) ${c}`,
        undefined,
        (c) =>
          `${c}.about_id, array_position(${asArray(PERSONAL_KINDS)}, ${c}.capability), ${c}.via, ${c}.place_id desc,
          ${c}.office_kind, ${c}.label`,
      ),
      openings: openings(
        (c, r) => `${c}.person_id = ${r}.id or ${c}.place_id in (select h.place_id from ${OWN_PLACES(r)} h)`,
      ),
      personRequests: requests((c, r) => `${c}.person_id = ${r}.id`),
      erasures: erasures((c, r) => `${c}.person_id = ${r}.id`),
      erasureHindrance: (r) => `app.erasure_hindrance(${r}.id)`,
    },
  },
  Network: {
    fields: {
      erasures: erasures(),
      personsNamed: many(
        'Person',
        (c) => `person ${c}`,
        (c, _r, q) => `${c}.erased_at is null and (select 1 = any(app.reach('privacy.erase')))
          and length(${q.arg('search')}::text) >= 2
          and strpos(app.key(${c}.name), app.key(${q.arg('search')}::text)) > 0`,
        (c) => `${c}.name, ${c}.id`,
        20,
      ),
    },
  },
  Sight: {
    fields: {
      kind: column('capability'),
      about: refers('Place', 'place', 'about_id'),
      via: column('via'),
      office: column('office_kind'),
      place: refers('Place', 'place', 'place_id'),
      holders: column('holders'),
      names: column('names'),
      label: column('label'),
      until: column('until'),
    },
  },
  Sharing: {
    guard: (r) => ({ capability: 'offices.read', member: `${r}.place_id` }),
    fields: {
      kind: () => `'contacts'`,
      audience: column('audience'),
      shared: column('shared'),
      chosenAt: column('chosen_at'),
      chosenBy: refers('Person', 'person', 'chosen_by'),
    },
  },
  Opening: {
    // Its places are those that hold one's contact: told to them, whatever their office.
    guard: (r) => ({
      rule: `${r}.person_id = (select app.actor()) or (select 1 = any(app.reach('offices.read')))
        or ${r}.place_id = any((select app.reach_members('offices.read'))::int[])
        or ${r}.place_id = any((select app.contact_places())::int[])`,
    }),
    fields: {
      id: column('id'),
      person: refers('Person', 'person', 'person_id'),
      place: refers('Place', 'place', 'place_id'),
      capability: column('capability'),
      reason: column('reason'),
      openedAt: column('opened_at'),
      until: (r) => `coalesce(${r}.closed_at, ${r}.until)`,
      open: (r) => `${r}.closed_at is null and ${r}.until > now()`,
      own: (r) => `${r}.person_id = (select app.actor())`,
    },
  },
  PersonRequest: {
    guard: (r) => ({
      rule: `${r}.person_id = (select app.actor()) or (select 1 = any(app.reach('people.consent')))
        or ${r}.place_id = any((select app.reach_members('people.consent'))::int[])
        or ${r}.owner_id = any((select app.reach_members('people.consent'))::int[])`,
    }),
    fields: {
      id: column('id'),
      person: refers('Person', 'person', 'person_id'),
      owner: refers('Place', 'place', 'owner_id'),
      place: refers('Place', 'place', 'place_id'),
      officeKind: column('office_kind'),
      from: column('from_day'),
      until: column('until_day'),
      reason: column('reason'),
      askedBy: refers('Person', 'person', 'asked_by'),
      askedAt: column('asked_at'),
      state: (r) => `app.person_request_state(${r}.id)`,
      steps: many(
        'PersonRequestStep',
        (c) => `person_request_step ${c}`,
        (c, r) => `${c}.request_id = ${r}.id`,
        (c) => `${c}.id`,
      ),
      may,
    },
  },
  PersonRequestStep: {
    fields: {
      kind: column('kind'),
      saidAs: column('said_as'),
      by: refers('Person', 'person', 'by_id'),
      at: column('at'),
      reason: column('reason'),
    },
  },
  Erasure: {
    guard: (r) => ({ capability: 'privacy.erase', person: `${r}.person_id` }),
    fields: {
      id: column('id'),
      person: refers('Person', 'person', 'person_id'),
      reason: column('reason'),
      askedBy: refers('Person', 'person', 'asked_by'),
      askedAt: column('asked_at'),
      state: (r) => `coalesce(${r}.outcome, 'asked')`,
      decidedAt: column('decided_at'),
      decisionReason: column('decision_reason'),
      hindrance: (r) => `case when ${r}.outcome is null then app.erasure_hindrance(${r}.person_id) end`,
      own: (r) => `${r}.person_id = (select app.actor())`,
      files: many(
        'UploadedFile',
        (c, r) => `app.files_of(${r}.person_id) ${c}`,
        undefined,
        (c) => `${c}.uploaded_at desc, ${c}.id`,
      ),
    },
  },
  ChooseSharingPayload: { fields: { refusals: given, place: made('Place', 'place', 'place') } },
  OpenClosedDataPayload: { fields: { refusals: given, opening: made('Opening', 'glass', 'opening') } },
  CloseOpenedDataPayload: { fields: { refusals: given, opening: made('Opening', 'glass', 'opening') } },
  AskForPersonPayload: requestPayload(),
  AnswerPersonRequestPayload: requestPayload(),
  TakeBackConsentPayload: requestPayload(),
  WithdrawPersonRequestPayload: requestPayload(),
  AppointOnConsentPayload: requestPayload(),
  UploadedFile: {
    guard: () => ({ capability: 'privacy.erase' }),
    fields: {
      id: column('id'),
      kind: column('kind'),
      title: column('title'),
      filename: column('filename'),
      holder: column('holder'),
      memberId: column('member_id'),
      applicationId: column('application_id'),
      uploadedAt: column('uploaded_at'),
      sent: column('sent'),
      named: column('named'),
    },
  },
  AskForErasurePayload: erasurePayload(),
  WithdrawErasurePayload: erasurePayload(),
  RefuseErasurePayload: erasurePayload(),
  ConfirmErasurePayload: erasurePayload(),
});

function requestPayload() {
  return {
    fields: { refusals: given, request: made('PersonRequest', 'person_request', 'request') },
  } as const;
}

function erasurePayload() {
  return {
    fields: {
      refusals: given,
      erasure: one(
        'Erasure',
        (c) => `(select e.*, s.kind as outcome, s.at as decided_at, s.reason as decision_reason
          from erasure e left join erasure_step s on s.erasure_id = e.id) ${c}`,
        (c, _r, q: Scope) => `${c}.id = ${q.result('erasure')}`,
      ),
    },
  } as const;
}
