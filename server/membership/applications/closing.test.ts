import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { APPLICATIONS } from '../world.ts';
import { applicationTasks } from './documents.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function act(name: string, type: string, input: object, selection: string, person: string | null) {
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${selection} } }`;
  const { data, errors } = await front.as(person, document, { input });
  if (errors) throw new Error(errors[0]?.extensions.code);
  return data[name];
}
const step = (name: string, input: object) =>
  act(name, 'ApplicationStepInput', input, 'application { state }', 'secretariat');
const admit = (input: object) =>
  act(
    'admitApplicant',
    'AdmitInput',
    { reference: 'CR-1', despite: 'Known', ...input },
    'member { id }',
    'secretariat',
  );

/** An application of Bosnia that the region endorses and the network admits; answers its ids. */
async function admitted(name: string) {
  await act(
    'apply',
    'ApplyInput',
    {
      ...{
        name,
        country: 'BA',
        category: 'B',
        contactName: 'Amra Kovač',
        contactEmail: 'amra@newcomer.example',
      },
      ...{ address: 'Obala 1', message: 'Please write to me' },
    },
    'secret',
    null,
  );
  const [row] = await owner<{ id: string }[]>`select id from application where name = ${name}`;
  const id = String(row?.id);
  expect((await step('endorseApplication', { id })).refusals).toEqual([]);
  const done = await admit({ id });
  expect(done.refusals).toEqual([]);
  return { id, member: Number(done.member.id) };
}

const memberOf = async (id: number) =>
  (
    await front.as(
      'secretariat',
      `{ member(id: ${id}) { state category acts { name allowed reason } steps { id kind reason undone undoable by { name } } organisation { contacts { name } } } }`,
    )
  ).data.member;
const annul = (id: string, person = 'secretariat') =>
  act(
    'undoMembershipStep',
    'UndoStepInput',
    { id, reason: 'entered for the wrong country' },
    'member { id state }',
    person,
  );

test('an admission entered by mistake is annulled, on record, and its application is open again', async () => {
  const { id, member } = await admitted('Newcomer Forum');
  const before = await memberOf(member);
  expect(before).toMatchObject({ state: 'member', organisation: { contacts: [{ name: 'Amra Kovač' }] } });
  const [admission] = before.steps;
  expect(admission).toMatchObject({ kind: 'admitted', undoable: true });
  await expect(annul(admission.id, 'coordinator')).rejects.toThrow('FORBIDDEN');
  // What has come of it stands against that, each by its name.
  await owner`insert into declaration (member_id, region_id, year, figures, declared_as) values (${member}, 2, 2026, '{"members": "10"}', 'council_secretary')`;
  await owner`insert into office (person_id, kind, place_id, during) select person_id, 'council_treasurer', ${member}, tstzrange(now(), null)
    from office where kind = 'council_secretary' and place_id = 12`;
  expect((await annul(admission.id)).refusals.map((one: { code: string }) => one.code)).toEqual([
    'admission_has_declarations',
    'admission_has_offices',
  ]);
  expect((await memberOf(member)).state).toBe('member');
  await owner`alter table declaration disable trigger user`;
  await owner`delete from declaration where member_id = ${member}`;
  await owner`alter table declaration enable trigger user`;
  await owner`delete from office where place_id = ${member}`;

  expect((await annul(admission.id)).refusals).toEqual([]);
  const after = await memberOf(member);
  expect(after).toMatchObject({
    state: 'former',
    category: null,
    steps: [
      { kind: 'undone', reason: 'entered for the wrong country', by: { name: 'secretariat' } },
      { kind: 'admitted', undone: true, undoable: false },
    ],
    organisation: { contacts: [] },
  });
  // Nothing is done with who never was a member, a readmission neither.
  expect(new Set(after.acts.map((one: { reason: string }) => one.reason))).toEqual(
    new Set(['admission_annulled']),
  );
  const [application] = await owner`select app.application_state(${id}) as state`;
  expect(application).toEqual({ state: 'submitted' });
  const listed = await front.as(null, '{ network { members(search: "newcomer forum") { total } } }');
  expect(listed.data.network.members.total).toBe(0);
  // Decided once more, it is admitted under its own number.
  expect((await step('endorseApplication', { id })).refusals).toEqual([]);
  expect((await admit({ id })).member.id).toBe(member);
});

test('every table that points to members or places is known as something an admission leads to, or as part of it', async () => {
  const known = await owner<{ name: string; hangs: string | null }[]>`
    select distinct c.conrelid::regclass::text as name, app.hangs_as(c.conrelid::regclass::text) as hangs from pg_constraint c
    where c.contype = 'f' and c.confrelid in ('member'::regclass, 'place'::regclass) order by 1`;
  const dues = known.filter(({ hangs }) => hangs === 'dues').map(({ name }) => name);
  // The rest is dues by default: what is not named in app.hangs_as and is none has to be named there.
  expect(dues).toEqual([
    'assessment',
    'bank_inbox',
    'ledger_transaction',
    'payment',
    'refund',
    'relief',
    'write_off',
  ]);
});

test('whom to write to is deleted a year after an application was closed, and not before', async () => {
  const closed = async (name: string, days: number, steps: string[], appealUntil: string | null = null) => {
    const [row] = await owner<{ id: string }[]>`
      insert into application (region_id, country, name, category, address) values (2, 'BA', ${name}, 'A', 'Obala 2') returning id`;
    const [person] = await owner<
      { id: string }[]
    >`select app.make_applicant(${`Contact of ${name}`}, 'en', false) as id`;
    const id = String(row?.id);
    await owner`insert into application_contact (application_id, region_id, name, email, person_id)
      values (${id}, 2, ${`Contact of ${name}`}, ${`${name.replaceAll(' ', '.')}@old.example`}, ${String(person?.id)})`;
    await owner`insert into application_link (hash, application_id) values (sha256(${name}::bytea), ${id})`;
    for (const [n, kind] of steps.entries())
      await owner`insert into application_step (application_id, region_id, kind, at, appeal_until)
        values (${id}, 2, ${kind}, now() - make_interval(days => ${days}) + make_interval(secs => ${n}), ${kind === 'refused' ? appealUntil : null})`;
    return id;
  };
  const gone = [
    await closed('refused long ago', 366, ['submitted', 'refused'], '2020-01-01'),
    await closed('withdrawn long ago', 400, ['submitted', 'withdrawn']),
    await closed('admitted long ago', 800, ['submitted', 'endorsed', 'admitted']),
  ];
  const kept = [
    await closed('refused lately', 364, ['submitted', 'refused'], '2020-01-01'),
    await closed('still open', 900, ['submitted', 'endorsed']),
    await closed('may still appeal', 500, ['submitted', 'refused'], '2999-01-01'),
    await closed('appeals', 500, ['submitted', 'refused', 'appealed'], '2020-01-01'),
  ];
  const task = applicationTasks(front.dataDir)['application_drafts'];
  await task?.(front.api.database);
  await task?.(front.api.database);
  const left = async (table: string) =>
    (
      await owner`select application_id as id from ${owner(table)} where application_id = any(${[...gone, ...kept]})`
    )
      .map((row) => String(row['id']))
      .sort();
  expect(await left('application_contact')).toEqual([...kept].sort());
  expect(await left('application_link')).toEqual([...kept].sort());
  expect((await left('application_step')).length).toBeGreaterThan(gone.length * 2);
  const words = await owner`select 1 from person where name like 'Contact of % long ago'
    union all select 1 from application where name like '% long ago' and address is not null`;
  expect(words).toEqual([]);
  const { data } = await front.as(
    'coordinator',
    `{ application(id: "${gone[0]}") { name state contact { name } } }`,
  );
  expect(data.application).toEqual({ name: 'refused long ago', state: 'refused', contact: null });
});

test('a rulebook whose categories have no conditions leaves an empty checklist, and admits without', async () => {
  const [open] = APPLICATIONS;
  await owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
    select v.rulebook, (select max(version) + 1 from rulebook_version), current_date, v.currency,
      jsonb_set(v.document, '{articles}', (select jsonb_agg(case when a.value #>> '{rule,use}' = 'categories'
        then jsonb_set(a.value, '{rule,categories}', (select jsonb_agg(c.value - 'eligibility' - 'rights' - 'description' - 'admits')
          from jsonb_array_elements(a.value #> '{rule,categories}') c)) else a.value end)
        from jsonb_array_elements(v.document -> 'articles') a))
    from rulebook_version v join network n on n.rulebook = v.rulebook order by v.version desc limit 1`;
  const { data } = await front.as(
    'coordinator',
    `{ application(id: "${open.id}") { checklist { item } acts { name allowed } }
      network { categories { code name { value } description { value } admits conditions { name } rights { title { value } } } } }`,
  );
  expect(data.application.checklist.filter((one: { item: string }) => one.item !== 'coordination')).toEqual(
    [],
  );
  expect(data.network.categories[0]).toMatchObject({
    code: 'A',
    name: { value: expect.any(String) },
    description: null,
    admits: 'organisation',
    conditions: [],
    rights: [],
  });
});
