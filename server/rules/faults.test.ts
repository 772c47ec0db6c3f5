import { describe, expect, it } from 'vitest';
import { assess, evaluate, loadRulebook } from './rulebook.ts';
import { documentOf, faultsOf, loadedOf } from './testing.ts';

type Part = Record<string, unknown>;

const declared = {
  members: { type: 'integer', min: 0 },
  income: { type: 'number', maxAgeDays: 400 },
  category: { type: 'text', values: ['A', 'B'] },
  consent: { type: 'boolean' },
  peers: {
    type: 'list',
    of: {
      type: 'record',
      fields: { id: { type: 'text' }, paid: { type: 'number' }, owed: { type: 'number' } },
    },
  },
};

/** `code fact` of every fault of one rule over these facts. */
function refused(rule: unknown, facts: Part = {}, article: Part = {}): string[] {
  const found = evaluate(loadedOf(declared, [{ rule, ...article }]), 'article_1', facts, {
    asOf: '2025-01-01',
  });
  return found.ok ? [] : found.faults.map((fault) => `${fault.code} ${fault.fact} ${fault.place}`);
}

describe('facts that are refused', () => {
  const bad = { members: 'many', income: { value: 5, asOf: '2020-01-01' }, category: 'Z' };

  it('are all named at once, each with its reason', () => {
    const rulebook = loadedOf(declared, [
      { no: '4', rule: "members * 2 + max(income, 1) + if(category == 'A', 1, 0)" },
    ]);
    const found = evaluate(rulebook, '4', bad, { asOf: '2025-01-01' });
    expect(found).toEqual({
      ok: false,
      faults: [
        {
          code: 'fact_type',
          fact: 'members',
          article: '4',
          place: 'rule',
          reason: expect.stringContaining('members'),
        },
        {
          code: 'fact_stale',
          fact: 'income',
          article: '4',
          place: 'rule',
          reason: expect.stringContaining('2020-01-01'),
        },
        {
          code: 'fact_value',
          fact: 'category',
          article: '4',
          place: 'rule',
          reason: expect.stringContaining("'Z'"),
        },
      ],
    });
  });

  it.each<[unknown, string[]]>([
    ['members - income', ['members', 'income']],
    ['-members + income', ['members', 'income']],
    ['join(members, income, consent)', ['members', 'income', 'consent']],
    ['consent and members > 2', ['consent', 'members']],
    ['consent or members > 2', ['consent', 'members']],
    ['if(consent, members, income)', ['consent']],
    ['if(2 > 1, members, income) + if(1 > 2, members, income)', ['members', 'income']],
    ['members + members', ['members']],
    ['sum(peers, paid + members)', ['peers']],
    ["as_if(article_1, 'members', income, 'category', category)", ['income', 'category']],
  ])('%s names %j', (rule, facts) => {
    const found = evaluate(loadedOf(declared, [{ rule }]), 'article_1', {}, { asOf: '2025-01-01' });
    expect(found.ok ? [] : found.faults.map((fault) => fault.fact)).toEqual(facts);
  });

  it('are named through steps and other articles, at their own place', () => {
    const steps = [
      { name: 'a', value: 'members * 2' },
      { name: 'b', value: 'a + 1' },
      { name: 'c', value: 'a + income' },
    ];
    expect(refused("if(category == 'A', a, c)", {}, { steps })).toEqual([
      'fact_missing members steps[0].value',
      'fact_missing income steps[2].value',
      'fact_missing category rule',
    ]);
    const rulebook = loadedOf(declared, [
      { rule: 'members' },
      { rule: 'article_1 + income' },
      { rule: 'article_2 + article_1' },
    ]);
    const session = assess(rulebook, {}, { asOf: '2025-01-01' });
    const named = (article: string) => {
      const found = session(article);
      return found.ok ? [] : found.faults.map((fault) => `${fault.article} ${fault.fact}`);
    };
    expect(named('3')).toEqual(['1 members', '2 income']);
    expect(named('1')).toEqual(['1 members']);
    expect(named('2')).toEqual(['1 members', '2 income']);
    expect(named('3')).toEqual(['1 members', '2 income']);
  });

  it('stand beside another fault that comes first', () => {
    expect(refused('item(list(1), 0) + income')).toEqual([
      'out_of_bounds undefined rule',
      'fact_missing income rule',
    ]);
  });

  it('are named in each element of a list, with whose they are', () => {
    const found = evaluate(
      loadedOf(declared, [{ rule: 'sum(peers, paid)' }]),
      'article_1',
      { peers: [{ id: 'KEN', paid: 'x' }, { id: 'PER', paid: 1, owed: 1 }, { id: 'FJI', owed: '?' }, 7] },
      { asOf: '2025-01-01' },
    );
    expect(found.ok ? [] : found.faults.map((fault) => `${fault.code}: ${fault.reason}`)).toEqual([
      "fact_type: the fact 'peers[0] (KEN).paid' is not an exact number (write decimals with many digits as text)",
      "fact_missing: 'owed' is missing in 'peers[0] (KEN)'",
      "fact_missing: 'paid' is missing in 'peers[2] (FJI)'",
      "fact_type: the fact 'peers[2] (FJI).owed' is not an exact number (write decimals with many digits as text)",
      "fact_type: the fact 'peers[3]' is not a record",
    ]);
    expect(found.ok ? [] : [...new Set(found.faults.map((fault) => fault.fact))]).toEqual(['peers']);
  });

  it('are named for each peer whose result is asked', () => {
    const rulebook = loadedOf({ ...declared, peers: { type: 'list', of: { type: 'map' } } }, [
      { key: 'fee', rule: 'members + income' },
      { key: 'mean', rule: 'average(peers, peer(fee)) + count(peers, peer(fee) > 1)' },
    ]);
    const found = evaluate(
      rulebook,
      'mean',
      { members: 1, peers: [{ income: 'x' }, { income: 1 }] },
      { asOf: '2025-01-01' },
    );
    expect(found.ok ? [] : found.faults.map((fault) => fault.code)).toEqual(['not_a_number']);
    const unstated = evaluate(
      rulebook,
      'mean',
      { peers: [{ members: 1 }, { income: 1 }] },
      { asOf: '2025-01-01' },
    );
    expect(unstated.ok ? [] : unstated.faults.map((fault) => fault.fact)).toEqual(['income', 'members']);
  });

  it('are named where a structured rule reads them, not where it does not', () => {
    const quorum = {
      use: 'quorum',
      conditions: [
        { when: 'consent', present: 'members', of: 'income', ratio: '1/2' },
        { present: 'income', of: 'members', atLeast: '1' },
      ],
      otherwise: "if(category == 'A', 'reconvene', 'adjourn')",
    };
    expect(refused(quorum).map((fault) => fault.split(' ')[1])).toEqual(['consent', 'income', 'members']);
    expect(refused(quorum, { consent: false, income: 1 }).map((fault) => fault.split(' ')[1])).toEqual([
      'members',
    ]);
    expect(refused(quorum, { consent: true, income: 1 }).map((fault) => fault.split(' ')[1])).toEqual([
      'members',
    ]);
    const shared = { use: 'apportion', budget: 'income', among: 'peers', key: 'id', units: 'paid * members' };
    const peers = [{ id: 'a', paid: 1, owed: 0 }];
    expect(refused(shared, { peers }).map((fault) => fault.split(' ')[1])).toEqual(['members', 'income']);
    expect(refused(shared, { members: 1 }).map((fault) => fault.split(' ')[1])).toEqual(['peers', 'income']);
  });

  it('are at most a hundred, and then counted', () => {
    const peers = Array.from({ length: 130 }, (_, i) => ({ id: `m${i}`, paid: 'x', owed: 0 }));
    const faults = evaluate(
      loadedOf(declared, [{ rule: 'count(peers)' }]),
      'article_1',
      { peers },
      { asOf: '2025-01-01' },
    );
    expect(faults.ok ? [] : faults.faults).toHaveLength(101);
    expect(faults.ok ? [] : faults.faults.at(-1)).toEqual({
      code: 'more_faults',
      article: '',
      place: '',
      reason: 'and 30 more faults',
    });
  });

  it('end with the bounds of a computation', () => {
    const found = evaluate(
      loadedOf({ n: { type: 'integer' }, peers: declared.peers }, [
        { key: 'down', rule: "as_if(down, 'n', n + 1) + count(peers)" },
      ]),
      'down',
      { n: 1 },
      { asOf: '2025-01-01' },
    );
    expect(found.ok ? [] : found.faults.map((fault) => fault.code)).toEqual(['too_deep']);
  });
});

describe('nesting', () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`);

  it('of a document is bounded, and said where', () => {
    expect(loadRulebook(nested(20_000))).toMatchObject({
      ok: false,
      faults: [{ code: 'too_deep', article: '' }],
    });
    const deep = documentOf({}, [
      { rule: '1' },
      { no: '7', rule: { use: 'split', of: '1', slices: nested(3000) } },
    ]);
    expect(loadRulebook(deep)).toEqual({
      ok: false,
      faults: [
        {
          code: 'too_deep',
          article: '7',
          place: 'rule.slices[0][0][0][0]',
          reason: 'lies in more than 60 levels of brackets',
        },
      ],
    });
    const boxes = (levels: number): unknown =>
      levels === 0
        ? { name: 'in', weight: '1', among: 'true' }
        : { name: 'box', weight: '1', boxes: [boxes(levels - 1)] };
    expect(
      loadRulebook(
        documentOf({}, [
          { rule: { use: 'boxes', ballots: 'list()', choice: "'yes'", empty: 'lost', boxes: [boxes(25)] } },
        ]),
      ),
    ).toMatchObject({ ok: true });
  });

  it('of a fact is bounded', () => {
    const book = loadedOf({ f: { type: 'any' }, g: { type: 'any' } }, [{ rule: 'is_none(f)' }]);
    const at = (f: unknown) => evaluate(book, 'article_1', { f, g: nested(5000) }, { asOf: '2025-01-01' });
    expect(at(nested(60))).toMatchObject({ ok: true });
    expect(at(nested(61))).toMatchObject({ ok: false, faults: [{ code: 'fact_type', fact: 'f' }] });
    expect(at(nested(50_000))).toMatchObject({ ok: false, faults: [{ code: 'fact_type', fact: 'f' }] });
  });
});

describe('rules that only an earlier knowledge reaches', () => {
  const versions = [
    { version: 1, validFrom: '2020-01-01', adoptedBy: { body: 'A', date: '2019-06-01' } },
    { version: 2, validFrom: '2022-01-01', adoptedBy: { body: 'A', date: '2021-06-01' } },
  ];

  it('are checked: an article known before the one that it needs', () => {
    const faults = faultsOf(
      {},
      [
        { key: 'base', rule: '1', adoptedBy: { body: 'A', date: '2021-01-01' } },
        { key: 'fee', rule: 'base * 2' },
      ],
      { versions },
    );
    expect(faults).toMatchObject([
      {
        code: 'unknown_name',
        article: '2',
        place: 'rule',
        reason: expect.stringContaining('(by the rules known on 2019-06-01)'),
      },
    ]);
  });

  it('add no fault twice, and none where all was known in time', () => {
    expect(
      faultsOf(
        {},
        [
          { key: 'fee', rule: 'nothing' },
          { key: 'fee', no: '1', version: 2, rule: '2' },
        ],
        { versions },
      ),
    ).toHaveLength(1);
    expect(
      faultsOf(
        {},
        [
          { no: '1', key: 'base', rule: '1' },
          { no: '2', key: 'fee', rule: 'base' },
          { no: '1', key: 'base', version: 2, repealed: true },
          { no: '2', key: 'fee', version: 2, rule: 'new' },
          { no: '3', key: 'new', version: 2, rule: '3' },
        ],
        { versions },
      ),
    ).toEqual([]);
  });
});
