import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
  const { data } = await front.as(
    'finance',
    'mutation { assessRegion(input: { placeId: 2, year: 2026, idempotencyKey: "assess-east" }) { refusals { code } } }',
  );
  expect(data.assessRegion.refusals).toEqual([]);
  await owner`update assessment_balance set due_on = current_date - 40`;
  await owner`insert into declaration_window (year, opens_on, closes_on)
    values (2027, current_date - 5, current_date + 40), (2026, current_date - 80, current_date - 40)`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

interface Row {
  key: string;
  kind: string;
  columnKey: string | null;
  dueOn: string;
  state: string;
  doneOn: string | null;
  detail: string | null;
  article: string | null;
}

async function obligations(person: string, place: number): Promise<Row[]> {
  const { data } = await front.as(
    person,
    `{ place(id: ${place}) { obligations { key kind columnKey dueOn state doneOn detail article } } }`,
  );
  return data.place.obligations;
}

const stateOf = async (column: string, place = 11) =>
  (await obligations('secretary', place)).find((one) => one.columnKey === column)?.state;

describe('what a council has to do follows from the records, and says how it stands', () => {
  test('its declarations: the open window is open, the missed one late, a declared one done on the day', async () => {
    expect(await stateOf('census-2027')).toBe('open');
    expect(await stateOf('census-2026')).toBe('late');
    await owner`insert into declaration (member_id, region_id, year, figures, declared_as) values (11, 2, 2027, '{"members": "10"}', 'council_secretary')`;
    const [row] = (await obligations('secretary', 11)).filter((one) => one.columnKey === 'census-2027');
    const [today] = await owner<{ day: string }[]>`select current_date::text as day`;
    expect(row).toMatchObject({ state: 'done', doneOn: today?.day });
    await owner`insert into declaration_extension (member_id, region_id, year, until, reason) values (11, 2, 2026, current_date + 3, 'Flood')`;
    expect(await stateOf('census-2026')).toBe('open');
    await owner`insert into determined_fact (member_id, region_id, year, fact, value, reason) values (12, 2, 2026, 'members', '5', 'No answer')`;
    expect(
      (await obligations('secretaryBruma', 12)).find((one) => one.columnKey === 'census-2026')?.state,
    ).toBe('waived');
  });

  test('its dues: late after their day, done when paid', async () => {
    expect(await stateOf('dues-2026')).toBe('late');
    const [due] = await owner<{ amount: string; currency: string; today: string }[]>`
      select (amount / 100.0)::numeric(20,2)::text as amount, currency, current_date::text as today
      from assessment where member_id = 11`;
    const { data } = await front.as(
      'finance',
      `mutation { recordPayment(input: { memberId: 11, amount: "${due?.amount}", currency: "${due?.currency}", receivedOn: "${due?.today}", method: bank_transfer, idempotencyKey: "pay-alba-1" }) { refusals { code field value } } }`,
    );
    expect(data.recordPayment.refusals).toEqual([]);
    expect(await stateOf('dues-2026')).toBe('done');
  });

  test('a delegate for the assembly, a report, a term that ends', async () => {
    await owner`insert into meeting (body_id, place_id, title, starts_at, location)
      values (1, 1, '{"en": "Assembly of the spring"}', now() + interval '40 days', 'Hall 2')`;
    const bruma = await obligations('secretaryBruma', 12);
    expect(bruma.find((one) => one.kind === 'delegates')?.state).toBe('open');
    expect((await obligations('secretary', 11)).find((one) => one.kind === 'delegates')?.state).toBe('done');
    const report = bruma.find((one) => one.kind === 'report');
    expect(report?.dueOn).toBe('2025-05-31');
    await owner`insert into office (person_id, kind, place_id, during)
      values (${front.world.people['none'] ?? null}, 'council_treasurer', 12, tstzrange('2024-01-01', now() + interval '30 days'))`;
    // The treasurer of Bruma whose term has no end holds the office beyond it.
    const term = (await obligations('secretaryBruma', 12)).find((one) => one.kind === 'term');
    expect(term).toMatchObject({ detail: 'council_treasurer', state: 'done' });
    await owner`insert into office (person_id, kind, place_id, during)
      values (${front.world.people['none'] ?? null}, 'delegate', 12, tstzrange('2024-01-01', now() + interval '31 days'))`;
    const open = (await obligations('secretaryBruma', 12)).find((one) => one.detail === 'delegate');
    expect(open?.state).toBe('open');
  });

  test('a document that runs out', async () => {
    const [member] = await owner<
      { organisation: string }[]
    >`select organisation_id as organisation from member where place_id = 12`;
    const add = (
      until: number,
    ) => owner`insert into document (member_id, organisation_id, kind, title, valid, filename, bytes, hash)
      values (12, ${String(member?.organisation)}, 'audit', 'Audit', daterange(current_date - 400, current_date + ${until}::int), 'a.pdf', 1, '\\x01')`;
    const state = async () =>
      (await obligations('secretaryBruma', 12)).find((one) => one.kind === 'document')?.state;
    await add(-10);
    expect(await state()).toBe('late');
    await add(60);
    expect(await state()).toBe('open');
    await add(200);
    expect(await state()).toBe('coming');
  });

  test('each obligation that the rulebook has an article on names it', async () => {
    const rows = await obligations('secretariat', 12);
    const cited = new Map(rows.map(({ kind, article }) => [kind, article]));
    expect(cited.get('census')).toBe('7.1');
    expect(cited.get('delegates')).toBe('7.2');
    expect(cited.get('document')).toBe('7.4');
    expect(cited.get('dues')).toBeNull();
    const census = rows.filter(({ kind }) => kind === 'census');
    const closes = await owner`
      select distinct on (year) 'census-' || year as column, closes_on::text as day from declaration_window order by year, id desc`;
    expect(census.length).toBe(closes.length);
    for (const { columnKey, dueOn } of census)
      expect([columnKey, dueOn]).toEqual([
        columnKey,
        closes.find((one) => one['column'] === columnKey)?.['day'],
      ]);
  });

  test('the day is the rulebook’s where it has an article for it', async () => {
    await owner.begin(async (sql) => {
      const [network] = await sql<{ rulebook: string }[]>`select rulebook from network`;
      const [last] = await sql<{ version: number; document: { articles: object[]; versions: object[] } }[]>`
        select version, document from rulebook_version where rulebook = ${network?.rulebook ?? ''} order by version desc limit 1`;
      if (!last) throw new Error('no rulebook');
      const version = last.version + 1;
      const document = {
        ...last.document,
        versions: [...last.document.versions, { version, validFrom: '2026-01-01' }],
        articles: [
          ...last.document.articles,
          {
            no: '6.1',
            key: 'delegates_named',
            kind: 'calendar',
            version,
            rule: 'add_days(meeting_on, -30)',
            title: { en: 'Naming' },
          },
        ],
      };
      await sql`insert into rulebook_version (rulebook, version, valid_from, currency, document)
        select ${network?.rulebook ?? ''}, ${version}, '2026-01-01', 'USD', ${sql.json(document as never)}`;
    });
    const [meeting] = await owner<{ day: string }[]>`
      select ((starts_at at time zone 'UTC')::date - 30)::text as day from meeting where title ->> 'en' = 'Assembly of the spring'`;
    const row = (await obligations('secretaryBruma', 12)).find((one) => one.kind === 'delegates');
    expect(row).toMatchObject({ dueOn: meeting?.day, article: '6.1' });
  });
});

describe('who sees them', () => {
  test('a council its own, a region its members’, the network all; others nothing', async () => {
    expect(await obligations('secretaryDorna', 11)).toEqual([]);
    expect(await obligations('delegate', 11)).toEqual([]);
    expect((await obligations('coordinator', 11)).length).toBeGreaterThan(0);
    const grid =
      '{ place(id: 2) { obligationGrid { total rows { member { id } late cells { columnKey state count } } } } }';
    const seen = async (person: string) =>
      (await front.as(person, grid)).data.place.obligationGrid.rows.map(
        (row: { member: { id: number } }) => row.member.id,
      );
    expect(await seen('coordinator')).toEqual([11, 12, 13]);
    expect(await seen('coordinatorWest')).toEqual([]);
    expect(await seen('secretary')).toEqual([11]);
  });

  test('the grid finds members by how they stand, in pages', async () => {
    const { data } = await front.as(
      'secretariat',
      `{ place(id: 1) {
        late: obligationGrid(column: "dues-2026", state: late) { rows { member { id } } }
        first: obligationGrid(first: 2) { next total rows { member { id } } }
        named: obligationGrid(search: "elan") { rows { member { id } } }
        obligationColumns { key kind late open done }
      } }`,
    );
    expect(data.place.late.rows.map((row: { member: { id: number } }) => row.member.id)).toEqual([12, 13]);
    expect(data.place.first).toMatchObject({
      total: 7,
      rows: [{ member: { id: 11 } }, { member: { id: 12 } }],
    });
    expect(data.place.named.rows).toEqual([{ member: { id: 15 } }]);
    const dues = data.place.obligationColumns.find((one: { key: string }) => one.key === 'dues-2026');
    expect(dues).toMatchObject({ kind: 'dues', late: 2, done: 1 });
    const next = await front.as(
      'secretariat',
      `{ place(id: 1) { obligationGrid(first: 2, after: "${data.place.first.next}") { rows { member { id } } } } }`,
    );
    expect(
      next.data.place.obligationGrid.rows.map((row: { member: { id: number } }) => row.member.id),
    ).toEqual([13, 14]);
  });
});

describe('reminders', () => {
  const remind = (person: string, key: string, member?: number, place = 2) =>
    front.as(
      person,
      `mutation { remindOfObligation(input: { placeId: ${place}, columnKey: "dues-2026", ${member ? `memberId: ${member}, ` : ''}idempotencyKey: "${key}" }) { refusals { code } sent } }`,
    );

  test('the preview says in which words and to whom; nothing is sent by it', async () => {
    const { data } = await front.as(
      'coordinator',
      'mutation { previewObligationReminders(input: { placeId: 2, columnKey: "dues-2026" }) { refusals { code } reminders { memberId personName reason subject words } } }',
    );
    const [bruma, cala] = data.previewObligationReminders.reminders;
    expect(bruma).toMatchObject({ memberId: 12, personName: 'secretaryBruma', reason: null });
    expect(bruma.words).toContain('Bruma Council');
    expect(cala).toMatchObject({ memberId: 13, personName: null, reason: 'nobody' });
    expect(await owner`select from obligation_reminder`).toHaveLength(0);
  });

  test('each person once a day, in the member’s own language; the grid says when', async () => {
    await owner`update person set locale = 'fr' where id = ${front.world.people['secretaryBruma'] ?? null}`;
    expect((await remind('coordinator', 'remind-key-1')).data.remindOfObligation.sent).toBe(1);
    expect((await remind('coordinator', 'remind-key-2')).data.remindOfObligation.sent).toBe(0);
    const single = await remind('coordinator', 'remind-key-3', 12);
    expect(single.data.remindOfObligation.refusals).toEqual([{ code: 'obligation_reminded_today' }]);
    const mails = await owner<
      { locale: string }[]
    >`select locale from mail where kind = 'obligation_reminder'`;
    expect(mails).toEqual([{ locale: 'fr' }]);
    const { data } = await front.as(
      'coordinator',
      '{ place(id: 2) { obligationReminders { rows { member { id } person { name } sentBy { name } state } } obligationGrid(column: "dues-2026", state: late) { rows { cells { columnKey remindedOn } } } } }',
    );
    expect(data.place.obligationReminders.rows).toEqual([
      {
        member: { id: 12 },
        person: { name: 'secretaryBruma' },
        sentBy: { name: 'coordinator' },
        state: 'waiting',
      },
    ]);
    const cell = data.place.obligationGrid.rows[0].cells.find(
      (one: { columnKey: string }) => one.columnKey === 'dues-2026',
    );
    expect(cell.remindedOn).not.toBeNull();
  });

  test('only whoever may, and only of what is not settled', async () => {
    const foreign = await remind('coordinatorWest', 'remind-key-4');
    expect(foreign.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const paid = await remind('coordinator', 'remind-key-5', 11);
    expect(paid.data.remindOfObligation.refusals).toEqual([{ code: 'obligation_settled' }]);
  });
});

test('the calendar at a secret address has them too, in its language and without names', async () => {
  const { data } = await front.as(
    'secretaryBruma',
    'mutation { makeCalendar(placeId: 12, locale: es, label: "Phone") { refusals { code } secret } }',
  );
  const answer = await front.api.app.inject({
    url: `/calendar/${data.makeCalendar.secret}.ics`,
    headers: { host: 'n.example' },
  });
  expect(answer.statusCode).toBe(200);
  const text = answer.body.replace(/\r\n[ \t]/g, '');
  expect(text).toMatch(/UID:delegates-/);
  expect(text).toMatch(/UID:term-/);
  expect(text).toContain('/w/12/calendar');
  for (const name of Object.keys(front.world.people).filter((one) => /[A-Z]|coordinator|treasurer/.test(one)))
    expect(text).not.toContain(name);
});

test('what waits for one’s office', async () => {
  const waiting = async (person: string, place: number) =>
    (await front.as(person, `{ place(id: ${place}) { waiting { kind count } } }`)).data.place.waiting;
  const own = await waiting('coordinator', 2);
  expect(own.find((one: { kind: string }) => one.kind === 'late_members')).toBeDefined();
  expect(await waiting('delegate', 11)).toEqual([]);
});
