import postgres from 'postgres';
import type { Front } from '../../test/client.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';
import { MEMBERS, REGIONS } from '../../test/world.ts';

const REQUEST = { rule: 'public', fields: 'refusals request' } as const satisfies TypeRule;
const ERASURE = { rule: 'public', fields: 'refusals erasure' } as const satisfies TypeRule;
const OPENING = { rule: 'public', fields: 'refusals opening' } as const satisfies TypeRule;

export const PRIVACY_TYPES = {
  // Given to those in office at the place or above it: app.who_sees asks for that itself.
  Sight: { rule: 'signed in', fields: 'kind about via office place holders names label until' },
  Sharing: {
    rule: { topic: 'offices', anywhere: true },
    fields: 'kind audience shared chosenAt chosenBy',
  },
  Opening: {
    rule: { topic: 'offices', rows: 'select id, place_id as member, person_id as person from glass' },
    fields: 'id person place capability reason openedAt until open own',
  },
  PersonRequest: {
    rule: {
      topic: 'people',
      rows: 'select id, owner_id as member, place_id as region, person_id as person from person_request',
    },
    fields: 'id person owner place officeKind from until reason askedBy askedAt state steps may',
  },
  PersonRequestStep: { rule: { topic: 'people', anywhere: true }, fields: 'kind saidAs by at reason' },
  Erasure: {
    rule: { topic: 'erasures', rows: 'select id, person_id as person from erasure' },
    fields: 'id person reason askedBy askedAt state decidedAt decisionReason hindrance own files',
  },
  UploadedFile: {
    rule: { topic: 'erasures', anywhere: true },
    fields: 'id kind title filename holder memberId applicationId uploadedAt sent named',
  },
  ChooseSharingPayload: { rule: 'public', fields: 'refusals place' },
  OpenClosedDataPayload: OPENING,
  CloseOpenedDataPayload: OPENING,
  AskForPersonPayload: REQUEST,
  AnswerPersonRequestPayload: REQUEST,
  TakeBackConsentPayload: REQUEST,
  WithdrawPersonRequestPayload: REQUEST,
  AppointOnConsentPayload: REQUEST,
  AskForErasurePayload: ERASURE,
  WithdrawErasurePayload: ERASURE,
  RefuseErasurePayload: ERASURE,
  ConfirmErasurePayload: ERASURE,
} as const satisfies Record<string, TypeRule>;

export const PRIVACY_ARGUMENTS = { 'Network.personsNamed': ['(search: "se")'] };

/** Fields that privacy adds to types of others. */
export const PRIVACY_FIELDS = {
  Place: 'sights sharing openings personRequests peopleBelow',
  Viewer: 'sights openings personRequests erasures erasureHindrance',
  Network: 'erasures personsNamed',
} as const;

const NOTHING = '00000000-0000-7000-8000-000000000000';
const places = [1, ...REGIONS.map((one) => one.id), ...MEMBERS.map((one) => one.id)];
const anybody = (name: string): ActRule => ({
  may: 'anyone',
  at: [1],
  call: () =>
    name === 'answer' ? `(input: { id: "${NOTHING}", consent: true }) { refusals { code } }` : CALL,
});
const CALL = `(id: "${NOTHING}") { refusals { code } }`;
const ERASERS = ['global_secretariat'];

export const PRIVACY_ACTS = {
  chooseSharing: {
    may: ['council_secretary'],
    at: places,
    call: (place) => `(input: { placeId: ${place}, audience: region, shared: true }) { refusals { code } }`,
  },
  openClosedData: {
    may: ['regional_coordinator', 'global_secretariat', 'auditor'],
    at: places,
    call: (place) =>
      `(input: { placeId: ${place}, capability: "?", reason: "for the matrix" }) { refusals { code } }`,
  },
  closeOpenedData: anybody('close'),
  askForPerson: {
    may: ['regional_coordinator', 'global_secretariat'],
    at: places,
    call: (place) =>
      `(input: { placeId: ${place}, personId: "${NOTHING}", officeKind: "delegate", reason: " " }) { refusals { code } }`,
  },
  answerPersonRequest: anybody('answer'),
  takeBackConsent: anybody('take back'),
  withdrawPersonRequest: anybody('withdraw'),
  appointOnConsent: anybody('appoint'),
  askForErasure: {
    may: ERASERS,
    at: [1],
    call: () => `(input: { personId: "${NOTHING}" }) { refusals { code } }`,
  },
  withdrawErasure: anybody('withdraw'),
  refuseErasure: {
    may: ERASERS,
    at: [1],
    call: () => `(id: "${NOTHING}", reason: " ") { refusals { code } }`,
  },
  confirmErasure: { may: ERASERS, at: [1], call: () => CALL },
} satisfies Record<string, ActRule>;

/** An opening that is over, a request for a person of Bruma, one for erasure, and a choice of Alba's. */
export async function arrangePrivacy(front: Front): Promise<void> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const { auditor, secretaryBruma, coordinator, none, secretary } = front.world.people;
  await owner`insert into glass (person_id, place_id, capability, reason, opened_at, until)
    values (${auditor ?? null}, 14, 'contacts.read', 'Somebody was missing', now() - interval '49 hours', now() - interval '48 hours')`;
  const [request] = await owner<{ id: string }[]>`
    insert into person_request (person_id, owner_id, place_id, office_kind, reason, asked_by)
    values (${secretaryBruma ?? null}, 12, 2, 'regional_president', 'A vacancy', ${coordinator ?? null}) returning id`;
  await owner`insert into person_request_step (request_id, kind, said_as, by_id)
    values (${String(request?.id)}, 'consented', 'person', ${secretaryBruma ?? null})`;
  await owner`insert into erasure (person_id, asked_by) values (${none ?? null}, ${none ?? null})`;
  await owner`insert into sharing_choice (place_id, kind, audience, shared, chosen_by)
    values (11, 'contacts', 'region', true, ${secretary ?? null})`;
  await owner.end();
}
