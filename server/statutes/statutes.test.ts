import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { DRAFT } from './world.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

const key = () => randomUUID();

async function query(person: string | null, document: string, variables?: Record<string, unknown>) {
  const answer = await front.as(person, document, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

async function act(name: string, input: Record<string, unknown>, selection: string, person = 'secretariat') {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const types: Record<string, string> = { checkRule: 'ChangeDraftInput' };
  const data = await query(
    person,
    `mutation($input: ${types[name] ?? type}!) { ${name}(input: $input) { refusals { code field value } ${selection} } }`,
    { input },
  );
  return data[name];
}

async function entryOf(articleKey: string, version = 2): Promise<Record<string, never>> {
  const { rulebook } = await query(null, `{ rulebook(version: ${version}) { articles { key entry } } }`);
  return rulebook.articles.find((one: { key: string }) => one.key === articleKey).entry;
}

const newDraft = async (title: string) =>
  (await act('draftRulebook', { title, idempotencyKey: key() }, 'draft { id state baseVersion }')).draft;

describe('the rulebook in force', () => {
  test('is public: articles, facts, decision and dates, in the version of the day or the version asked for', async () => {
    const { rulebook: then } = await query(
      null,
      '{ rulebook(asOf: "2020-06-01") { version until note { value } adoptedBy { body resolution date } articles { no key version entry } } }',
    );
    expect(then).toMatchObject({
      version: 1,
      until: '2024-01-01',
      adoptedBy: { resolution: 'D-2014-07', date: '2014-09-12' },
    });
    expect(then.note.value).toContain('demonstration');
    expect(then.articles.map((one: { no: string }) => one.no)).toEqual([
      '1',
      '3.1',
      '3.2',
      '3.3',
      '3.4',
      '3.5.1',
      '3.5.2',
      '3.5.3',
      '3.5.4',
      '3.5.5',
      '3.5.6',
      '3.5.7',
      '3.8',
      '3.9',
      '4.1',
      '5.1',
      '5.2',
      '5.3',
      '6.1',
      '6.2',
      '6.3',
      '6.4',
      '6.5',
      '7.1',
      '7.2',
      '7.3',
      '7.4',
      '7.5',
    ]);
    expect(then.articles[1].entry.tables.yearly.cells.A.H).toBe('3000');
    const { rulebook: now } = await query(
      null,
      '{ rulebook { version until articles { key version } facts { name type values } } }',
    );
    expect(now).toMatchObject({ version: 3, until: null });
    expect(now.articles).toContainEqual({ key: 'dues', version: 2 });
    expect(now.facts.find((one: { name: string }) => one.name === 'category').values).toEqual([
      'A',
      'B',
      'C',
    ]);
    const { rulebook: none } = await query(null, '{ rulebook(asOf: "2001-01-01") { version } }');
    expect(none).toBeNull();
  });

  test('differs between versions to the cell', async () => {
    const { rulebookDifference } = await query(
      null,
      '{ rulebookDifference(from: 1, to: 2) { key difference before { version } after { version } changes } }',
    );
    expect(rulebookDifference).toHaveLength(1);
    expect(rulebookDifference[0]).toMatchObject({
      key: 'dues',
      difference: 'changed',
      before: { version: 1 },
      after: { version: 2 },
    });
    expect(rulebookDifference[0].changes).toContainEqual({
      place: 'tables.yearly.cells.A.H',
      before: '3000',
      after: '3600',
    });
    expect(rulebookDifference[0].changes).toHaveLength(12);
  });
});

describe('trying a rule', () => {
  const selection = 'result version why facts mayRead faults { code article place reason fact }';

  test('anyone may, on facts by hand; what is missing is named', async () => {
    const facts = JSON.stringify({ category: 'A', income_group: 'H' });
    const tried = await act(
      'tryRule',
      { article: '3.1', asOf: '2020-06-01', facts },
      selection,
      null as never,
    );
    expect(tried).toMatchObject({
      result: '3000',
      version: 1,
      mayRead: ['category', 'income_group'],
      faults: [],
    });
    expect(tried.facts[0]).toMatchObject({ name: 'category', value: 'A', source: 'by_hand' });
    const half = await act(
      'tryRule',
      { article: 'dues', facts: '{"category":"A"}' },
      selection,
      null as never,
    );
    expect(half.faults).toMatchObject([{ code: 'fact_missing', article: '3.1', fact: 'income_group' }]);
    const wrong = await act(
      'tryRule',
      { article: 'dues', facts: '{"colour":"red"}' },
      selection,
      null as never,
    );
    expect(wrong.refusals).toEqual([{ code: 'fact_unknown', field: 'facts', value: 'colour' }]);
  });

  test('on a member, with what is on record and where it comes from, by those who may read its dues', async () => {
    const tried = await act(
      'tryRule',
      { article: 'vote_weight', memberId: 11, asOf: '2025-03-01' },
      selection,
      'secretary',
    );
    expect(tried).toMatchObject({ result: '3', version: 2 });
    expect(tried.facts).toContainEqual({
      name: 'years_unpaid',
      value: '0',
      asOf: '2025-03-01',
      source: 'dues_ledger',
    });
    const other = await front.as(
      'secretary',
      'mutation { tryRule(input: { article: "dues", memberId: 14 }) { result } }',
    );
    expect(other.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('a draft is tried by those who may read drafts', async () => {
    const tried = await act(
      'tryRule',
      { article: 'standing', draftId: DRAFT, facts: '{"suspended":false,"years_unpaid":2}' },
      selection,
      'auditor',
    );
    expect(tried).toMatchObject({ result: 'good', version: 4 });
    const closed = await front.as(
      'coordinator',
      `mutation { tryRule(input: { article: "standing", draftId: "${DRAFT}" }) { result } }`,
    );
    expect(closed.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});

describe('a change', () => {
  test('is a draft that says all its faults at once, each in its place, and is adopted only without any', async () => {
    const { id } = await newDraft('Dues of 2090');
    const dues = structuredClone(await entryOf('dues')) as never as {
      tables: { yearly: { cells: Record<string, Record<string, string>> } };
      rule: string;
    };
    delete dues.tables.yearly.cells['C']?.['L'];
    dues.rule = 'yearly(category, incomegroup)';
    const checked = await act(
      'checkRule',
      { draftId: id, key: 'dues', entry: JSON.stringify(dues) },
      'faults { code article place }',
    );
    expect(checked.faults.map((one: { place: string }) => one.place)).toEqual(
      expect.arrayContaining(["tables.yearly.cells['C']['L']", 'rule']),
    );
    const changed = await act(
      'changeDraft',
      { draftId: id, key: 'dues', entry: JSON.stringify(dues) },
      'faults { code article place } draft { faults { place } changedBy { name } }',
    );
    expect(changed.faults).toEqual(checked.faults);
    expect(changed.draft.faults.map((one: { place: string }) => one.place)).toEqual(
      checked.faults.map((one: { place: string }) => one.place),
    );
    const decision = {
      draftId: id,
      validFrom: '2090-01-01',
      body: 'General assembly',
      resolution: 'GA-7',
      decidedOn: '2026-06-01',
    };
    const refused = await act(
      'adoptRulebook',
      { ...decision, idempotencyKey: key() },
      'faults { place } draft { state }',
    );
    expect(refused.refusals[0].code).toBe('draft_has_faults');
    expect(refused.faults.length).toBe(checked.faults.length);
    const { rulebookVersions } = await query(null, '{ rulebookVersions { version } }');
    expect(rulebookVersions).toHaveLength(3);
  });

  test('adopted, it is the next version from its day; what was before stays', async () => {
    const { id } = await newDraft('Higher dues');
    const dues = structuredClone(await entryOf('dues')) as never as {
      tables: { yearly: { cells: Record<string, Record<string, string>> } };
    };
    (dues.tables.yearly.cells['A'] as Record<string, string>)['H'] = '4000';
    await act('changeDraft', { draftId: id, key: 'dues', entry: JSON.stringify(dues) }, 'faults { code }');
    const decision = {
      draftId: id,
      validFrom: '2080-01-01',
      body: 'General assembly',
      resolution: 'GA-8',
      decidedOn: '2020-01-01',
    };
    for (const [change, code] of [
      [{ decidedOn: '2099-01-01' }, 'decision_in_future'],
      [{ validFrom: '2019-01-01' }, 'before_decision'],
      [{ validFrom: '2024-01-01' }, 'version_overlaps'],
      [{ retroactiveFrom: '2080-01-01' }, 'retroactive_order'],
      [{ body: ' ' }, 'required'],
    ] as const) {
      const refused = await act(
        'adoptRulebook',
        { ...decision, ...change, idempotencyKey: key() },
        'draft { state }',
      );
      expect(refused.refusals.map((one: { code: string }) => one.code)).toEqual([code]);
    }
    const again = key();
    const done = await act(
      'adoptRulebook',
      { ...decision, idempotencyKey: again },
      'draft { state version endedBy { name } }',
    );
    expect(done).toEqual({
      refusals: [],
      draft: { state: 'adopted', version: 4, endedBy: { name: 'secretariat' } },
    });
    const repeated = await act('adoptRulebook', { ...decision, idempotencyKey: again }, 'draft { version }');
    expect(repeated.draft.version).toBe(4);
    const { now, then } = await query(
      null,
      '{ now: rulebook { version until } then: rulebook(asOf: "2080-01-01") { version adoptedBy { body resolution date } articles { key version entry } } }',
    );
    expect(now).toEqual({ version: 3, until: '2080-01-01' });
    expect(then).toMatchObject({
      version: 4,
      adoptedBy: { body: 'General assembly', resolution: 'GA-8', date: '2020-01-01' },
    });
    const adopted = then.articles.find((one: { key: string }) => one.key === 'dues');
    expect(adopted.entry.tables.yearly.cells.A.H).toBe('4000');
    expect((await entryOf('dues', 2)) as never as typeof dues).toMatchObject({
      tables: { yearly: { cells: { A: { H: '3600' } } } },
    });
    const ended = await act('changeDraft', { draftId: id, key: 'dues', entry: null }, 'draft { id }');
    expect(ended.refusals[0].code).toBe('draft_ended');
  });

  test('begun before another was adopted, it is refused where both change one article', async () => {
    const { id } = await newDraft('Second thoughts');
    const { id: first } = await newDraft('First');
    const due = structuredClone(await entryOf('due_date')) as Record<string, unknown>;
    due['rule'] = 'date_of(year, 4, 30)';
    for (const draftId of [id, first])
      await act('changeDraft', { draftId, key: 'due_date', entry: JSON.stringify(due) }, 'faults { code }');
    const decision = { body: 'General assembly', resolution: 'GA-9', decidedOn: '2020-01-01' };
    const done = await act(
      'adoptRulebook',
      {
        draftId: first,
        validFrom: '2081-01-01',
        retroactiveFrom: '2079-01-01',
        ...decision,
        idempotencyKey: key(),
      },
      'draft { version }',
    );
    expect(done.draft.version).toBe(5);
    const { rulebook } = await query(
      null,
      '{ rulebook(asOf: "2079-06-01") { version retroactiveFrom articles { key version } } }',
    );
    expect(rulebook).toMatchObject({ version: 5, retroactiveFrom: '2079-01-01' });
    // The dues of version 4 are not in force yet on that day, though version 5 already is.
    expect(rulebook.articles.find((one: { key: string }) => one.key === 'dues').version).toBe(2);
    const refused = await act(
      'adoptRulebook',
      { draftId: id, validFrom: '2082-01-01', ...decision, idempotencyKey: key() },
      'draft { id }',
    );
    expect(refused.refusals).toEqual([{ code: 'draft_outdated', field: 'draftId', value: 'due_date' }]);
  });

  test('by a resolution of the register, it says the day of the register', async () => {
    const owner = postgres(front.ownerUrl, { max: 1 });
    await owner`insert into resolution (code, body_id, year, number, motion_id, title, wording, question, adopted_on, yes, no, abstain, rulebook, rulebook_version)
      select 'ZZ-2021-1', m.body_id, 2021, 1, n.id, '{}', '{}', 'rulebook', '2021-03-04', '3', '1', '0', 'ninefold-demonstration', 2
      from motion n join meeting m on m.id = n.meeting_id where not exists (select from resolution r where r.motion_id = n.id) limit 1`;
    await owner.end();
    const { id } = await newDraft('By the register');
    const due = structuredClone(await entryOf('due_date')) as Record<string, unknown>;
    due['rule'] = 'date_of(year, 9, 30)';
    await act('changeDraft', { draftId: id, key: 'due_date', entry: JSON.stringify(due) }, 'faults { code }');
    const adopt = (decidedOn: string) =>
      act(
        'adoptRulebook',
        {
          draftId: id,
          validFrom: '2095-01-01',
          body: 'B',
          resolution: 'ZZ-2021-1',
          decidedOn,
          idempotencyKey: key(),
        },
        'draft { state }',
      );
    expect((await adopt('2021-03-05')).refusals).toEqual([
      { code: 'not_the_day_of_decision', field: 'decidedOn', value: '2021-03-04' },
    ]);
    expect(await adopt('2021-03-04')).toEqual({ refusals: [], draft: { state: 'adopted' } });
  });

  test('is taken back, discarded with a reason, and kept on record', async () => {
    const { id } = await newDraft('A fact and an article');
    await act(
      'changeDraft',
      { draftId: id, part: 'fact', key: 'staff', entry: '{"type":"integer","min":0}' },
      'faults { code }',
    );
    const article = {
      no: '3.5',
      key: 'extra',
      kind: 'dues',
      title: { en: 'Extra', fr: 'Extra', es: 'Extra', ar: 'Extra' },
      rule: 'staff * 2',
    };
    const added = await act(
      'changeDraft',
      { draftId: id, key: 'extra', entry: JSON.stringify(article) },
      'faults { code place } draft { articles { key difference before { no } } facts { name } }',
    );
    expect(added.faults).toEqual([]);
    // An entry keeps its key, whatever its text says.
    const { key: _key, ...keyless } = article;
    const again = await act(
      'changeDraft',
      { draftId: id, key: 'extra', entry: JSON.stringify(keyless) },
      'draft { articles { entry } }',
    );
    expect(again.draft.articles[0].entry.key).toBe('extra');
    expect(added.draft).toEqual({
      articles: [{ key: 'extra', difference: 'added', before: null }],
      facts: [{ name: 'staff' }],
    });
    const back = await act(
      'changeDraft',
      { draftId: id, part: 'fact', key: 'staff', entry: null },
      'faults { code article }',
    );
    expect(back.faults).toContainEqual({ code: 'unknown_name', article: '3.5' });
    const none = await act('discardDraft', { draftId: id, reason: ' ' }, 'draft { id }');
    expect(none.refusals[0]).toMatchObject({ code: 'required', field: 'reason' });
    const done = await act(
      'discardDraft',
      { draftId: id, reason: 'No majority' },
      'draft { state reason version }',
    );
    expect(done.draft).toEqual({ state: 'discarded', reason: 'No majority', version: null });
    const deep = await act(
      'changeDraft',
      { draftId: DRAFT, key: 'dues', entry: `{"tables":${'{"a":'.repeat(2500)}1${'}'.repeat(2501)}` },
      'draft { id }',
    );
    expect(deep.refusals[0].code).toBe('json_too_deep');
    for (const entry of ['[]', '{', '"x"']) {
      const bad = await act('changeDraft', { draftId: DRAFT, key: 'dues', entry }, 'draft { id }');
      expect(bad.refusals[0].code).toBe('json_unreadable');
    }
  });

  test('drafts are for those whom the network trusts with them', async () => {
    for (const person of [null, 'treasurer', 'coordinator', 'none'])
      expect(await query(person, `{ rulebookDrafts { id } rulebookDraft(id: "${DRAFT}") { id } }`)).toEqual({
        rulebookDrafts: [],
        rulebookDraft: null,
      });
    const { rulebookDraft } = await query(
      'auditor',
      `{ rulebookDraft(id: "${DRAFT}") { title articles { no changes } } }`,
    );
    expect(rulebookDraft.articles[0].changes).toContainEqual({
      place: 'rule.levels[1].when',
      before: 'years_unpaid >= 2',
      after: 'years_unpaid >= 3',
    });
  });
});
