import { existsSync } from 'node:fs';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailDesk, openMailDesk } from '../../test/mail-desk.ts';
import { documentFile } from '../organisations/documents.ts';
import { applicationTasks } from './documents.ts';
import { memberEligibility } from './evaluation.ts';
import { applicationLetters } from './letters.ts';
import { newSecret } from './links.ts';

let desk: MailDesk;
beforeAll(async () => {
  desk = await openMailDesk();
  Object.assign(desk.work.kinds, applicationLetters);
});
afterAll(() => desk.close());

/** An act by somebody, or by nobody; answers its payload. */
async function act(name: string, type: string, input: object, selection = '', person: string | null = null) {
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${selection} } }`;
  const { data, errors } = await desk.front.as(person, document, { input });
  if (errors) throw new Error(errors[0]?.extensions.code);
  return data[name];
}
const save = (input: object) => act('saveApplicationDraft', 'SaveDraftInput', input, 'expiresAt');
const submit = (secret: string) => act('submitApplicationDraft', 'LinkInput', { secret }, 'secret');
const step = (name: string, input: object, person: string) =>
  act(name, 'ApplicationStepInput', input, 'application { state }', person);
const FOLLOW = `query F($secret: String!) { followedApplication(secret: $secret) { id state appealUntil mayAppeal countryRule
  steps { kind reason body reference } checklist { item met value said own reason } documents { id filename } messages { words own fromNetwork }
  others { name member } bodies { endorse decide appeal } member { id } } }`;
const followed = async (secret: string) =>
  (await desk.front.as(null, FOLLOW, { secret })).data.followedApplication;
const DRAFT =
  'query D($secret: String!) { applicationDraft(secret: $secret) { fields answers documents { filename } } }';
const draftOf = async (secret: string) =>
  (await desk.front.as(null, DRAFT, { secret })).data.applicationDraft;

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');
/** Hands in a file, with the link's secret or as somebody. */
async function handIn(
  body: Buffer,
  {
    secret,
    person,
    application,
    kind = 'statutes',
    filename = 'our statutes.pdf',
  }: Record<string, string> & { kind?: string },
) {
  const query = new URLSearchParams({ kind, filename, ...(application ? { application } : {}) });
  const answer = await desk.front.api.app.inject({
    method: 'POST',
    url: `/application-documents?${query}`,
    headers: {
      'content-type': 'application/octet-stream',
      ...(secret ? { 'x-application-link': secret } : {}),
      ...(person ? { authorization: `Bearer ${await desk.front.session(person)}` } : {}),
    },
    payload: body,
  });
  return { status: answer.statusCode, ...answer.json() };
}

const form = {
  name: 'Ember Council',
  country: 'EE',
  category: 'A',
  founded: '1990',
  address: '1 Harbour Street\nTallinn',
  contactName: 'Someone',
  contactEmail: 'someone@ember.example',
};

/** A sent application of a name and country; answers its secret and id. */
async function sent(more: object) {
  const secret = newSecret();
  expect((await save({ ...form, ...more, secret })).refusals).toEqual([]);
  expect(await submit(secret)).toEqual({ refusals: [], secret });
  return { secret, id: (await followed(secret)).id as string };
}

describe('a form', () => {
  test('is saved half filled, resumed by a mailed link, and sent once however often it is sent', async () => {
    const secret = newSecret();
    const half = {
      secret,
      name: 'Ember Coun',
      contactEmail: form.contactEmail,
      category: 'A',
      country: 'EE',
    };
    expect((await save(half)).refusals).toEqual([]);
    await save({
      ...half,
      answers: [
        { item: 'affiliates', value: '4' },
        { item: 'aims', value: 'true', said: 'We do' },
      ],
    });
    await desk.drain();
    const [letter] = desk.server.taken.filter(({ to }) => to.includes(form.contactEmail));
    const mailed = /\/join\/([A-Za-z0-9_-]{43})/.exec(letter?.email.text ?? '')?.[1] ?? '';
    expect(mailed).not.toBe(secret);
    expect(await draftOf(mailed)).toMatchObject({
      fields: { name: 'Ember Coun' },
      answers: { aims: { value: 'true', said: 'We do' } },
    });

    const missing = await submit(mailed);
    expect(missing.refusals.map(({ field }: { field: string }) => field)).toEqual(['contactName']);
    expect((await draftOf(secret)).fields.name).toBe('Ember Coun');
    await save({ ...form, secret: mailed });
    expect(await submit(secret)).toEqual({ refusals: [], secret });
    expect(await submit(secret)).toEqual({ refusals: [], secret });
    expect((await save({ ...form, secret })).refusals[0].code).toBe('application_sent');
    const application = await followed(mailed);
    expect(application).toMatchObject({
      state: 'submitted',
      bodies: { decide: 'committee_of_representatives' },
    });
    const met = Object.fromEntries(
      application.checklist.map((one: { item: string; met: boolean | null }) => [one.item, one.met]),
    );
    expect(met).toMatchObject({
      statutes: false,
      existed: true,
      affiliates: true,
      aims: true,
      whole_country: null,
    });
    const [{ n } = { n: 0 }] = await desk.owner<
      { n: number }[]
    >`select count(*)::int as n from application where name = 'Ember Council'`;
    expect(n).toBe(1);
  });

  test('of the same address and country again is told, and a link to what is there goes to the address', async () => {
    await desk.drain();
    desk.clear();
    const again = await save({ ...form, secret: newSecret(), name: 'Ember once more' });
    expect(again.refusals).toEqual([
      { code: 'application_known', field: 'contactEmail', value: form.contactEmail },
    ]);
    await desk.drain();
    expect(desk.server.taken).toHaveLength(1);
    const applied = await act('apply', 'ApplyInput', { ...form, founded: 1990 }, 'secret');
    expect([applied.secret, applied.refusals[0].code]).toEqual([null, 'application_known']);
  });

  test('sec-28: what is no address is kept and not written to; no header can be added by it', async () => {
    desk.clear();
    for (const contactEmail of [
      'a@b.example\r\nBcc: x@y.example',
      '"a@evil x"@ember.example',
      'no address',
    ]) {
      const secret = newSecret();
      expect((await save({ secret, name: 'Odd', contactEmail })).refusals[0].code).toBe('email_invalid');
      expect(await draftOf(secret)).not.toBeNull();
    }
    await desk.drain();
    expect(desk.server.taken).toEqual([]);
  });

  test('is deleted by its applicant, or when nobody comes back: with its files, its links and the name', async () => {
    const secrets = [newSecret(), newSecret()];
    for (const [index, secret] of secrets.entries()) {
      await save({
        ...form,
        secret,
        country: 'FI',
        contactEmail: `gone${index}@ember.example`,
        contactName: `Gone ${index}`,
      });
      expect((await handIn(PDF, { secret })).status).toBe(201);
    }
    expect((await draftOf(secrets[0] as string)).documents).toEqual([{ filename: 'our statutes.pdf' }]);
    await act('discardApplicationDraft', 'LinkInput', { secret: secrets[0] });
    await desk.owner`update application_draft set expires_at = now() - interval '1 minute' where fields ->> 'contactName' = 'Gone 1'`;
    expect(await draftOf(secrets[1] as string)).toBeNull();
    const files = await desk.owner<
      { id: string }[]
    >`select id from application_document where region_id is null`;
    await applicationTasks(desk.front.dataDir)['application_drafts']?.(desk.front.api.database);
    expect(
      await desk.owner`select 1 from application_draft where fields ->> 'contactName' like 'Gone%'`,
    ).toHaveLength(0);
    expect(await desk.owner`select 1 from person where name like 'Gone%'`).toHaveLength(0);
    expect(
      await desk.owner`select 1 from application_document where id = any(${files.map(({ id }) => id)}::uuid[])`,
    ).toHaveLength(0);
    await expect(submit(secrets[0] as string)).rejects.toThrow('NOT_FOUND');
  });
});

describe('an application', () => {
  let own: { secret: string; id: string };
  beforeAll(async () => {
    own = await sent({ name: 'Fir Forum', country: 'FI', category: 'B', contactEmail: 'fir@world.example' });
  });

  test('takes answers by whom and with what they were ticked, and says what cannot be read', async () => {
    const odd = await act('answerFollowed', 'AnswerFollowedInput', {
      secret: own.secret,
      answers: [{ item: 'aims', value: 'perhaps' }, { item: 'none' }],
    });
    expect(odd.refusals).toEqual([
      { code: 'answer_not_readable', field: 'aims.value', value: 'perhaps' },
      { code: 'condition_unknown', field: 'none', value: 'none' },
    ]);
    await act('answerFollowed', 'AnswerFollowedInput', {
      secret: own.secret,
      answers: [{ item: 'aims', value: 'false', said: 'Not yet' }],
    });
    const judge = (input: object, person: string) =>
      act(
        'judgeCondition',
        'JudgeConditionInput',
        { id: own.id, ...input },
        'application { checklist { item said verdict found met reason foundBy { name } } }',
        person,
      );
    expect((await judge({ item: 'aims', met: true }, 'secretariat')).refusals[0]).toMatchObject({
      code: 'required',
      field: 'reason',
    });
    const judged = await judge({ item: 'aims', met: true, reason: 'Adopted in May' }, 'secretariat');
    expect(judged.application.checklist).toContainEqual({
      item: 'aims',
      said: 'Not yet',
      verdict: false,
      found: true,
      met: true,
      reason: 'Adopted in May',
      foundBy: { name: 'secretariat' },
    });
    await expect(judge({ item: 'aims', met: true }, 'coordinator')).rejects.toThrow('NOT_FOUND');
    const cleared = await judge({ item: 'aims', met: null }, 'secretariat');
    expect(cleared.application.checklist.find(({ item }: { item: string }) => item === 'aims').met).toBe(
      false,
    );
    await judge({ item: 'aims', met: true, reason: 'Adopted in May' }, 'secretariat');
    const { checklist } = await followed(own.secret);
    expect(checklist.find(({ item }: { item: string }) => item === 'aims')).toEqual({
      item: 'aims',
      met: true,
      value: false,
      said: 'Not yet',
      own: true,
      reason: 'Adopted in May',
    });
  });

  test('sec-26: only a whole PDF is taken in, under a random id, and answered to be kept', async () => {
    const before = (await desk.owner`select count(*)::int as n from application_document`)[0]?.n;
    for (const body of [
      Buffer.from('<svg onload="alert(1)"/>'),
      Buffer.from('PK\x03\x04zip'),
      Buffer.from('%PDF-1.7 cut off'),
      Buffer.alloc(17 << 20, 32),
    ])
      expect((await handIn(body, { secret: own.secret, filename: '../../etc/passwd.pdf' })).status).toBe(422);
    expect((await handIn(PDF, { secret: newSecret() })).status).toBe(404);
    expect((await desk.owner`select count(*)::int as n from application_document`)[0]?.n).toBe(before);
    const taken = await handIn(PDF, { secret: own.secret, filename: '../../etc/pass\u202ewd.pdf' });
    expect(taken.status).toBe(201);
    expect(await handIn(PDF, { secret: own.secret })).toMatchObject({
      status: 200,
      id: taken.id,
      known: true,
    });
    expect(existsSync(documentFile(desk.front.dataDir, taken.id))).toBe(true);
    const get = async (headers: Record<string, string>) =>
      desk.front.api.app.inject({ method: 'GET', url: `/application-documents/${taken.id}`, headers });
    const answer = await get({ 'x-application-link': own.secret });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[A-Za-z0-9.-]+"$/);
    for (const person of ['coordinator', 'secretary', 'none'])
      expect(
        (await get({ authorization: `Bearer ${await desk.front.session(person)}` })).statusCode,
        person,
      ).toBe(404);
    expect((await get({})).statusCode).toBe(404);
    const byOffice = await get({ authorization: `Bearer ${await desk.front.session('secretariat')}` });
    expect(byOffice.statusCode).toBe(200);
  });

  test('has a thread: the applicant is told by mail and sees the place, not the person', async () => {
    await desk.drain();
    desk.clear();
    const words = 'Please send the report.\nThank you.';
    for (let n = 0; n < 2; n += 1)
      await act('writeToApplicant', 'WriteToApplicantInput', { id: own.id, words }, '', 'secretariat');
    await act('writeFollowed', 'WriteFollowedInput', { secret: own.secret, words: 'Here it comes.' });
    await desk.drain();
    expect(desk.server.taken).toHaveLength(1);
    expect(JSON.stringify(desk.server.taken)).not.toContain('Please send the report');
    expect((await followed(own.secret)).messages).toEqual([
      { words, own: false, fromNetwork: true },
      { words: 'Here it comes.', own: true, fromNetwork: null },
    ]);
  });

  test('is refused with a reason and until when one may appeal; the appeal is decided by the body named', async () => {
    await step('endorseApplication', { id: own.id }, 'secretariat');
    const bare = await step('refuseApplication', { id: own.id, reason: 'No report' }, 'secretariat');
    expect(bare.refusals).toEqual([{ code: 'required', field: 'reference', value: null }]);
    await step(
      'refuseApplication',
      { id: own.id, reason: 'No report', reference: 'EC minutes of May' },
      'secretariat',
    );
    const refused = await followed(own.secret);
    expect(refused).toMatchObject({ state: 'refused', mayAppeal: true });
    expect(refused.steps.at(-1)).toEqual({
      kind: 'refused',
      reason: 'No report',
      body: 'executive_committee',
      reference: 'EC minutes of May',
    });
    const [{ days } = { days: 0 }] = await desk.owner<
      { days: number }[]
    >`select ${refused.appealUntil}::date - current_date as days`;
    expect(days).toBe(60);
    const appeal = () =>
      act('appealFollowed', 'AppealFollowedInput', { secret: own.secret, reason: 'It was sent' }, 'done');
    expect((await appeal()).done).toBe(true);
    expect((await appeal()).refusals[0].code).toBe('application_appealed');
    const decide = (input: object, person: string) =>
      act(
        'decideAppeal',
        'DecideAppealInput',
        { id: own.id, reason: 'It had come', ...input },
        'application { state }',
        person,
      );
    await expect(decide({ granted: true }, 'president')).rejects.toThrow('NOT_FOUND');
    expect((await decide({ granted: true }, 'secretariat')).refusals[0]).toMatchObject({
      field: 'reference',
    });
    expect((await decide({ granted: true, reference: 'CR-2026-7' }, 'secretariat')).application.state).toBe(
      'endorsed',
    );
    expect(
      (await followed(own.secret)).steps
        .map(({ kind, body }: { kind: string; body: string }) => [kind, body])
        .slice(-2),
    ).toEqual([
      ['appealed', 'committee_of_representatives'],
      ['appeal_granted', 'committee_of_representatives'],
    ]);
  });

  test('refused too long ago, or where an appeal was rejected, takes no appeal', async () => {
    const late = await sent({
      name: 'Late Forum',
      country: 'GR',
      category: 'B',
      contactEmail: 'late@world.example',
    });
    await step(
      'refuseApplication',
      { id: late.id, reason: 'No report', decidedOn: '2026-01-10' },
      'secretariat',
    );
    const appeal = await act('appealFollowed', 'AppealFollowedInput', {
      secret: late.secret,
      reason: 'Please',
    });
    // The rulebook of that day knew no appeal.
    expect(appeal.refusals[0].code).toBe('no_appeal');
    await desk.owner`alter table application_step disable trigger user`;
    await desk.owner`update application_step set appeal_until = current_date - 1 where application_id = ${late.id} and kind = 'refused'`;
    await desk.owner`alter table application_step enable trigger user`;
    const over = await act('appealFollowed', 'AppealFollowedInput', {
      secret: late.secret,
      reason: 'Please',
    });
    expect(over.refusals[0].code).toBe('appeal_over');
  });

  test('admitted, its documents and contact are the member’s, and the letter says it in four languages', async () => {
    const simulate = (person: string | null, input: object) =>
      act(
        'simulateAdmission',
        'SimulateAdmissionInput',
        input,
        'from year currency amount deposit left wholeYear why',
        person,
      );
    const simulated = await simulate(null, { secret: own.secret, from: '2026-10-01' });
    expect(simulated).toMatchObject({ year: 2026, currency: 'USD', deposit: '10000', why: { no: '3.3' } });
    expect(BigInt(simulated.amount) * 12n).toBe(BigInt(simulated.wholeYear) * 2n);
    expect(await simulate('secretariat', { id: own.id, from: '2026-10-01' })).toEqual(simulated);
    await expect(simulate('coordinator', { id: own.id })).rejects.toThrow('NOT_FOUND');
    const admitted = await act(
      'admitApplicant',
      'AdmitInput',
      { id: own.id, reference: 'EC-2026-4', despite: 'The report is on its way', from: '2026-10-01' },
      'application { state steps { kind reason reference body } } member { id name since }',
      'secretariat',
    );
    expect(admitted.member).toMatchObject({ name: 'Fir Forum', since: '2026-10-01' });
    expect(admitted.application.steps.at(-1)).toEqual({
      kind: 'admitted',
      reason: 'The report is on its way',
      reference: 'EC-2026-4',
      body: 'executive_committee',
    });
    const member = admitted.member.id;
    const [document] =
      await desk.owner`select kind, filename, lower(valid)::text as since from document where member_id = ${member}`;
    expect(document).toMatchObject({ kind: 'statutes', since: '2026-10-01' });
    const [contact] = await desk.owner`select name, email, address from contact where place_id = ${member}`;
    expect(contact).toEqual({ name: 'Someone', email: 'fir@world.example', address: form.address });
    for (const [locale, word] of [
      ['en', 'Letter of admission'],
      ['fr', 'Lettre d’admission'],
      ['es', 'Carta de admisión'],
      ['ar', 'Fir Forum'],
    ] as const) {
      const url = `/documents/admissions/${own.id}.pdf?locale=${locale}`;
      const answer = await desk.front.api.app.inject({
        method: 'GET',
        url,
        headers: { 'x-application-link': own.secret },
      });
      expect(answer.statusCode).toBe(200);
      const { text } = await extractText(await getDocumentProxy(new Uint8Array(answer.rawPayload)), {
        mergePages: true,
      });
      expect(text).toContain(word);
      expect(text).toContain('EC-2026-4');
    }
    const far = await desk.front.api.app.inject({
      method: 'GET',
      url: `/documents/admissions/${own.id}.pdf`,
      headers: { authorization: `Bearer ${await desk.front.session('coordinator')}` },
    });
    expect(far.statusCode).toBe(404);
    const { eligible, unmet } = (await desk.owner.begin((sql) =>
      memberEligibility(sql, member, 'A', '2026-10-02'),
    )) as never as { eligible: boolean; unmet: string[] };
    expect(eligible).toBe(false);
    expect(unmet).toEqual(['audit', 'affiliates', 'aims']);
  });
});

describe('several councils of one country', () => {
  // More applications from one address than a day allows.
  beforeAll(() => desk.owner`delete from throttle`);
  const rule = async (said: string) => {
    await desk.owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
      select rulebook, (select max(version) + 1 from rulebook_version), current_date, currency, replace(document::text, '''coordinate''', ${`'${said}'`})::jsonb
      from rulebook_version where version = 3`;
  };

  test('are told of each other and of the rule: applicants, members and those who decide', async () => {
    const own = await sent({ name: 'Dune Council', country: 'DO', contactEmail: 'dune@world.example' });
    expect(await followed(own.secret)).toMatchObject({
      countryRule: 'coordinate',
      others: [{ name: 'Élan Council', member: true }],
    });
    const TOLD = 'query T { member(id: 15) { countryApplicants { name rule article } } }';
    const told = [{ name: 'Dune Council', rule: 'coordinate', article: '1.2' }];
    expect((await desk.front.as('coordinatorWest', TOLD)).data.member.countryApplicants).toEqual(told);
    for (const person of ['secretary', 'coordinator', null])
      expect((await desk.front.as(person, TOLD)).data.member.countryApplicants, String(person)).toEqual([]);
    const second = await sent({ name: 'Isle Council', country: 'DO', contactEmail: 'isle@world.example' });
    const SEEN = `{ application(id: "${own.id}") { sameCountry { name member { id } application { id state } } } }`;
    expect((await desk.front.as('coordinatorWest', SEEN)).data.application.sameCountry).toEqual([
      { name: 'Élan Council', member: { id: 15 }, application: null },
      { name: 'Isle Council', member: null, application: { id: second.id, state: 'submitted' } },
    ]);
    await step('endorseApplication', { id: own.id }, 'coordinatorWest');
    const admit = async () =>
      await act(
        'admitApplicant',
        'AdmitInput',
        { id: own.id, reference: 'CR-1', despite: 'Known' },
        'member { id }',
        'secretariat',
      );
    expect((await admit()).refusals[0].code).toBe('coordination_needed');
    await rule('refuse');
    expect((await admit()).refusals[0]).toEqual({
      code: 'country_has_council',
      field: 'id',
      value: 'Élan Council',
    });
    await rule('pool');
    expect((await admit()).refusals).toEqual([]);
  });
});

test('individuals apply where the rulebook says so, and only there', async () => {
  const ASK = '{ network { categories { code admits } } }';
  const admits = async () =>
    (await desk.front.as(null, ASK)).data.network.categories.map((one: { admits: string }) => one.admits);
  expect(await admits()).toEqual(['organisation', 'organisation', 'organisation']);
  await desk.owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
    select rulebook, (select max(version) + 1 from rulebook_version), current_date, currency,
      replace(document::text, '"code": "C"', '"code": "C", "admits": "individual"')::jsonb from rulebook_version where version = 3`;
  expect(await admits()).toEqual(['organisation', 'organisation', 'individual']);
});
