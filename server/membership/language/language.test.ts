import postgres from 'postgres';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { say } from '../../documents/words.ts';
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

async function languageOf(member: number, person = 'secretariat') {
  const { data } = await front.as(
    person,
    `{ member(id: ${member}) { language { locale origin setAt setBy { name } } } }`,
  );
  return data.member.language;
}

async function choose(person: string, memberId: number, locale: string | null) {
  const { data, errors } = await front.as(
    person,
    `mutation M($input: SetCouncilLanguageInput!) { setCouncilLanguage(input: $input) { refusals { code field } member { language { locale origin } } } }`,
    { input: { memberId, locale } },
  );
  return { ...data?.setCouncilLanguage, code: errors?.[0]?.extensions?.code };
}

async function textOf(path: string): Promise<string> {
  const answer = await front.api.app.inject({
    method: 'GET',
    url: path,
    headers: { authorization: `Bearer ${await front.session('finance')}` },
  });
  expect(answer.statusCode).toBe(200);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(answer.rawPayload)), {
    mergePages: true,
  });
  return text.replace(/\s+/g, ' ');
}

test('a language that nobody chose is the treasurer’s, the secretary’s, the country’s or English, and says so', async () => {
  await owner`update person set locale = 'es' where id = ${String(front.world.people['treasurer'])}`;
  await owner`update person set locale = 'fr' where id = ${String(front.world.people['secretary'])}`;
  const derived = (locale: string, origin: string) => ({ locale, origin, setAt: null, setBy: null });
  expect(await languageOf(11)).toEqual(derived('es', 'treasurer'));
  await owner`update office set during = tstzrange(lower(during), now()) where kind = 'council_treasurer' and place_id = 11`;
  expect(await languageOf(11)).toEqual(derived('fr', 'secretary'));
  expect(await languageOf(15)).toEqual(derived('es', 'country'));
  expect(await languageOf(16)).toEqual(derived('en', 'default'));
  expect(await languageOf(11, 'secretaryDorna')).toBeNull();
});

test('the council or the secretariat chooses its language, and takes the choice back', async () => {
  expect((await choose('secretaryDorna', 11, 'ar')).code).toBe('FORBIDDEN');
  expect((await choose('secretary', 11, null)).refusals).toEqual([
    { code: 'language_same', field: 'locale' },
  ]);
  expect((await choose('secretary', 11, 'ar')).member.language).toEqual({ locale: 'ar', origin: 'chosen' });
  expect((await choose('secretariat', 11, 'ar')).refusals).toEqual([
    { code: 'language_same', field: 'locale' },
  ]);
  expect((await choose('secretariat', 11, 'es')).member.language).toEqual({ locale: 'es', origin: 'chosen' });
  expect(await languageOf(11)).toMatchObject({
    setBy: { name: expect.any(String) },
    setAt: expect.any(String),
  });
  expect((await choose('secretariat', 11, null)).member.language).toEqual({
    locale: 'fr',
    origin: 'secretary',
  });
  const [kept] = await owner`select count(*)::int as rows from council_language where member_id = 11`;
  expect(kept).toEqual({ rows: 3 });
});

test('invoices, receipts and statements are made in the council’s language where nobody asks for another', async () => {
  await choose('secretariat', 11, 'es');
  const { data } = await front.as(
    'finance',
    `mutation { assessRegion(input: { placeId: 2, year: 2024, idempotencyKey: "language-run" }) { refusals { code } }
      recordPayment(input: { memberId: 11, amount: "50.00", currency: "USD", receivedOn: "${new Date().toISOString().slice(0, 10)}",
        method: bank_transfer, idempotencyKey: "language-pay" }) { refusals { code } payment { id } } }`,
  );
  const { data: issued } = await front.as('finance', '{ member(id: 11) { invoices { locale } } }');
  expect(issued.member.invoices).toEqual([{ locale: 'es' }]);
  const receipt = `/documents/receipts/${data.recordPayment.payment.id}.pdf`;
  expect(await textOf(receipt)).toContain(say('es', 'dues_received_from'));
  expect(await textOf(`${receipt}?locale=fr`)).toContain(say('fr', 'dues_received_from'));
  expect(await textOf('/documents/statements/11.pdf')).toContain(say('es', 'dues_statement_heading'));
  // What was issued keeps the language it was issued in.
  await choose('secretariat', 11, 'ar');
  const { data: later } = await front.as('finance', '{ member(id: 11) { invoices { locale } } }');
  expect(later.member.invoices).toEqual([{ locale: 'es' }]);
});
