import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadRulebook } from '../rules/rulebook.ts';
import { type Front, openFront } from '../test/client.ts';
import { refreshMarked } from './refresh.ts';

let front: Front;
let owner: postgres.Sql;
let today: string;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
  await owner`insert into place (id, kind) values (${COUNCIL}, 'council')`;
  await owner`insert into organisation (id, name, country, source, invented) values (${ORGANISATION}, 'Council of dues', 'AL', 'test', true)`;
  await owner`insert into member (place_id, organisation_id) values (${COUNCIL}, ${ORGANISATION})`;
  await owner`insert into membership (member_id, category, during) values (${COUNCIL}, 'A', daterange('2015-01-01', null))`;
  await owner`insert into member_region (member_id, region_id, during) values (${COUNCIL}, 2, daterange('2015-01-01', null))`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const COUNCIL = 101;
const ORGANISATION = '0198f000-0000-7000-8000-0000000000d1';
let keys = 0;
const key = () => `amounts-${++keys}`;
const after = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
async function act(person: string, name: string, input: object, fields: string): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`;
  const { data, errors } = await front.as(person, document, { input });
  expect([name, errors, data?.[name].refusals]).toEqual([name, undefined, []]);
  return data[name];
}

/** A network that asks 100.50 a year, due on the day on which it is asked, with these levels of standing. */
async function adopt(code: string, facts: object, levels: { status: string; when: string }[]): Promise<void> {
  const article = (no: string, name: string, kind: string, rule: unknown) => ({
    no,
    key: name,
    kind,
    title: { en: name },
    rule,
  });
  const document = {
    format: 'ninefold-rulebook/1',
    code,
    title: { en: 'Amounts' },
    currency: 'USD',
    versions: [{ version: 1, validFrom: '2010-01-01', adoptedBy: { body: 'Assembly' } }],
    facts,
    articles: [
      { ...article('1', 'dues', 'dues', '100.5'), round: { quantum: '0.01' } },
      article('2', 'due_date', 'calendar', 'as_of'),
      article('3', 'standing', 'standing', { use: 'standing', levels, otherwise: { status: 'good' } }),
    ],
  };
  const loaded = loadRulebook(document);
  expect(loaded.ok ? [] : loaded.faults).toEqual([]);
  await owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
    values (${code}, 1, '2010-01-01', 'USD', ${owner.json(document as never)})`;
  await owner`update network set rulebook = ${code}`;
  await refreshMarked(front.api.database);
}

async function issue(year: number): Promise<void> {
  const choice = { placeId: 1, year, memberIds: [COUNCIL] };
  const dry = await act('finance', 'previewDues', choice, 'count total');
  const input = { ...choice, expectedCount: 1, expectedTotal: dry.total, idempotencyKey: key() };
  await act('finance', 'issueDues', input, 'run { id }');
}

async function standing(asOf: string) {
  const { data, errors } = await front.as(
    'secretariat',
    `query S($id: Int!, $asOf: Date) { member(id: $id, asOf: $asOf) { standing { status since until
      reasons { facts remedies { remedies { kind years amounts { currency amount } documents } } } } } }`,
    { id: COUNCIL, asOf },
  );
  expect(errors).toBeUndefined();
  return data.member.standing;
}

test('a rule says how much may be overdue: less than it is no fault, more than a year’s dues is', async () => {
  await adopt(
    'amounts',
    {
      amount_overdue: { type: 'number', min: 0, unit: 'USD', fallback: [{ value: 0 }] },
      amounts_overdue: { type: 'map', of: { type: 'number' }, fallback: [{ value: {} }] },
    },
    [{ status: 'owes_much', when: 'amount_overdue > dues' }],
  );
  await issue(2024);
  expect(await standing(after(1))).toMatchObject({
    status: 'good',
    reasons: { facts: { amount_overdue: { value: '100.50', source: 'dues_ledger' } } },
  });
  await issue(2025);
  expect(await standing(today)).toMatchObject({
    status: 'good',
    reasons: { facts: { amount_overdue: { value: '0.00' } } },
  });
  const amounts = [{ currency: 'USD', amount: '20100' }];
  expect(await standing(after(1))).toMatchObject({
    status: 'owes_much',
    since: after(1),
    reasons: {
      facts: { amount_overdue: { value: '201.00' } },
      remedies: [{ remedies: [{ kind: 'dues', years: [2024, 2025], amounts }] }],
    },
  });
  const paid = { memberId: COUNCIL, amount: '0.5', currency: 'USD', receivedOn: today, method: 'cash' };
  await act('finance', 'recordPayment', { ...paid, idempotencyKey: key() }, 'payment { id }');
  expect((await standing(after(1))).reasons.facts.amount_overdue.value).toBe('200.50');
});

test('what a relief puts off is not overdue until its day, neither the amount nor since when', async () => {
  const put = after(200);
  const [relief] = await owner<{ id: string }[]>`
    insert into relief (member_id, region_id, kind, currency, due_on, reason, lapses_on)
    select member_id, region_id, 'delay', currency, ${put}, 'flood', ${put} from assessment_balance where member_id = ${COUNCIL} and year = 2025
    returning id`;
  await owner`insert into relief_cover select ${relief?.id ?? ''}, assessment_id, member_id, region_id
    from assessment_balance where member_id = ${COUNCIL} and year = 2025`;
  await owner`insert into relief_step (relief_id, member_id, region_id, kind, body, due_on, expires_on, article)
    select ${relief?.id ?? ''}, member_id, region_id, 'granted', 'x', ${put}, ${after(1000)}, '1' from assessment_balance
    where member_id = ${COUNCIL} and year = 2025`;
  await refreshMarked(front.api.database);
  expect(await standing(put)).toMatchObject({
    status: 'good',
    reasons: { facts: { amount_overdue: { value: '100.00' }, years_unpaid: { value: 1 } } },
  });
  expect(await standing(after(201))).toMatchObject({
    status: 'owes_much',
    since: after(201),
    reasons: { facts: { amount_overdue: { value: '200.50' } } },
  });
});

test('a rule says for how many days: the day on which it turns is exact', async () => {
  await adopt('days', { days_overdue: { type: 'integer', min: 0, fallback: [{ value: 0 }] } }, [
    { status: 'long_overdue', when: 'days_overdue > 45' },
  ]);
  const due = today;
  const turned = after(46);
  expect(await standing(after(45))).toMatchObject({ status: 'good', until: turned });
  expect(await standing(turned)).toMatchObject({
    status: 'long_overdue',
    since: turned,
    reasons: {
      facts: { days_overdue: { value: 46 }, overdue_since: { value: due } },
      remedies: [{ remedies: [{ kind: 'dues' }] }],
    },
  });
});

test('a rule on amounts is tried on a member before it is adopted', async () => {
  await adopt('tried', { amount_overdue: { type: 'number', min: 0 }, days_overdue: { type: 'integer' } }, [
    { status: 'late', when: 'days_overdue > 1 and amount_overdue > 0' },
  ]);
  const tried = await act(
    'secretariat',
    'tryRule',
    { article: 'standing', memberId: COUNCIL, asOf: after(3) },
    'result facts faults { code }',
  );
  expect(tried).toMatchObject({ result: 'late', faults: [] });
  expect(tried.facts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'amount_overdue', value: '100' }),
      expect.objectContaining({ name: 'days_overdue', value: '3' }),
    ]),
  );
});

test('a merge works out the standing of the survivor anew, and so does its undoing', async () => {
  await adopt('papers', { documents: { type: 'list', of: { type: 'text' } } }, [
    { status: 'no_audit', when: "not contains(documents, 'audit')" },
  ]);
  await owner`insert into organisation (name, country, source, invented) values ('Council of before', 'AL', 'test', true)`;
  const [old] = await owner<{ id: string }[]>`select id from organisation where name = 'Council of before'`;
  await owner`insert into document (member_id, organisation_id, kind, title, valid, filename, bytes, hash)
    values (15, ${old?.id ?? ''}, 'audit', 'Audit', daterange('2020-01-01', null), 'audit.pdf', 10, 'x')`;
  expect(await standing(today)).toMatchObject({ status: 'no_audit' });
  const input = { mergedId: old?.id, survivorId: ORGANISATION, reason: 'one and the same' };
  const merged = await act('secretariat', 'mergeOrganisations', input, 'organisation { merges { id } }');
  expect(await standing(today)).toMatchObject({ status: 'good' });
  const undo = { id: merged.organisation.merges[0].id, reason: 'they are two' };
  await act('secretariat', 'undoMerge', undo, 'organisation { id }');
  expect(await standing(today)).toMatchObject({ status: 'no_audit' });
});

test('of two who work out in the background at once the later leaves it to the former', async () => {
  await refreshMarked(front.api.database);
  await owner`insert into standing_due (member_id) values (${COUNCIL})`;
  await owner.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(21, 0)`;
    expect(await refreshMarked(front.api.database)).toBe(0);
  });
  const left = async () => Number((await owner`select count(*) as n from standing_due`)[0]?.['n']);
  expect(await left()).toBe(1);
  await refreshMarked(front.api.database);
  expect(await left()).toBe(0);
});
