import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { organisationId } from '../../test/world.ts';

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

/** Does an act, answering its refusals as `code field value` and the organisation. */
async function done(person: string, act: string, input: string, type: string, value: unknown) {
  const { data, errors } = await front.as(
    person,
    `mutation ($input: ${type}!) { ${act}(${input}: $input) { refusals { code field value } organisation {
      name names { id kind name language script from until source } identifiers { id list listName number } kinds
      contacts { id role name email } } } }`,
    { input: value },
  );
  if (errors) return { refusals: errors.map((error) => error.extensions.code), organisation: null };
  const { refusals, organisation } = data[act];
  return {
    refusals: refusals.map((one: { code: string; field: string; value: string }) =>
      [one.code, one.field, one.value].filter(Boolean).join(' '),
    ),
    organisation,
  };
}

const ALBA = organisationId(11);

async function found(person: string | null, search: string): Promise<string[]> {
  const { data } = await front.as(
    person,
    'query ($search: String) { network { members(search: $search) { rows { name } total } } }',
    { search },
  );
  expect(data.network.members.total).toBe(data.network.members.rows.length);
  return data.network.members.rows.map((row: { name: string }) => row.name);
}

test('an organisation has names in languages and scripts, and is found by each of them', async () => {
  const enter = (name: string, language: string, kind = 'other') =>
    done('secretary', 'addOrganisationName', 'input', 'AddOrganisationNameInput', {
      organisationId: ALBA,
      kind,
      name,
      language,
    });
  expect((await enter('Këshilli i Albës', 'sq')).refusals).toEqual([]);
  expect((await enter('مجلس ألبا', 'ar')).refusals).toEqual([]);
  const { organisation } = await enter('KSHA', 'sq', 'acronym');
  expect(organisation.names.map((one: { name: string; script: string }) => [one.name, one.script])).toEqual([
    ['Këshilli i Albës', 'Latn'],
    ['مجلس ألبا', 'Arab'],
    ['KSHA', 'Latn'],
    ['Alba Council of Old', 'Latn'],
    ['Alba Committee', 'Latn'],
  ]);
  for (const search of ['keshilli', 'مجلس', 'ksha', 'alba committee', 'council of old']) {
    expect(await found(null, search), search).toEqual(['Alba Council']);
  }
  expect((await enter('Këshilli i albes', 'sq')).refusals).toEqual(['name_known name Këshilli i albes']);
  expect((await enter('Alba', 'french')).refusals).toEqual(['language_unknown language french']);
});

test('a new main name leaves the old one as a former name, dated and with its source', async () => {
  const rename = (input: Record<string, unknown>) =>
    done('secretary', 'renameOrganisation', 'input', 'RenameOrganisationInput', {
      organisationId: ALBA,
      source: 'General assembly of May 2024',
      ...input,
    });
  expect((await rename({ name: 'Alba Forum', from: '2999-01-01' })).refusals).toEqual([
    'date_in_future from 2999-01-01',
  ]);
  expect((await rename({ name: 'Alba Forum', source: ' ' })).refusals).toEqual(['required source']);
  const { refusals, organisation } = await rename({ name: 'Alba Forum', from: '2024-06-01', language: 'en' });
  expect(refusals).toEqual([]);
  expect(organisation.name).toBe('Alba Forum');
  expect(organisation.names.filter((one: { kind: string }) => one.kind === 'former')).toContainEqual(
    expect.objectContaining({
      name: 'Alba Council',
      from: null,
      until: '2024-06-01',
      source: 'General assembly of May 2024',
    }),
  );
  expect(await found(null, 'alba council')).toEqual(['Alba Forum']);
  expect((await rename({ name: 'Alba Congress', from: '2024-06-01' })).refusals).toEqual([
    'date_before_last_change from 2024-06-01',
  ]);
  const [audit] = await owner`select before, after from audit where act = 'renameOrganisation'`;
  expect(audit).toMatchObject({ before: { name: 'Alba Council' }, after: { name: 'Alba Forum' } });
});

test('a number of a register is checked by its list, unique in it, and leads to the member', async () => {
  const enter = (person: string, organisation: string, list: string, number: string) =>
    done(person, 'addOrganisationIdentifier', 'input', 'AddOrganisationIdentifierInput', {
      organisationId: organisation,
      list,
      number,
    });
  expect((await enter('secretary', ALBA, 'GB-CHC', 'twelve')).refusals).toEqual([
    'identifier_form number 1234567',
  ]);
  expect((await enter('secretary', ALBA, 'Charity register', '1')).refusals).toEqual([
    'identifier_list_unknown list CHARITY REGISTER',
  ]);
  expect((await enter('secretary', ALBA, 'ZZ-REG', '1')).refusals).toEqual([
    'identifier_list_unknown list ZZ-REG',
  ]);
  const kept = await enter('secretary', ALBA, 'gb-chc', 'GB-CHC-1234567');
  expect(kept.organisation.identifiers).toEqual([
    expect.objectContaining({
      list: 'GB-CHC',
      listName: 'Charity Commission for England and Wales',
      number: '1234567',
    }),
  ]);
  expect((await enter('secretary', ALBA, 'AL-QKB', 'L41407502A')).refusals).toEqual([]);
  expect((await enter('secretaryDorna', organisationId(14), 'GB-CHC', '1234567')).refusals).toEqual([
    'identifier_taken number Alba Forum',
  ]);
  expect(await found(null, 'GB-CHC-1234567')).toEqual(['Alba Forum']);
  const id = kept.organisation.identifiers[0].id;
  const ended = await done('secretary', 'withdrawOrganisationIdentifier', 'id', 'ID', id);
  expect(ended.organisation.identifiers.map((one: { list: string }) => one.list)).toEqual(['AL-QKB']);
  expect((await enter('secretaryDorna', organisationId(14), 'GB-CHC', '1234567')).refusals).toEqual([]);
});

test('kinds are held and ended; nobody keeps the organisation of another', async () => {
  const describe = (person: string, kinds: string[]) =>
    done(person, 'describeOrganisation', 'input', 'DescribeOrganisationInput', {
      organisationId: ALBA,
      website: 'alba.example',
      founded: 1990,
      kinds,
    });
  expect((await describe('secretary', ['umbrella', 'network'])).organisation.kinds).toEqual([
    'network',
    'umbrella',
  ]);
  expect((await describe('coordinator', ['federation'])).organisation.kinds).toEqual(['federation']);
  expect((await describe('secretaryDorna', [])).refusals).toEqual(['FORBIDDEN']);
  expect((await describe('treasurer', [])).refusals).toEqual(['FORBIDDEN']);
  const [ended] =
    await owner`select count(*)::int as n from organisation_kind where organisation_id = ${ALBA} and ended_at is not null`;
  expect(ended?.['n']).toBe(2);
});

test('contacts stand in one table, are seen by those who may, and removing one leaves nothing', async () => {
  const keep = (input: Record<string, unknown>) =>
    done('secretary', 'keepOrganisationContact', 'input', 'KeepOrganisationContactInput', {
      organisationId: ALBA,
      role: 'press',
      name: 'Canary Writer',
      ...input,
    });
  expect((await keep({})).refusals).toEqual(['contact_empty email']);
  expect((await keep({ email: 'a@evil x' })).refusals).toEqual(['email_invalid email a@evil x']);
  const { organisation } = await keep({ email: 'canary@alba.example' });
  const made = organisation.contacts.find((one: { name: string }) => one.name === 'Canary Writer');
  expect(made.email).toBe('canary@alba.example');
  const seen = await front.as(
    'secretaryDorna',
    'query ($id: ID!) { organisation(id: $id) { contacts { name } } }',
    { id: ALBA },
  );
  expect(seen.data.organisation.contacts).toEqual([]);
  await keep({ id: made.id, email: 'other@alba.example' });
  await done('secretary', 'removeOrganisationContact', 'input', 'RemoveOrganisationContactInput', {
    id: made.id,
    organisationId: ALBA,
  });
  const left = await owner`select 1 from contact where name = 'Canary Writer'
    union all select 1 from audit where coalesce(before::text, '') || coalesce(after::text, '') ~* 'canary'`;
  expect(left).toHaveLength(0);
});

test('names and numbers are those of the day asked about, in lists and files too', async () => {
  const ID = organisationId(12);
  await done('secretariat', 'renameOrganisation', 'input', 'RenameOrganisationInput', {
    ...{ organisationId: ID, name: 'Bruma Federation', from: '2020-05-01', source: 'assembly of 2020' },
  });
  const seen = async (day: string | null) => {
    const at = day ? `, asOf: "${day}"` : '';
    const list = day ? `(asOf: "${day}")` : '';
    const { data } = await front.as(
      'secretariat',
      `{ member(id: 12${at}) { name } organisation(id: "${ID}"${at}) { name namedFrom names { name kind } identifiers { number } }
        network${list} { members(first: 50) { rows { id name } } } }`,
    );
    return {
      member: data.member.name,
      ...data.organisation,
      listed: data.network.members.rows.find((one: { id: number }) => one.id === 12)?.name,
    };
  };
  const former = { name: 'Bruma Council', kind: 'former' };
  expect(await seen(null)).toMatchObject({
    ...{
      member: 'Bruma Federation',
      name: 'Bruma Federation',
      namedFrom: '2020-05-01',
      listed: 'Bruma Federation',
    },
    names: expect.arrayContaining([former]),
  });
  expect(await seen('2020-05-01')).toMatchObject({ member: 'Bruma Federation', listed: 'Bruma Federation' });
  const then = await seen('2020-04-30');
  expect(then).toMatchObject({ member: 'Bruma Council', name: 'Bruma Council', listed: 'Bruma Council' });
  expect(then.names).not.toContainEqual(former);
  const file = async (day: string) => {
    const answer = await front.api.app.inject({ url: `/exports/members.csv?place=1&asOf=${day}` });
    return answer.body;
  };
  expect(await file('2020-04-30')).toContain('Bruma Council');
  expect(await file('2020-05-01')).toContain('Bruma Federation');

  // A number that was withdrawn later counted then.
  const { organisation } = await done(
    'secretariat',
    'addOrganisationIdentifier',
    'input',
    'AddOrganisationIdentifierInput',
    {
      ...{ organisationId: ID, list: 'BA-JIB', number: '4402093280003' },
    },
  );
  expect(organisation).toBeTruthy();
  const withdrawn = await front.as(
    'secretariat',
    'mutation W($id: ID!) { withdrawOrganisationIdentifier(id: $id) { refusals { code } } }',
    {
      id: (await owner`select id from organisation_identifier where number = '4402093280003'`)[0]?.['id'],
    },
  );
  expect(withdrawn.data.withdrawOrganisationIdentifier.refusals).toEqual([]);
  expect((await seen(null)).identifiers).toEqual([]);
  const [{ yesterday } = { yesterday: '' }] = await owner<
    { yesterday: string }[]
  >`select (current_date - 1)::text as yesterday`;
  expect((await seen(yesterday)).identifiers).toEqual([{ number: '4402093280003' }]);
});
