import postgres from 'postgres';
import confusables from 'unhomoglyph/data.json' with { type: 'json' };
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFront } from '../../test/client.ts';
import { testDatabase } from '../../test/database.ts';
import { organisationId } from '../../test/world.ts';

let sql: postgres.Sql;
let drop: () => Promise<void>;
beforeAll(async () => {
  const own = await testDatabase();
  sql = postgres(own.url, { max: 1, onnotice: () => {} });
  drop = own.drop;
});
afterAll(async () => {
  await sql.end();
  await drop();
});

const skeletons = async (names: string[]) => {
  const rows = await sql<
    { skeleton: string }[]
  >`select app.skeleton(n.name) as skeleton from unnest(${names}::text[]) with ordinality n(name, place) order by place`;
  return rows.map((row) => row.skeleton);
};

test('sec-29: every pair of confusable letters in the Unicode table has one skeleton', async () => {
  const pairs = Object.entries(confusables as Record<string, string>).filter(
    // The compatibility form folds these another way than the table does; they are folded all the same.
    ([letter]) => letter.normalize('NFKD') === letter,
  );
  const ours = await skeletons(pairs.map(([letter]) => `a${letter}z`));
  const theirs = await skeletons(pairs.map(([, looks]) => `a${looks}z`));
  const apart = pairs.filter((_, place) => ours[place] !== theirs[place]).map(([letter]) => letter);
  expect(pairs.length).toBeGreaterThan(2000);
  expect(apart).toEqual([]);
});

test('sec-29: names that look alike have one skeleton, names that do not have their own', async () => {
  const [latin, cyrillic, greek, accents, wide, ligature, capitals] = await skeletons([
    'Alba Council',
    'Аlbа Соunсil',
    'Αlba Cοuncil',
    'Álba Coüncil',
    'Ａｌｂａ Ｃｏｕｎｃｉｌ',
    'Alba Counci1',
    'Alba CounciI',
  ]);
  for (const one of [cyrillic, greek, accents, wide, ligature, capitals]) expect(one).toBe(latin);
  const [other, modern, modem] = await skeletons(['Alma Council', 'Modern', 'Modem']);
  expect(other).not.toBe(latin);
  expect(modern).toBe(modem);
});

/** What each character is called in the refusal. */
const UNSEEN = {
  'U+0000': '\u0000',
  'U+0007': '\u0007',
  'U+000A': '\n',
  'U+200B': '\u200b',
  'U+200D': '\u200d',
  'U+202E': '\u202e',
  'U+2066': '\u2066',
  'U+FEFF': '\ufeff',
  'U+00AD': '\u00ad',
  'U+D800': '\ud800',
  'U+E000': '\ue000',
  'U+E0041': '\u{e0041}',
};

test('sec-29: control, direction, invisible, NUL characters and lone surrogates are refused at the field by every act that takes a name', async () => {
  const front = await openFront();
  const acts: [string, string, string, (name: string) => Record<string, unknown>, string][] = [
    [
      'secretariat',
      'appoint',
      'AppointInput',
      (name) => ({ placeId: 11, kind: 'delegate', name, email: 'x@world.example' }),
      'name',
    ],
    [
      'secretary',
      'addAffiliate',
      'AddAffiliateInput',
      (name) => ({ memberId: 11, number: 'N', name }),
      'name',
    ],
    [
      'secretary',
      'renameOrganisation',
      'RenameOrganisationInput',
      (name) => ({ organisationId: organisationId(11), name, source: 's' }),
      'name',
    ],
    [
      'secretary',
      'addOrganisationName',
      'AddOrganisationNameInput',
      (name) => ({ organisationId: organisationId(11), kind: 'other', name }),
      'name',
    ],
    [
      'secretary',
      'keepOrganisationContact',
      'KeepOrganisationContactInput',
      (name) => ({ organisationId: organisationId(11), role: 'general', name, phone: '1' }),
      'name',
    ],
    [
      'secretariat',
      'splitOrganisation',
      'SplitOrganisationInput',
      (name) => ({ organisationId: organisationId(11), name, reason: 'r' }),
      'name',
    ],
    [
      'coordinator',
      'enterApplication',
      'EnterApplicationInput',
      (name) => ({
        regionId: 2,
        name,
        country: 'EE',
        category: 'A',
        contactName: 'x',
        contactEmail: 'x@world.example',
      }),
      'name',
    ],
  ];
  for (const [person, act, type, input] of acts) {
    for (const [called, character] of Object.entries(UNSEEN)) {
      const answer = await front.as(
        person,
        `mutation ($input: ${type}!) { ${act}(input: $input) { refusals { code field value } } }`,
        {
          input: input(`Al${character}ba`),
        },
      );
      expect(answer.data?.[act]?.refusals ?? answer, `${act} ${called}`).toEqual([
        { code: 'name_characters', field: 'name', value: called },
      ]);
    }
  }
  const { data } = await front.as(
    'secretary',
    'mutation ($input: AddAffiliateInput!) { addAffiliate(input: $input) { refusals { code } affiliate { name } } }',
    {
      input: { memberId: 11, number: 'N-1', name: 'خانه\u200cها E\u0301lan' },
    },
  );
  expect(data.addAffiliate).toEqual({ refusals: [], affiliate: { name: 'خانه\u200cها Élan' } });
  await front.close();
});

test('sec-29: a name that looks like another is refused within a country and within a council, and borne with a reason', async () => {
  const front = await openFront();
  const act = async (person: string, name: string, type: string, input: Record<string, unknown>) =>
    (
      await front.as(
        person,
        `mutation ($input: ${type}!) { ${name}(input: $input) { refusals { code field value } } }`,
        { input },
      )
    ).data[name].refusals;
  const cyrillic = 'Сala Nеtwork';
  const rename = { organisationId: organisationId(11), name: cyrillic, source: 'assembly' };
  expect(await act('secretary', 'renameOrganisation', 'RenameOrganisationInput', rename)).toEqual([
    { code: 'name_lookalike', field: 'name', value: 'Cala Network' },
  ]);
  expect(
    await act('secretary', 'renameOrganisation', 'RenameOrganisationInput', {
      ...rename,
      lookalikeReason: 'one after the other',
    }),
  ).toEqual([]);
  const affiliate = { memberId: 11, number: 'N-2', name: 'Ореn Dооr' };
  expect(await act('secretary', 'addAffiliate', 'AddAffiliateInput', affiliate)).toEqual([
    { code: 'name_lookalike', field: 'name', value: 'Open Door' },
  ]);
  expect(
    await act('secretary', 'addAffiliate', 'AddAffiliateInput', {
      ...affiliate,
      lookalikeReason: 'its legal name',
    }),
  ).toEqual([]);
  expect(
    await act('secretary', 'addAffiliate', 'AddAffiliateInput', {
      ...affiliate,
      number: 'N-3',
      name: 'Open Door',
    }),
  ).toEqual([{ code: 'name_lookalike', field: 'name', value: 'Ореn Dооr' }]);
  const office = { placeId: 11, kind: 'delegate', name: 'sесrеtаry', email: 'one@world.example' };
  expect(await act('secretariat', 'appoint', 'AppointInput', office)).toEqual([
    { code: 'name_lookalike', field: 'name', value: 'secretary' },
  ]);
  // The database holds it alone: no two organisations of a country have one skeleton and one number.
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  await expect(
    owner`insert into organisation (name, country, source) values ('Dоrna Council', 'CL', 'test')`,
  ).rejects.toMatchObject({ code: '23505' });
  expect(
    (await owner`select app.mixed_scripts('Dоrna') as mixed, app.mixed_scripts('Δήμος ICSW') as plain`)[0],
  ).toEqual({ mixed: true, plain: false });
  await owner.end();
  await front.close();
});
