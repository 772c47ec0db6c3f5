import type { Arguments, TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { APPLICATIONS, DRAFT_SECRET, FOLLOW_SECRET } from '../world.ts';

const PAGE = { rule: 'public', fields: 'rows next previous total' } as const satisfies TypeRule;
const PAYLOAD = (field: string) =>
  ({ rule: 'public', fields: `refusals ${field}` }) as const satisfies TypeRule;
const OPEN_TO_THE_LINK = (fields: string) => ({ rule: 'public', fields }) as const satisfies TypeRule;
const OF_APPLICATION = (table: string) =>
  ({ topic: 'applications', rows: `select id, region_id as region from ${table}` }) as const;

/** Who asked for membership, what they said and handed in, is for those who handle it, and for whoever holds the link. */
export const APPLICATION_TYPES = {
  Category: { rule: 'public', fields: 'code name description admits conditions rights memberCount' },
  Condition: { rule: 'public', fields: 'name title help document fact type hard' },
  Right: { rule: 'public', fields: 'name title' },
  CountryApplicant: {
    rule: {
      topic: 'applications',
      rows: `select m.place_id || ':' || a.id as id, m.place_id as member from application a
        join organisation o on o.country = a.country join member m on m.organisation_id = o.id
        join membership ms on ms.member_id = m.place_id and ms.category = a.category and ms.during @> current_date
        where app.application_state(a.id) in ('submitted', 'endorsed', 'appealed')`,
    },
    fields: 'id name state submittedOn rule article',
  },
  ApplicationPage: PAGE,
  Application: {
    rule: OF_APPLICATION('application'),
    fields:
      'id name acronym website founded address country region category state submittedAt byHand contact steps acts namesakes sameCountry countryRule countryArticle bodies appealUntil checklist documents messages member invented',
  },
  // Reached from an application only; what it leads to has rules of its own.
  SameCountry: { rule: 'public', fields: 'name member application since' },
  AdmissionBodies: { rule: 'public', fields: 'endorse decide appeal article' },
  ApplicationContact: {
    rule: {
      topic: 'applications',
      rows: 'select application_id as id, region_id as region from application_contact',
    },
    fields: 'id name email phone message',
  },
  ApplicationStep: {
    rule: OF_APPLICATION('application_step'),
    fields: 'id kind at by reason body reference resolution decidedOn',
  },
  ApplicationCondition: {
    rule: {
      topic: 'applications',
      rows: `select c.application_id || ':' || c.item as id, c.region_id as region from application a
        cross join lateral app.application_checklist(a.id) c`,
    },
    fields:
      'id item title help document fact type hard value said saidAt saidBy verdict found reason foundAt foundBy met',
  },
  ApplicationDocument: {
    rule: OF_APPLICATION('application_document'),
    fields: 'id kind filename bytes uploadedAt uploadedBy',
  },
  ApplicationMessage: { rule: OF_APPLICATION('application_message'), fields: 'id words at by' },
  // Open to whoever holds the secret of the link, as the applicant does.
  FollowedApplication: OPEN_TO_THE_LINK(
    'id name country region category categoryName state open steps checklist documents messages others countryRule countryArticle bodies appealUntil mayAppeal member',
  ),
  FollowedStep: OPEN_TO_THE_LINK('kind at reason body reference'),
  FollowedCondition: OPEN_TO_THE_LINK(
    'item title help document fact type hard value said own saidAt met reason',
  ),
  FollowedDocument: OPEN_TO_THE_LINK('id kind filename bytes uploadedAt'),
  FollowedMessage: OPEN_TO_THE_LINK('words at own fromNetwork'),
  FollowedOther: OPEN_TO_THE_LINK('name member since'),
  ApplicationDraft: OPEN_TO_THE_LINK('fields answers documents savedAt expiresAt'),
  ApplyPayload: PAYLOAD('secret'),
  DraftPayload: PAYLOAD('expiresAt'),
  FollowedPayload: PAYLOAD('done'),
  ApplicationPayload: PAYLOAD('application'),
  AdmitPayload: PAYLOAD('application member'),
  WithdrawFollowedPayload: PAYLOAD('withdrawn'),
} as const satisfies Record<string, TypeRule>;

export const APPLICATION_ARGUMENTS: Arguments = {
  'Query.application': APPLICATIONS.map((one) => `(id: "${one.id}")`),
  'Query.followedApplication': [`(secret: "${FOLLOW_SECRET}")`],
  'Query.applicationDraft': [`(secret: "${DRAFT_SECRET}")`],
};

const HANDLERS = ['regional_coordinator', 'global_secretariat'];
const ENDORSERS = ['regional_coordinator', 'regional_president', 'global_secretariat'];
const SECRETARIAT = ['global_secretariat'];
const [open, , refused, withdrawn] = APPLICATIONS;
const APPLICANT = 'name: "", country: "XX", category: "Z", contactName: "", contactEmail: ""';

const onInput = (may: ActRule['may'], at: number[], input: (place: number) => string): ActRule => ({
  may,
  at,
  call: (place) => `(input: { ${input(place)} }) { refusals { code } }`,
});
const onApplication = (may: string[], id: string, more = '') => onInput(may, [2], () => `id: "${id}"${more}`);
/** By the link: whoever has it may, and a link that leads nowhere finds nothing, whoever asks. */
const byLink = (more: string) => onInput('anyone', [1], () => `secret: "${FOLLOW_SECRET}"${more}`);

export const APPLICATION_ACTS = {
  apply: onInput('anyone', [1], () => APPLICANT),
  saveApplicationDraft: onInput('anyone', [1], () => 'secret: "short"'),
  submitApplicationDraft: onInput('anyone', [1], () => `secret: "${DRAFT_SECRET}"`),
  discardApplicationDraft: {
    may: [],
    at: [1],
    call: () => '(input: { secret: "none" }) { refusals { code } }',
  },
  answerFollowed: byLink(', answers: [{ item: "none" }]'),
  writeFollowed: byLink(', words: ""'),
  removeFollowedDocument: {
    may: [],
    at: [1],
    call: () => `(input: { secret: "${FOLLOW_SECRET}", id: "none" }) { refusals { code } }`,
  },
  appealFollowed: byLink(', reason: ""'),
  withdrawFollowedApplication: {
    may: [],
    at: [1],
    call: () => '(input: { secret: "none" }) { refusals { code } }',
  },
  enterApplication: onInput(HANDLERS, [2, 3], (place) => `regionId: ${place}, ${APPLICANT}`),
  answerConditions: onApplication(HANDLERS, refused.id, ', answers: []'),
  judgeCondition: onApplication(ENDORSERS, open.id, ', item: "none"'),
  writeToApplicant: onApplication(ENDORSERS, withdrawn.id, ', words: ""'),
  endorseApplication: onApplication(ENDORSERS, refused.id),
  admitApplicant: onApplication(SECRETARIAT, refused.id),
  refuseApplication: onApplication(ENDORSERS, refused.id),
  withdrawApplication: onApplication(HANDLERS, refused.id),
  reopenApplication: onApplication(ENDORSERS, withdrawn.id),
  decideAppeal: onApplication(SECRETARIAT, refused.id, ', granted: true, reason: ""'),
} satisfies Record<string, ActRule>;
