import { describe, expect, it } from 'vitest';
import { loadRulebook } from './rulebook.ts';
import { documentOf, faultPlaces, faultsOf } from './testing.ts';

const FACTS = {
  category: { type: 'text', values: ['A', 'B'] },
  members: { type: 'integer', min: 0, unit: 'member' },
  years: { type: 'integer', min: 1 },
  euros: { type: 'number', unit: 'EUR' },
  dollars: { type: 'number', unit: 'USD' },
  price: { type: 'number', min: '0.01', unit: 'EUR/member' },
  active: { type: 'boolean' },
  joined: { type: 'date' },
  peers: { type: 'list', of: { type: 'record', fields: { id: { type: 'text' }, size: { type: 'number' } } } },
};

function rule(text: unknown, rest: object = {}): string[] {
  return faultPlaces(FACTS, [{ rule: text, ...rest }]).map((fault) =>
    fault.replace(' at 1:', ' ').replace(/ rule$/, ''),
  );
}

describe('the check of expressions', () => {
  it.each([
    ['member', ['unknown_name']],
    ['fee(members)', ['unknown_function']],
    ['members + category', ['wrong_kind']],
    ['min(members)', []],
    ['abs(members, 2)', ['arity']],
    ['floor(category)', ['wrong_kind']],
    ['active + 1', ['wrong_kind']],
    ['not (members)', ['wrong_kind']],
    ['members and active', ['wrong_kind']],
    ['if(members, 1, 2)', ['wrong_kind']],
    ['if(active, 1)', ['arity']],
    ['if(active, 1, active, 2)', ['arity']],
    ["category == 'C'", ['never_equal']],
    ["category == 'A'", []],
    ['category == 1', ['wrong_kind']],
    ['joined < 3', ['wrong_kind']],
    ['joined < as_of', []],
    ['members < category', ['wrong_kind']],
    ['euros + dollars', ['unit_mismatch']],
    ['euros - dollars', ['unit_mismatch']],
    ['euros < dollars', ['unit_mismatch']],
    ['euros == dollars', ['unit_mismatch']],
    ['max(euros, dollars)', ['unit_mismatch']],
    ['clamp(euros, dollars, 3)', ['unit_mismatch']],
    ['if(active, euros, dollars)', ['unit_mismatch']],
    ['euros + members * price', []],
    ['euros + members', ['unit_mismatch']],
    ['euros / price + members', []],
    ['euros * 2 + dollars', []],
    ['euros + 150', []],
    ['1 / members', ['division_by_zero']],
    ['1 / years', []],
    ['1 / (years + members)', []],
    ['1 / (years - 1)', ['division_by_zero']],
    ['1 / (members * years)', ['division_by_zero']],
    ['1 / (years * years)', []],
    ['1 / 0', ['division_by_zero']],
    ['1 / 2', []],
    ['1 / euros', ['division_by_zero']],
    ['if(members > 0, 1 / members, 0)', []],
    ['if(members != 0, 1 / members, 0)', []],
    ['if(members == 0, 0, 1 / members)', []],
    ['if(members >= 1, 1 / members, 0)', []],
    ['if(members <= 0, 0, 1 / members)', []],
    ['if(members < 1, 0, 1 / members)', []],
    ['if(0 < members, 1 / members, 0)', ['division_by_zero']],
    ['if(members >= 0, 1 / members, 0)', ['division_by_zero']],
    ['if(members > 0, 0, 1 / members)', ['division_by_zero']],
    ['if(members == 3, 1 / members, 0)', []],
    ['if(members < 0, 1 / members, 0)', []],
    ['if(members <= 0 - 1, 1 / members, 0)', ['division_by_zero']],
    ['if(active and members > 0, 1 / members, 0)', []],
    ['if(active or members > 0, 1 / members, 0)', ['division_by_zero']],
    ['if(active or members == 0, 0, 1 / members)', []],
    ['if(not (members == 0), 1 / members, 0)', []],
    ['if(active and members == 0, 0, 1 / members)', ['division_by_zero']],
    ['if(members == 0, 0, active, 1 / members, 2)', []],
    ['1 / max(1, members)', []],
    ['1 / max(0, members)', ['division_by_zero']],
    ['1 / min(1, years)', []],
    ['1 / clamp(members, 1, 9)', []],
    ['1 / abs(euros)', ['division_by_zero']],
    ['1 / count(peers)', ['division_by_zero']],
    ['highest(peers, id) + 1', ['wrong_kind']],
    ['lowest(peers, id) + 1', ['wrong_kind']],
    ['lowest(each(peers, id)) + 1', ['wrong_kind']],
    ['highest(each(peers, id)) + 1', ['wrong_kind']],
    ['first(peers, size > 1, id) + 1', ['wrong_kind']],
    ['item(each(peers, id), 1) + 1', ['wrong_kind']],
    ['sum(list(euros), it) + dollars', ['unit_mismatch']],
    ['average(list(euros)) + dollars', ['unit_mismatch']],
    ['fee(1)(2)', ['expression_implicit']],
    ['1 / -(years)', []],
    ['1 / -(members)', ['division_by_zero']],
    ['1 / if(active, years, 3)', []],
    ['1 / if(active, years, members)', ['division_by_zero']],
    ['ratio(1, members, 0)', []],
    ['quotient(1, members)', ['division_by_zero']],
    ['mod(1, members)', ['division_by_zero']],
    ['mod(1, years)', []],
    ['1 / floor(years / 2)', ['division_by_zero']],
    ['1 / ceil(years)', []],
    ['1 / days_in_year(2024)', []],
    ['1 / sum(peers, size)', ['division_by_zero']],
    ['1 + round(members, 1)', ['round_inside']],
    ['round(members / 3, 1)', []],
    ['if(active, round(members, 1), 0)', []],
    ['truncate(members, 10) / 2', ['round_inside']],
    ['count(peers, size > 1)', []],
    ['count(peers, sise > 1)', ['unknown_name']],
    ['count(peers, size)', ['wrong_kind']],
    ['count(members)', ['wrong_kind']],
    ['sum(peers, id)', []],
    ['count(peers, size > own(members))', []],
    ['own(members)', ['own_outside_list']],
    ['each(peers, own(size))', ['unknown_name']],
    ['get(record(1, 2), 3)', []],
    ["get(first(peers, size > 1), 'size')", []],
    ["get(first(peers, size > 1), 'site')", ['unknown_entry']],
    ["get(members, 'x')", ['unknown_entry']],
    ['peer(members)', ['not_an_article']],
    ["as_if(article_1, 'membres', 1)", ['unknown_name']],
    ["as_if(article_1, 'members')", ['arity']],
    ["as_if(article_1, 'members', 1, 'x')", ['arity', 'unknown_name']],
    ['at(members, as_of)', ['not_an_article']],
    ['article_1 + 1', ['circular']],
    ["if(active, 0, as_if(article_1, 'active', true))", []],
    ['it', ['unknown_name']],
    ['each(list(1, 2), it)', []],
    ['none + 1', ['wrong_kind']],
    ['1 +', ['expression_syntax']],
    ['', ['expression_empty']],
  ])('%s: %j', (text, codes) => expect(rule(text).sort()).toEqual(codes));

  it('compares the unit of a result with the one declared', () => {
    expect(rule('members * price', { unit: 'EUR' })).toEqual([]);
    expect(rule('members * price', { unit: 'USD' })).toEqual(['unit_mismatch unit']);
    expect(rule('members', { unit: 'a b' })).toEqual(['unit_unreadable unit']);
    expect(rule('category', { round: { quantum: '1' } })).toEqual(['wrong_kind round']);
    expect(rule('1', { steps: [{ name: 's', value: 'category', round: { quantum: 1 } }] })).toEqual([
      'wrong_kind steps[0]',
    ]);
    expect(rule('s', { steps: [{ name: 's', value: 'euros', unit: 'USD' }] })).toEqual([
      'unit_mismatch steps[0].unit',
    ]);
  });

  it('names steps, in order and once', () => {
    expect(
      rule('b', {
        steps: [
          { name: 'a', value: 'b' },
          { name: 'b', value: '1' },
        ],
      }),
    ).toEqual(['unknown_name steps[0].value']);
    expect(
      rule('a', {
        steps: [
          { name: 'a', value: '1' },
          { name: 'a', value: '2' },
        ],
      }),
    ).toEqual(['name_twice steps[1].name']);
    expect(rule('1', { steps: [{ name: 'members', value: '1' }] })).toEqual(['name_twice steps[0].name']);
    expect(rule('1', { steps: [{ name: 'article_1', value: '1' }] })).toEqual(['name_twice steps[0].name']);
  });

  it('finds a circle of articles', () => {
    expect(faultPlaces({}, [{ rule: 'article_2' }, { rule: 'article_3' }, { rule: 'article_1' }])).toEqual([
      'circular at 3:rule',
    ]);
  });
});

describe('the check of tables', () => {
  const table = (cells: unknown, keys: unknown[] = ['category'], text = 't(category)') =>
    rule(text, { tables: { t: { keys, cells } } });
  it.each([
    [{ A: '1', B: '2' }, []],
    [{ A: '1' }, ["missing_cell tables.t.cells['B']"]],
    [{ A: '1', B: null }, []],
    [{ A: '1', B: '2', C: '3' }, ["unknown_key tables.t.cells['C']"]],
    [{ A: '1', B: { x: '2' } }, ["table_depth tables.t.cells['B']"]],
    [{ A: '1', B: 'nobody' }, ['unknown_name tables.t.cells.B']],
    [{ A: 1, B: 0.5 }, []],
  ])('%j', (cells, faults) => expect(table(cells)).toEqual(faults));

  it('wants every combination of keys', () => {
    expect(
      table(
        { A: { true: '1', false: '2' }, B: { true: '1' } },
        ['category', 'active'],
        't(category, active)',
      ),
    ).toEqual(["missing_cell tables.t.cells['B']['false']"]);
    expect(table({ A: { true: '1', false: '2' } }, ['category', 'active'], 't(category, active)')).toEqual([
      "missing_cell tables.t.cells['B']",
    ]);
    expect(table({ A: '1', B: '2' }, ['nothing'])).toEqual(['unknown_name tables.t.keys[0]']);
    expect(table({ A: '1', B: '2' }, ['category'], 't()')).toEqual(['arity']);
    expect(table({ x: '1', y: '2' }, [{ name: 'k', values: ['x', 'y'] }], "t('z')")).toEqual([
      'missing_cell',
    ]);
    expect(table({ x: '1', y: '2' }, [{ name: 'k', values: ['x', 'y'] }], 't(category)')).toEqual([
      'missing_cell',
    ]);
  });

  it('refuses the name of a function, and one name in two articles', () => {
    expect(rule('1', { tables: { min: { keys: ['category'], cells: { A: '1', B: '1' } } } })).toEqual([
      'name_taken tables.min',
    ]);
    expect(rule('1', { bands: { count: { rows: [{ value: '1' }] } } })).toEqual(['name_taken bands.count']);
    const tables = { t: { keys: ['category'], cells: { A: '1', B: '1' } } };
    expect(faultPlaces(FACTS, [{ tables }, { tables }])).toEqual(['name_twice at 2:tables.t']);
  });

  it('carries the unit of a table', () => {
    const tables = { t: { keys: ['category'], unit: 'USD', cells: { A: '1', B: '1' } } };
    expect(rule('t(category) + euros', { tables })).toEqual(['unit_mismatch']);
    expect(rule('1', { tables: { t: { ...tables.t, unit: '?' } } })).toEqual([
      'unit_unreadable tables.t.unit',
    ]);
  });
});

describe('the check of the document', () => {
  const places = (rest: object, articles: object[] = [{ rule: '1' }]) =>
    faultPlaces({}, articles as Record<string, unknown>[], rest as Record<string, unknown>);

  it.each([
    [{ format: 'x' }, ['format at :format']],
    [{ title: {} }, ['language_missing at :title']],
    [{ languages: ['en', 'fr'], title: { en: 'a', fr: 'b' } }, ['language_missing at 1:title']],
    [{ versions: [] }, ['format at :versions']],
    [{ surprise: 1 }, ['format at :']],
    [{ code: 'A B' }, ['format at :code']],
    [{ facts: { 'Bad-Name': { type: 'number' } } }, ['format at :facts.Bad-Name']],
    [{ facts: { it: { type: 'number' } } }, ['name_taken at :facts.it']],
    [{ facts: { year: { type: 'number' } } }, []],
    [{ facts: { undefined: { type: 'number' } } }, ['name_taken at :facts.undefined']],
    [{ facts: { GDP_perCapita: { type: 'number' } } }, []],
    [{ facts: { x: { type: 'number', unit: '1 2' } } }, ['unit_unreadable at :facts.x.unit']],
    [{ facts: { x: { type: 'number', min: 2, max: 1 } } }, ['range_empty at :facts.x.min']],
    [{ facts: { x: { type: 'list', declared: true } } }, ['not_declarable at :facts.x.declared']],
    [{ facts: { x: { type: 'text', valuesFrom: 'nowhere' } } }, ['unknown_name at :facts.x.valuesFrom']],
    [{ facts: { article_1: { type: 'text' } } }, ['name_twice at 1:key']],
    [{ facts: { x: { type: 'money' } } }, ['format at :facts.x.type']],
    [{ facts: { x: { type: 'number', min: 0.12345678901234568 } } }, ['format at :facts.x.min']],
    [
      {
        versions: [
          { version: 2, validFrom: '2000-01-01', adoptedBy: { body: 'a' } },
          { version: 1, validFrom: '2001-01-01', adoptedBy: { body: 'a' } },
        ],
      },
      ['version_order at :versions[1]'],
    ],
    [
      {
        versions: [
          { version: 1, validFrom: '2000-01-01', retroactiveFrom: '2000-01-01', adoptedBy: { body: 'a' } },
        ],
      },
      ['retroactive_order at :versions[0]', 'retroactive_order at 1:retroactiveFrom'],
    ],
    [
      { versions: [{ version: 1, validFrom: '2000-02-30', adoptedBy: { body: 'a' } }] },
      ['format at :versions[0].validFrom'],
    ],
  ])('%j', (rest, faults) => expect(places(rest)).toEqual(faults));

  it.each([
    [[{ key: 'none' }], ['name_taken at 1:key']],
    [[{ version: 3 }], ['version_unknown at 1:version']],
    [[{ key: 'a' }, { key: 'a' }], ['article_twice at 2:key']],
    [[{ no: '1' }, { no: '1' }], ['article_twice at 1:no']],
    [[{ rule: { use: 'magic' } }], ['unknown_use at 1:rule.use']],
    [[{ rule: { use: 'quorum', conditions: [] } }], ['format at 1:rule.conditions']],
    [[{ repealed: true, rule: '1' }], ['repealed_rule at 1:repealed']],
    [[{ kind: 'magic' }], ['format at 1:kind']],
    [[{ rule: '1', rounds: 1 }], ['format at 1:']],
    [[{ rule: 0.12345678901234568 }], ['format at 1:rule']],
    [[{ title: { english: 'x' } }], ['format at 1:title.english']],
  ])('articles %j', (articles, faults) => expect(places({}, articles as object[])).toEqual(faults));

  it('gives all faults at once, each with article, place, reason and version', () => {
    const faults = faultsOf({}, [
      { rule: 'a + b' },
      { no: '7.2', rule: 'c', steps: [{ name: 's', value: 'd' }] },
    ]);
    expect(faults.map((fault) => `${fault.article} ${fault.place} ${fault.version} ${fault.reason}`)).toEqual(
      [
        "1 rule 1 'a' is neither a fact, a step nor an article in force",
        "1 rule 1 'b' is neither a fact, a step nor an article in force",
        "7.2 steps[0].value 1 'd' is neither a fact, a step nor an article in force",
        "7.2 rule 1 'c' is neither a fact, a step nor an article in force",
      ],
    );
  });

  it('refuses what is no document at all', () => {
    for (const json of [null, 1, 'x', [], { articles: 3 }, { articles: [null] }])
      expect(loadRulebook(json).ok).toBe(false);
    expect(loadRulebook(documentOf({}, [{ rule: '1' }])).ok).toBe(true);
  });

  it('checks every edition, also one that is no longer in force', () => {
    const versions = [
      { version: 1, validFrom: '2000-01-01', adoptedBy: { body: 'a' } },
      { version: 2, validFrom: '2001-01-01', adoptedBy: { body: 'a' } },
    ];
    const articles = [
      { no: '1', key: 'a', rule: 'wrong' },
      { no: '1', key: 'a', version: 2, rule: 'b' },
      { no: '2', key: 'b', version: 2, rule: '1' },
    ];
    expect(faultPlaces({}, articles, { versions })).toEqual(['unknown_name at 1:rule']);
    expect(
      faultPlaces(
        {},
        [
          { no: '1', key: 'a', rule: 'b' },
          { no: '2', key: 'b', version: 2, rule: '1' },
        ],
        { versions },
      ),
    ).toEqual(['unknown_name at 1:rule']);
    expect(
      faultPlaces(
        {},
        [
          { no: '1', key: 'a', rule: '1', validFrom: '2005-01-01' },
          { no: '1', key: 'a', version: 2, rule: '2' },
        ],
        { versions },
      ),
    ).toEqual(['version_order at 1:validFrom']);
  });
});
