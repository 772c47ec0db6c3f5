/**
 * Published results of real federations, each driven through the whole product: the member's facts are declared, the run is
 * issued as the dry run showed it, the invoice asks for the amount, the payment settles it, and the account stands at zero.
 * The rulebooks are those of schema/rulebooks, with two articles that say to the product which of theirs are the dues.
 */
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minorOf } from '../money.ts';
import { loadRulebook } from '../rules/rulebook.ts';
import { type Front, openFront } from '../test/client.ts';

interface Vector {
  id: string;
  federation: string;
  inputs: Record<string, unknown>;
  expected: Record<string, string>;
}

/** Which article of a rulebook gives the amount, and which expected value of the vectors it is. */
interface Federation {
  rulebook: string;
  article: string;
  expected: string;
  vectors: string[];
  /** Where the rulebook names no currency. */
  currency?: string;
}

const FEDERATIONS: Federation[] = [
  {
    rulebook: 'iflry',
    article: 'fee',
    expected: 'fee_eur',
    vectors: ['V001', 'V004', 'V007', 'V009', 'V012'],
  },
  { rulebook: 'psi', article: 'fee', expected: 'fee_eur', vectors: ['V021', 'V023', 'V025'] },
  { rulebook: 'eaea', article: 'fee', expected: 'fee_eur', vectors: ['V032', 'V036', 'V037'] },
  { rulebook: 'itu', article: 'contribution', expected: 'fee_chf', vectors: ['V066', 'V067'] },
  { rulebook: 'ilga-world', article: 'recommended', expected: 'fee_eur', vectors: ['V125', 'V127'] },
  { rulebook: 'ifhohyp', article: 'fee', expected: 'fee_eur', vectors: ['V137', 'V138'] },
  { rulebook: 'eassw', article: 'fee', expected: 'fee_eur', vectors: ['V139', 'V140'] },
  { rulebook: 'ianphi', article: 'fee', expected: 'fee_usd', vectors: ['V141', 'V143'] },
  { rulebook: 'inem', article: 'fee', expected: 'fee_eur', vectors: ['V147', 'V148'] },
  {
    rulebook: 'pirate-parties-international',
    article: 'fee',
    expected: 'fee_eur',
    vectors: ['V154', 'V155'],
  },
  { rulebook: 'ifm-sei', article: 'solidarity', expected: 'solidarity_invoiced', vectors: ['V163'] },
  {
    rulebook: 'inclusion-international',
    article: 'entrance_fee',
    expected: 'entrance_fee_eur',
    vectors: ['V164', 'V165'],
  },
  {
    rulebook: 'oca-vertical-association',
    article: 'prorated',
    expected: 'correct_fee',
    vectors: ['V168'],
    currency: 'USD',
  },
];

const YEAR = 2025;
const folder = new URL('../../schema/rulebooks/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const vectors: Vector[] = read('vectors/rule_vectors.json');

let front: Front;
let owner: postgres.Sql;
let next = 100;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const window = { year: YEAR, opensOn: '2024-10-01', closesOn: '2024-12-31' };
  await act('secretariat', 'setDeclarationWindow', window, 'window { year }');
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function act(
  person: string,
  name: string,
  input: Record<string, unknown>,
  fields: string,
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`;
  const { data, errors } = await front.as(person, document, { input });
  expect([name, errors, data?.[name].refusals]).toEqual([name, undefined, []]);
  return data[name];
}

/** The network takes the federation's rulebook; what its vectors give is what members declare. */
async function adopt({ rulebook, article, currency, vectors: ids }: Federation): Promise<string> {
  const document = read(`${rulebook}.json`);
  const given = new Set(ids.flatMap((id) => Object.keys(vectorOf(id).inputs)));
  given.delete('category');
  const facts = Object.entries(document.facts as Record<string, object>).map(([name, fact]) => [
    name,
    given.has(name) ? { ...fact, declared: true } : fact,
  ]);
  const title = Object.fromEntries((document.languages ?? ['en']).map((one: string) => [one, 'Dues']));
  const dated = document.articles.some(({ key }: { key: string }) => key === 'due_date');
  const added = { version: document.versions[0].version, title };
  const adapted = {
    ...document,
    currency: document.currency ?? currency,
    facts: Object.fromEntries(facts),
    articles: [
      ...document.articles,
      { ...added, no: 'P.1', key: 'dues', kind: 'dues', rule: article, round: { quantum: '0.01' } },
      ...(dated
        ? []
        : [{ ...added, no: 'P.2', key: 'due_date', kind: 'calendar', rule: 'add_days(as_of, 89)' }]),
    ],
  };
  const loaded = loadRulebook(adapted);
  expect([rulebook, loaded.ok ? [] : loaded.faults]).toEqual([rulebook, []]);
  for (const { version, validFrom } of document.versions)
    await owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
      values (${document.code}, ${version}, ${validFrom}, ${adapted.currency}, ${owner.json(adapted)})`;
  await owner`update network set rulebook = ${document.code}`;
  return adapted.currency;
}

const vectorOf = (id: string): Vector => {
  const found = vectors.find((one) => one.id === id);
  if (!found) throw new Error(`no vector ${id}`);
  return found;
};

/** A council of its own for each vector, in the category that the vector names, with its secretary. */
async function memberFor({ id, inputs }: Vector): Promise<number> {
  const member = ++next;
  await owner`insert into place (id, kind) values (${member}, 'council')`;
  await owner`insert into organisation (name, country, source, invented) values (${`Council of ${id}`}, 'AL', 'test', true)`;
  await owner`insert into member (place_id, organisation_id) select ${member}, id from organisation where name = ${`Council of ${id}`}`;
  await owner`insert into membership (member_id, category, during)
    values (${member}, ${String(inputs['category'] ?? 'A')}, daterange('2010-01-01', null))`;
  await owner`insert into member_region (member_id, region_id, during) values (${member}, 2, daterange('2010-01-01', null))`;
  await owner`insert into office (person_id, kind, place_id, during)
    values (${front.world.people['secretary'] ?? ''}, 'council_secretary', ${member}, tstzrange('2020-01-01', null))`;
  return member;
}

async function declare(member: number, { inputs }: Vector): Promise<void> {
  const figures = Object.entries(inputs)
    .filter(([name, value]) => name !== 'category' && value !== null)
    .map(([fact, value]) => ({ fact, value: String(value) }));
  await act(
    'secretary',
    'declareFacts',
    {
      memberId: member,
      year: YEAR,
      figures,
      confirmed: figures.map(({ fact }) => fact),
      attested: true,
      idempotencyKey: `declare-${member}`,
    },
    'declaration { id }',
  );
}

describe('golden vectors from declared facts to a balance of zero', () => {
  test('they are of a dozen federations at least', () => {
    expect(FEDERATIONS.length).toBeGreaterThanOrEqual(12);
  });

  for (const federation of FEDERATIONS) {
    test(`${federation.rulebook}: ${federation.vectors.join(', ')}`, async () => {
      const currency = await adopt(federation);
      for (const vector of federation.vectors.map(vectorOf)) {
        const published = String(vector.expected[federation.expected]);
        const amount = String(minorOf(published, currency));
        const member = await memberFor(vector);
        await declare(member, vector);

        const choice = { placeId: 1, year: YEAR, memberIds: [member] };
        const dry = await act('finance', 'previewDues', choice, 'count total currency lines { amount }');
        expect([vector.id, dry.count, dry.total, dry.currency]).toEqual([vector.id, 1, amount, currency]);
        await act(
          'finance',
          'issueDues',
          { ...choice, expectedCount: 1, expectedTotal: amount, idempotencyKey: `issue-${member}` },
          'run { count }',
        );

        const before = await stateOf(member);
        expect(before.assessments).toMatchObject([
          { amount, outstanding: amount, kind: 'full', article: 'P.1' },
        ]);
        expect(before.invoices).toMatchObject([{ kind: 'invoice', amount, currency, outstanding: amount }]);
        explained(before.assessments[0], vector, published);

        await act(
          'finance',
          'recordPayment',
          {
            memberId: member,
            amount: published,
            currency,
            receivedOn: before.today,
            method: 'bank_transfer',
            bankReference: before.invoices[0].reference,
            idempotencyKey: `payment-${member}`,
          },
          'payment { receipt toCredit }',
        );
        const after = await stateOf(member);
        expect(after.duesState).toBe('paid');
        expect(after.balances.filter(({ currency: of }: { currency: string }) => of === currency)).toEqual([
          { currency, outstanding: '0', credit: '0' },
        ]);
        expect(after.invoices[0].outstanding).toBe('0');
      }
      expect(await owner`select * from app.ledger_differences()`).toEqual([]);
    });
  }
});

async function stateOf(member: number) {
  const { data, errors } = await front.as(
    'finance',
    `{ member(id: ${member}) { duesState balances { currency outstanding credit } 
      assessments { amount outstanding kind article why facts } invoices { kind amount currency outstanding reference } } }`,
  );
  expect(errors).toBeUndefined();
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  return { ...data.member, today: String(clock?.today) };
}

/** The explanation ends in the published amount, and shows each fact that it read as it was declared. */
function explained(
  assessment: { why: { value: string }; facts: { name: string; value: unknown; source?: string }[] },
  { id, inputs }: Vector,
  published: string,
): void {
  expect([id, Number(assessment.why.value)]).toEqual([id, Number(published)]);
  const used = assessment.facts.filter(({ name }) => name in inputs && inputs[name] !== null);
  expect(used.length).toBeGreaterThan(0);
  for (const { name, value } of used)
    expect([id, name, String(value)]).toEqual([id, name, String(inputs[name])]);
}
