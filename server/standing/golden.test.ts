/**
 * Published rules of real federations on arrears, good standing, eligibility and relief, each driven through the whole
 * product: the network takes the federation's rulebook, dues are issued, paid or put under a plan by the product's acts, and
 * the member's standing on the day is the published one. What the federation calls a fact is bound to what the product has
 * on record by an article of the same name; its own articles stay as they are.
 */
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadRulebook } from '../rules/rulebook.ts';
import { type Front, openFront } from '../test/client.ts';
import { refreshMarked } from './refresh.ts';

interface Vector {
  id: string;
  inputs: Record<string, never>;
  expected: Record<string, unknown>;
}

const folder = new URL('../../schema/rulebooks/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
const vectors: Vector[] = read('vectors/rule_vectors.json');
const vector = (id: string): Vector => vectors.find((one) => one.id === id) as Vector;

let front: Front;
let owner: postgres.Sql;
let today: string;
let next = 100;
let keys = 0;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const after = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
const key = () => `golden-standing-${++keys}`;

// biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
async function act(person: string, name: string, input: object, fields: string): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`;
  const { data, errors } = await front.as(person, document, { input });
  expect([name, errors, data?.[name].refusals]).toEqual([name, undefined, []]);
  return data[name];
}

/** Facts of the product that a rule on standing may read. */
const PRODUCT_FACTS = {
  years_unpaid: { type: 'integer', min: 0, fallback: [{ value: 0 }] },
  years_in_arrears: { type: 'integer', min: 0, fallback: [{ value: 0 }] },
  years_paid: { type: 'list', of: { type: 'integer', min: 0 } },
  joined_on: { type: 'date', optional: true },
  asked_since: { type: 'date', optional: true },
  plans_agreed: { type: 'boolean', fallback: [{ value: false }] },
  plans_kept: { type: 'boolean', fallback: [{ value: false }] },
};

/** The relief of the demonstration's rulebook: what the product needs in order to grant a plan. */
function reliefOfDemonstration(version: number) {
  const { articles, facts } = read('ninefold-demonstration.json');
  const own = articles.filter((one: { key: string }) => /^relief|^plan_kept$/.test(one.key));
  return {
    articles: own.map((one: { key: string }) => ({ ...one, version })) as { key: string }[],
    facts: Object.fromEntries(
      Object.entries(facts).filter(([name]) => JSON.stringify(own).includes(name) && name !== 'category'),
    ),
  };
}

/** An article on relief with the federation's limits, and no least amount of the demonstration's. */
function within(article: { key: string; rule?: unknown }, limits: object): object {
  if (article.key === 'relief_limits') return { ...article, rule: limits };
  if (article.key !== 'relief') return article;
  const { minimum: _least, ...rule } = article.rule as { minimum: string };
  return { ...article, rule };
}

interface Bound {
  /** Articles that say what the federation's facts are in the product, by their name. */
  facts: Record<string, string>;
  /** The article on standing: one of the federation's under the product's key, or one that shows what follows from it. */
  standing: string | object;
  relief?: boolean;
  /** What a year's dues are, where the rule is about amounts. */
  dues?: string;
  /** What a relief may do, in the federation's own rules, where they say it. */
  limits?: object;
}

/** The network takes the federation's rulebook. Dues are a round sum: these rules are not about amounts. */
async function adopt(
  rulebook: string,
  { facts, standing, relief, dues = '100', limits }: Bound,
): Promise<void> {
  const document = read(`${rulebook}.json`);
  const version = document.versions[0].version;
  const added = {
    version,
    title: Object.fromEntries((document.languages ?? ['en']).map((one: string) => [one, 'Bound'])),
  };
  const plan = relief ? reliefOfDemonstration(version) : { articles: [], facts: {} };
  const own = document.articles.filter(({ key: of }: { key: string }) => of !== 'dues');
  const rule =
    typeof standing === 'string'
      ? own.find(({ key: of }: { key: string }) => of === standing).rule
      : standing;
  const kept = Object.entries(document.facts).filter(([name]) => !(name in facts));
  const adapted = {
    ...document,
    currency: document.currency ?? 'USD',
    facts: { ...PRODUCT_FACTS, ...plan.facts, ...Object.fromEntries(kept) },
    articles: [
      ...own.filter(({ key: of }: { key: string }) => of !== 'standing'),
      ...plan.articles.map((one) => (limits ? within(one, limits) : one)),
      ...Object.entries(facts).map(([name, of], at) => ({
        ...added,
        no: `P.${at + 10}`,
        key: name,
        kind: 'other',
        rule: of,
      })),
      { ...added, no: 'P.1', key: 'dues', kind: 'dues', rule: dues, round: { quantum: '0.01' } },
      { ...added, no: 'P.2', key: 'due_date', kind: 'calendar', rule: 'add_days(as_of, 89)' },
      { ...added, no: 'P.3', key: 'standing', kind: 'standing', rule },
    ],
  };
  const loaded = loadRulebook(adapted);
  expect([rulebook, loaded.ok ? [] : loaded.faults]).toEqual([rulebook, []]);
  for (const { version: of, validFrom } of document.versions)
    await owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
      values (${document.code}, ${of}, ${validFrom}, ${adapted.currency}, ${owner.json(adapted)})`;
  await owner`update network set rulebook = ${document.code}`;
  await refreshMarked(front.api.database);
}

async function member(name: string, since = '2005-01-01'): Promise<number> {
  const id = ++next;
  await owner`insert into place (id, kind) values (${id}, 'council')`;
  await owner`insert into organisation (name, country, source, invented) values (${name}, 'AL', 'test', true)`;
  await owner`insert into member (place_id, organisation_id) select ${id}, o.id from organisation o where o.name = ${name}`;
  await owner`insert into membership (member_id, category, during) values (${id}, 'A', daterange(${since}, null))`;
  await owner`insert into member_region (member_id, region_id, during) values (${id}, 2, daterange(${since}, null))`;
  await owner`insert into office (person_id, kind, place_id, during)
    values (${front.world.people['secretary'] ?? ''}, 'council_secretary', ${id}, tstzrange('2020-01-01', null))`;
  await refreshMarked(front.api.database);
  return id;
}

async function issue(id: number, ...years: number[]): Promise<void> {
  for (const year of years) {
    const choice = { placeId: 1, year, memberIds: [id] };
    const dry = await act('finance', 'previewDues', choice, 'count total');
    await act(
      'finance',
      'issueDues',
      { ...choice, expectedCount: 1, expectedTotal: dry.total, idempotencyKey: key() },
      'run { count }',
    );
  }
}

async function pay(id: number, amount: string, currency: string): Promise<void> {
  const input = { memberId: id, amount, currency, receivedOn: today, method: 'cash', idempotencyKey: key() };
  await act('finance', 'recordPayment', input, 'payment { id }');
}

async function standing(id: number, asOf = today) {
  const { data, errors } = await front.as(
    'secretariat',
    `query S($id: Int!, $asOf: Date) { member(id: $id, asOf: $asOf) { standing { status light attributes consequences { value } reasons { facts } } } }`,
    { id, asOf },
  );
  expect(errors).toBeUndefined();
  return data.member.standing;
}

const text = (value: unknown) => String(value);

describe('golden vectors of standing, end to end', () => {
  test('ILGA World: V129, V130, V131, V132: two votes for who has paid the years that count', async () => {
    await adopt('ilga-world', {
      facts: { conference_year: '2019', joined: 'year(joined_on)' },
      standing: {
        use: 'standing',
        levels: [{ status: 'not_paid_up', when: 'not paid_up', attributes: { votes: 'votes' } }],
        otherwise: { status: 'good', attributes: { votes: 'votes' } },
      },
    });
    for (const id of ['V129', 'V130', 'V131', 'V132']) {
      const { inputs, expected } = vector(id);
      const { joined, years_paid: paid } = inputs as unknown as { joined: number; years_paid: number[] };
      const of = await member(`Council of ${id}`, `${joined}-01-01`);
      for (const year of paid) {
        await issue(of, year);
        await pay(of, '100', 'EUR');
      }
      const asked = [2017, 2018, 2019].filter((year) => year >= joined && !paid.includes(year));
      await issue(of, ...asked);
      const found = await standing(of);
      expect([id, found.reasons.facts.years_paid.value]).toEqual([id, paid]);
      expect([id, text(found.attributes.votes)]).toEqual([id, text(expected['votes'])]);
      expect([id, found.light]).toEqual([id, expected['votes'] === 0 ? 'bad' : 'good']);
    }
  });

  test('FIDE: V173, V174, V175: what follows from none, one and two years in arrears', async () => {
    await adopt('fide', { facts: {}, standing: 'standing' });
    for (const id of ['V173', 'V174', 'V175']) {
      const { inputs, expected } = vector(id);
      const of = await member(`Council of ${id}`);
      const years = Number((inputs as unknown as { years_in_arrears: number }).years_in_arrears);
      await issue(of, ...[2024, 2025].slice(0, years));
      const found = await standing(of, after(90));
      const consequences = found.consequences.map(({ value }: { value: string }) => value).join(', ');
      expect([id, consequences]).toEqual([id, expected['consequence']]);
    }
  });

  test('ITU: V070, V071: a plan that is kept keeps the vote, one that is not loses it', async () => {
    await adopt('itu', {
      facts: {
        arrears_over_threshold: 'years_in_arrears >= 1',
        schedule_agreed: 'plans_agreed',
        schedule_complied: 'plans_kept',
      },
      standing: 'voting',
      relief: true,
    });
    const of = await member('Council of V070 and V071');
    await issue(of, 2025);
    const [due] = await owner<{ id: string }[]>`select id from assessment where member_id = ${of}`;
    expect(await standing(of, after(101))).toMatchObject({ status: 'in_arrears' });
    const asked = await act(
      'secretary',
      'askRelief',
      {
        memberId: of,
        assessmentIds: [due?.id],
        kind: 'plan',
        terms: { instalments: 4, firstOn: after(100), everyMonths: 1 },
        reason: 'A bad harvest',
        idempotencyKey: key(),
      },
      'relief { id }',
    );
    await act(
      'secretariat',
      'grantRelief',
      {
        reliefId: asked.relief.id,
        body: 'executive_committee',
        decidedOn: today,
        resolution: 'EC-1',
        idempotencyKey: key(),
      },
      'relief { state }',
    );
    const may = async (day: number) => {
      const found = await standing(of, after(day));
      expect(found.reasons.facts.years_in_arrears).toMatchObject({ value: 1 });
      return { may_vote: found.attributes.may_vote };
    };
    expect(await may(101)).toEqual(vector('V070').expected);
    expect(await may(100 + 14 + 1)).toEqual(vector('V071').expected);
  });

  test('CIVICUS: V178: thirty days after it was asked a member that has not paid is an associate', async () => {
    await adopt('civicus', {
      facts: {
        paid: 'is_none(asked_since)',
        days_since_notice: 'days_between(otherwise(asked_since, as_of), as_of)',
      },
      standing: 'membership',
    });
    const of = await member('Council of V178');
    await issue(of, 2025);
    const { status, attributes } = await standing(of, after(31));
    expect({ status, may_vote: attributes.may_vote }).toEqual(vector('V178').expected);
    expect(await standing(of, after(30))).toMatchObject({ status: 'voting' });
    await pay(of, '100', 'USD');
    expect(await standing(of, after(31))).toMatchObject({ status: 'voting' });
  });

  test('WFD: V197, V213: no vote unless paid; after four years expulsion is possible and not yet considered', async () => {
    const document = read('wfd.json');
    const possible = document.articles.find(
      ({ key: of }: { key: string }) => of === 'expulsion_possible',
    ).rule;
    const attributes = {
      votes: 'votes',
      considered: 'expulsion_considered',
      needs: "get(expulsion_considered, 'needs')",
    };
    await adopt('wfd', {
      facts: { paid_current: 'years_unpaid == 0' },
      standing: {
        ...possible,
        levels: possible.levels.map((one: object) => ({ ...one, attributes })),
        otherwise: { ...possible.otherwise, attributes },
      },
    });
    const of = await member('Council of V197 and V213');
    await issue(of, 2022);
    expect(text((await standing(of, after(90))).attributes.votes)).toBe(
      text(vector('V197').expected['votes']),
    );
    await issue(of, 2023, 2024, 2025);
    const found = await standing(of, after(90));
    expect(found.reasons.facts.years_unpaid).toMatchObject({ value: vector('V213').inputs['years_unpaid'] });
    expect({
      art_11_6: found.status,
      art_20_1_c: `${found.attributes.considered} (needs ${found.attributes.needs})`,
    }).toEqual(vector('V213').expected);
  });

  test('IFLRY: V013: a request for less than the least is not accepted', async () => {
    const { inputs, expected } = vector('V013') as unknown as {
      inputs: Record<'normal_fee_eur' | 'requested_eur', number>;
      expected: Record<string, unknown>;
    };
    await adopt('iflry', {
      facts: {
        normal_fee_eur: String(inputs.normal_fee_eur),
        requested_eur: 'normal_fee_eur * (1 - relief_share)',
      },
      standing: {
        use: 'standing',
        levels: [{ status: 'owing', when: 'years_unpaid >= 1' }],
        otherwise: { status: 'good' },
      },
      dues: 'normal_fee_eur',
      relief: true,
      limits: {
        use: 'checks',
        checks: [{ name: 'least', test: "get(reduced_fee, 'accepted')", hard: true }],
      },
    });
    const of = await member('Council of V013');
    await issue(of, 2025);
    const [due] = await owner<{ id: string; asked: string; currency: string }[]>`
      select assessment_id as id, amount::text as asked, currency from assessment_balance where member_id = ${of}`;
    expect(due).toMatchObject({ asked: String(inputs.normal_fee_eur * 100), currency: 'EUR' });
    const askFor = async (amount: string) => {
      const { data, errors } = await front.as(
        'secretary',
        'mutation M($input: AskReliefInput!) { askRelief(input: $input) { refusals { code value } relief { id } } }',
        {
          input: {
            memberId: of,
            assessmentIds: [due?.id],
            kind: 'reduction',
            terms: { amount },
            reason: 'A year without income',
            idempotencyKey: key(),
          },
        },
      );
      expect(errors).toBeUndefined();
      return data.askRelief;
    };
    const refused = [{ code: 'relief_beyond_limits', value: 'least' }];
    const least = String(expected['accepted_request_eur_min']);
    const asked = await askFor(String(inputs.requested_eur));
    expect(asked.refusals.length === 0).toBe(expected['valid_request']);
    expect(asked.refusals).toEqual(refused);
    expect((await askFor((Number(least) - 0.01).toFixed(2))).refusals).toEqual(refused);
    const accepted = await askFor(least);
    expect(accepted.refusals).toEqual([]);
    const grant = {
      reliefId: accepted.relief.id,
      body: 'committee_of_representatives',
      decidedOn: today,
      resolution: 'GA-1',
    };
    await act('secretariat', 'grantRelief', { ...grant, idempotencyKey: key() }, 'relief { state }');
    const [left] = await owner<{ open: string }[]>`
      select outstanding::text as open from assessment_balance where assessment_id = ${due?.id ?? ''}`;
    expect((Number(left?.open) / 100).toFixed(2)).toBe(least);
  });
});
