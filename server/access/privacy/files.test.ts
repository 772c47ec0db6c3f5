import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

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

test('whoever decides on an erasure sees the files that the person sent in or that are called after them', async () => {
  const [person] = await owner<{ id: string }[]>`
    insert into person (name) values ('Ada Lovelace') returning id`;
  const id = String(person?.id);
  const [other] = await owner<{ id: string }[]>`select organisation_id as id from member where place_id = 12`;
  const paper = (title: string, filename: string, by: string | null) => owner`
    insert into document (member_id, organisation_id, kind, title, valid, filename, bytes, hash, uploaded_by)
    values (12, ${String(other?.id)}, 'other', ${title}, '[2024-01-01,)', ${filename}, 10, 'x', ${by})`;
  await paper('Minutes', 'minutes.pdf', id);
  await paper('CV', 'cv_ada-lovelace.pdf', null);
  await paper('Letter of Ada Lovelace', 'letter.pdf', id);
  await paper('Somebody else', 'else.pdf', null);
  const [application] = await owner<{ id: string }[]>`
    insert into application (region_id, country, name, category) values (2, 'BA', 'Engine Society', 'A') returning id`;
  await owner`insert into application_contact (application_id, region_id, name, email, person_id)
    values (${String(application?.id)}, 2, 'Ada', 'ada@engine.example', ${id})`;
  await owner`insert into application_document (id, application_id, region_id, kind, filename, bytes, hash)
    values (uuidv7(), ${String(application?.id)}, 2, 'statutes', 'statutes.pdf', 10, 'x')`;
  await owner`insert into erasure (person_id) values (${id})`;
  const FILES = `{ network { erasures { person { name } files { kind filename holder memberId applicationId sent named } } } }`;
  const { data } = await front.as('secretariat', FILES);
  const [asked] = data.network.erasures.filter(
    (one: { person: { name: string } | null }) => one.person?.name === 'Ada Lovelace',
  );
  const member = { kind: 'document', holder: 'Bruma Council', memberId: 12, applicationId: null };
  const byName = (one: { filename: string }, two: { filename: string }) =>
    one.filename < two.filename ? -1 : 1;
  expect(asked.files.sort(byName)).toEqual([
    { ...member, filename: 'cv_ada-lovelace.pdf', sent: false, named: true },
    { ...member, filename: 'letter.pdf', sent: true, named: true },
    { ...member, filename: 'minutes.pdf', sent: true, named: false },
    {
      ...{ kind: 'application', filename: 'statutes.pdf', holder: 'Engine Society', memberId: null },
      ...{ applicationId: application?.id, sent: true, named: false },
    },
  ]);
  for (const nobody of ['coordinator', null]) {
    const seen = await front.as(nobody, FILES);
    expect(seen.data?.network?.erasures ?? []).toEqual([]);
  }
});
