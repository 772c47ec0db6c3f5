import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { organisationId } from '../../test/world.ts';
import { AFFILIATES } from '../world.ts';
import { LOOKALIKE, MERGE, MERGED } from './world.ts';

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

const ALBA = organisationId(11);
const DORNA = organisationId(14);

async function act(name: string, type: string, input: Record<string, unknown>, person = 'secretariat') {
  const { data, errors } = await front.as(
    person,
    `mutation ($input: ${type}!) { ${name}(input: $input) { refusals { code field value } organisation { id name merges { id undoneAt } } } }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data[name];
}
const merge = (mergedId: string, survivorId: string, more: Record<string, unknown> = {}) =>
  act('mergeOrganisations', 'MergeOrganisationsInput', {
    mergedId,
    survivorId,
    reason: 'one and the same',
    ...more,
  });
const undo = (id: string) => act('undoMerge', 'UndoMergeInput', { id, reason: 'they are two' });

/** Everything that is read of the two records and their members, and every row that a merge could touch. */
async function state() {
  const { data } = await front.as(
    'secretariat',
    `query ($one: ID!, $other: ID!) {
      one: organisation(id: $one) { ...All } other: organisation(id: $other) { ...All }
      network { duplicateCount members(search: "dorna") { rows { id } } }
    }
    fragment All on Organisation { name names { name kind from until } identifiers { list number } kinds contacts { name } documents { id state member { id } }
      mergedInto { id } member { id affiliates { rows { id number } total } documents { id } } }`,
    { one: DORNA, other: LOOKALIKE },
  );
  const rows = await owner`
    select (select jsonb_agg(o order by o.id) from organisation o) as organisations, (select jsonb_agg(a order by a.id) from affiliate a) as affiliates,
      (select jsonb_agg(d order by d.id) from document d) as documents, (select jsonb_agg(i order by i.id) from organisation_identifier i) as identifiers,
      (select jsonb_agg(n order by n.id) from organisation_name n) as names, (select jsonb_agg(m order by m.member_id, m.since) from membership m) as memberships,
      (select jsonb_agg(x order by x.id) from assessment x) as dues, app.documents_valid(14, current_date) as valid`;
  return { data, rows: rows[0] };
}

test('a pair that looks alike is proposed, is looked at side by side, and becomes one with its history', async () => {
  const { data } = await front.as(
    'coordinatorWest',
    `query ($one: ID!, $other: ID!) { region(code: "WEST") { duplicateCount duplicates { one { name } other { name } likeness reasons } }
      mergePreview(mergedId: $one, survivorId: $other) { blocks affiliates merged { name } survivor { name } } }`,
    { one: LOOKALIKE, other: DORNA },
  );
  expect(data.region.duplicateCount).toBe(1);
  expect(data.region.duplicates[0].reasons).toContain('alike');
  expect(data.mergePreview).toMatchObject({ blocks: [], merged: { name: 'Dorna Councill' } });
  const merged = await merge(LOOKALIKE, DORNA);
  expect(merged.refusals).toEqual([]);
  const after = await front.as(
    null,
    'query ($id: ID!) { organisation(id: $id) { names { name kind until merged } } network { members(search: "councill") { rows { name } } } }',
    { id: DORNA },
  );
  expect(after.data.organisation.names).toContainEqual(
    expect.objectContaining({ name: 'Dorna Councill', kind: 'former', merged: true }),
  );
  expect(after.data.network.members.rows).toEqual([{ name: 'Dorna Council' }]);
  expect((await merge(LOOKALIKE, ALBA)).refusals[0].code).toBe('merge_already');
  expect((await merge(ALBA, LOOKALIKE)).refusals[0].code).toBe('merge_survivor_merged');
  expect((await undo(merged.organisation.merges[0].id)).refusals).toEqual([]);
  expect((await undo(merged.organisation.merges[0].id)).refusals[0].code).toBe('merge_undone');
});

test('what stands against a merge is said', async () => {
  expect((await merge(ALBA, ALBA)).refusals[0].code).toBe('merge_itself');
  expect((await merge(ALBA, organisationId(13))).refusals[0].code).toBe('merge_both_members');
  expect((await merge(DORNA, LOOKALIKE)).refusals[0].code).toBe('merge_current_member');
  await owner`insert into organisation_identifier (organisation_id, list, number) values (${LOOKALIKE}, 'XI-WIKIDATA', 'Q99')`;
  expect((await merge(LOOKALIKE, DORNA)).refusals[0].code).toBe('merge_identifiers');
  await owner`delete from organisation_identifier where number = 'Q99'`;
  expect((await merge(LOOKALIKE, DORNA, { reason: ' ' })).refusals[0]).toMatchObject({
    code: 'required',
    field: 'reason',
  });
  await expect(
    act(
      'mergeOrganisations',
      'MergeOrganisationsInput',
      { mergedId: LOOKALIKE, survivorId: DORNA, reason: 'r' },
      'coordinatorWest',
    ),
  ).rejects.toThrow('FORBIDDEN');
  expect((await undo(MERGE)).refusals).toEqual([]);
  expect((await merge(MERGED, ALBA)).refusals).toEqual([]);
});

test('whatever the merged record holds, merging it and undoing that gives back the same state', {
  timeout: 120_000,
}, async () => {
  // A member that was, of its own place, whose membership ended before the survivor's began.
  await owner`insert into place (id, kind) values (90, 'council')`;
  await owner`insert into member (place_id, organisation_id) values (90, ${LOOKALIKE})`;
  await owner`insert into membership (member_id, category, during) values (90, 'A', '[2001-01-01,2005-01-01)')`;
  await owner`insert into member_region (member_id, region_id, during) values (90, 3, '[2001-01-01,2005-01-01)')`;
  const holding = fc.record({
    affiliates: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
    names: fc.uniqueArray(fc.constantFrom('Dorna Union', 'مجلس دورنا', 'Дорна'), { maxLength: 3 }),
    numbers: fc.uniqueArray(fc.constantFrom('CL-A1', 'CL-B2'), { maxLength: 2 }),
    document: fc.option(fc.constantFrom('[2024-01-01,)', '[2001-01-01,2002-01-01)')),
  });
  await fc.assert(
    fc.asyncProperty(holding, async (held) => {
      for (const n of held.affiliates)
        await owner`insert into affiliate (member_id, number, name, country, during) values (90, ${`L-${n}`}, ${`House ${n}`}, 'CL', '[2002-01-01,)')`;
      for (const name of held.names)
        await owner`insert into organisation_name (organisation_id, member_id, kind, name) values (${LOOKALIKE}, 90, 'other', ${name})`;
      for (const number of held.numbers)
        await owner`insert into organisation_identifier (organisation_id, member_id, list, number) values (${LOOKALIKE}, 90, 'CL-REG', ${number})`;
      if (held.document)
        await owner`insert into document (member_id, organisation_id, kind, title, valid, filename, bytes, hash)
          values (90, ${LOOKALIKE}, 'audit', 'Audit', ${held.document}, 'a.pdf', 1, 'x')`;
      const before = await state();
      const merged = await merge(LOOKALIKE, DORNA);
      expect(merged.refusals).toEqual([]);
      const during = await state();
      expect(during.data.one.identifiers.length).toBe(
        before.data.one.identifiers.length + held.numbers.length,
      );
      expect(during.data.one.member.affiliates.total).toBe(
        before.data.one.member.affiliates.total + held.affiliates.length,
      );
      expect(during.rows?.['dues']).toEqual(before.rows?.['dues']);
      expect(during.rows?.['memberships']).toEqual(before.rows?.['memberships']);
      expect((await undo(merged.organisation.merges[0].id)).refusals).toEqual([]);
      expect(await state()).toEqual(before);
      await owner`delete from affiliate where member_id = 90`;
      await owner`delete from organisation_name where member_id = 90`;
      await owner`delete from organisation_identifier where member_id = 90`;
      await owner`delete from document where member_id = 90`;
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

test('affiliates follow a merge from its day on, numbers told apart, and come back when it is undone', async () => {
  const held = async (member: number) =>
    owner`select name, number, since::text, upper(during)::text as until from affiliate where member_id = ${member} and name like 'House %' order by name, since`;
  const [{ today, tomorrow } = { today: '', tomorrow: '' }] = await owner<
    { today: string; tomorrow: string }[]
  >`
    select current_date::text as today, (current_date + 1)::text as tomorrow`;
  const [taken] = await owner<
    { number: string }[]
  >`select number from affiliate where member_id = 14 order by number limit 1`;
  const ids = await owner<{ id: string; name: string }[]>`
    insert into affiliate (member_id, number, name, country, during) values
      (90, ${String(taken?.number)}, 'House same', 'CL', '[2002-01-01,)'), (90, 'H-2', 'House other', 'CL', '[2002-01-01,)'),
      (90, 'H-3', 'House gone', 'CL', '[2002-01-01,2003-01-01)'), (90, 'H-4', 'House new', 'CL', daterange(current_date, null)),
      (90, 'H-5', 'House shy', 'CL', '[2002-01-01,)') returning id, name`;
  const idOf = (name: string) => String(ids.find((one) => one.name === name)?.id);
  await owner`insert into affiliate_withholding (affiliate_id, member_id, withheld) values (${idOf('House shy')}, 90, true)`;
  const before = await held(90);
  const { data } = await front.as(
    'secretariat',
    'query ($one: ID!, $other: ID!) { mergePreview(mergedId: $one, survivorId: $other) { affiliates renumbered staying } }',
    { one: LOOKALIKE, other: DORNA },
  );
  expect(data.mergePreview).toEqual({ affiliates: 4, renumbered: 1, staying: 0 });
  const merged = await merge(LOOKALIKE, DORNA);
  expect(merged.refusals).toEqual([]);
  expect(await held(14)).toEqual([
    { name: 'House new', number: 'H-4', since: tomorrow, until: null },
    { name: 'House other', number: 'H-2', since: today, until: null },
    { name: 'House same', number: `${taken?.number}/90`, since: today, until: null },
    { name: 'House shy', number: 'H-5', since: today, until: null },
  ]);
  expect((await held(90)).map((one) => one['until'])).toEqual(['2003-01-01', tomorrow, today, today, today]);
  const [shy] = await owner<
    { withheld: boolean }[]
  >`select app.affiliate_withheld(id) as withheld from affiliate where member_id = 14 and name = 'House shy'`;
  expect(shy?.withheld).toBe(true);
  const read = await front.as(
    'secretariat',
    'query ($id: ID!) { organisation(id: $id) { merges { id affiliates } } }',
    {
      id: DORNA,
    },
  );
  expect(read.data.organisation.merges[0].affiliates).toBe(4);
  // What the survivor has worked on since ends there when the merge is undone; all else leaves no trace.
  await owner`insert into affiliate_size (affiliate_id, member_id, day, persons)
    select id, 14, current_date, 12 from affiliate where member_id = 14 and name = 'House other'`;
  expect((await undo(merged.organisation.merges[0].id)).refusals).toEqual([]);
  expect(await held(90)).toEqual(before);
  expect(await held(14)).toEqual([{ name: 'House other', number: 'H-2', since: today, until: tomorrow }]);
  // Merged once more, the numbers that are there already are told apart again.
  const again = await merge(LOOKALIKE, DORNA);
  expect(again.refusals).toEqual([]);
  expect((await held(14)).map((one) => one['number'])).toContain('H-2/90');
  expect((await undo(again.organisation.merges[0].id)).refusals).toEqual([]);
});

test('two that only look alike are kept apart, and no longer', async () => {
  const apart = { oneId: LOOKALIKE, otherId: DORNA, reason: 'a private foundation of that name' };
  expect((await act('keepApart', 'KeepApartInput', apart)).refusals).toEqual([]);
  expect((await act('keepApart', 'KeepApartInput', apart)).refusals[0].code).toBe('already_apart');
  const count = async () =>
    (await front.as('secretariat', '{ network { duplicateCount } }')).data.network.duplicateCount;
  expect(await count()).toBe(0);
  const kept = await front.as(
    'coordinatorWest',
    '{ region(code: "WEST") { keptApart { id reason by { name } one { name } other { name } } } }',
  );
  expect(kept.data.region.keptApart).toMatchObject([
    { reason: 'a private foundation of that name', by: { name: 'secretariat' } },
  ]);
  const [row] = kept.data.region.keptApart;
  const ended = await front.as(
    'secretariat',
    'mutation ($id: ID!) { endKeepingApart(id: $id) { refusals { code } } }',
    { id: row?.id },
  );
  expect(ended.data.endKeepingApart.refusals).toEqual([]);
  expect(await count()).toBe(1);
});

test('predecessor and successor are not proposed as one', async () => {
  const count = async () =>
    (await front.as('secretariat', '{ network { duplicateCount } }')).data.network.duplicateCount;
  const before = await count();
  await owner`insert into place (id, kind) values (91, 'council')`;
  const [old] = await owner<{ id: string }[]>`
    insert into organisation (name, country, source, namesake) values ('Dorna Counc1l', 'CL', 'test', 7) returning id`;
  await owner`insert into member (place_id, organisation_id) values (91, ${String(old?.id)})`;
  expect(await count()).toBeGreaterThan(before);
  await owner`insert into organisation_distinct (one_id, other_id, reason) values (least(${String(old?.id)}::uuid, ${LOOKALIKE}::uuid),
    greatest(${String(old?.id)}::uuid, ${LOOKALIKE}::uuid), 'for this test')`;
  await owner`insert into succession (predecessor_id, successor_id, day) values (91, 14, '2010-01-01')`;
  expect(await count()).toBe(before);
});

test('one becomes two: the other is a member of the same category and takes along what was named', async () => {
  const affiliate = AFFILIATES.find((one) => one.member === 14);
  const [document] = await owner<{ id: string }[]>`select id from document where member_id = 14`;
  const { data } = await front.as(
    'secretariat',
    `mutation ($input: SplitOrganisationInput!) { splitOrganisation(input: $input) { refusals { code field } member { id category region { code } documents { id } }
      organisation { name } } }`,
    {
      input: {
        organisationId: DORNA,
        name: 'Dorna Youth Union',
        reason: 'decided by its assembly',
        documentIds: [document?.id],
        affiliateIds: [affiliate?.id],
      },
    },
  );
  expect(data.splitOrganisation).toMatchObject({
    refusals: [],
    organisation: { name: 'Dorna Youth Union' },
    member: {
      category: 'A',
      region: { code: 'WEST' },
      documents: [{ id: document?.id }],
    },
  });
  // The affiliation ends here and begins there on the day; the other council shares its register when it says so. The
  // lookalike of the tests before has an affiliate of that number too.
  const held =
    await owner`select a.number, a.member_id = 14 as here, lower(a.during)::text as since, upper(a.during)::text as until
    from affiliate a where a.number = ${String(affiliate?.number)} and a.member_id <> 90 order by here desc`;
  const [{ today } = { today: '' }] = await owner<{ today: string }[]>`select current_date::text as today`;
  expect(held).toEqual([
    { number: affiliate?.number, here: true, since: '2015-01-01', until: today },
    { number: affiliate?.number, here: false, since: today, until: null },
  ]);
  const again = await front.as(
    'secretariat',
    'mutation ($input: SplitOrganisationInput!) { splitOrganisation(input: $input) { refusals { code field } } }',
    { input: { organisationId: DORNA, name: 'Dorna Third', reason: 'r', affiliateIds: [affiliate?.id] } },
  );
  expect(again.data.splitOrganisation.refusals).toEqual([
    { code: 'not_of_organisation', field: 'affiliateIds' },
  ]);
  const { data: parted } = await front.as(
    'secretariat',
    'query ($id: ID!) { organisation(id: $id) { splits { reason into { name } } } }',
    { id: DORNA },
  );
  expect(parted.organisation.splits.map((one: { into: { name: string } }) => one.into.name)).toContain(
    'Dorna Youth Union',
  );
});

const SPLIT = `mutation ($input: SplitOrganisationInput!) { splitOrganisation(input: $input) { refusals { code field } member { id } organisation { id } } }`;

test('a split is undone in one act: what went comes back, and the other never was a member', async () => {
  const affiliate = (
    await owner<{ id: string }[]>`select id from affiliate where member_id = 14 and upper_inf(during) limit 1`
  )[0]?.id;
  const [identifier] = await owner<
    { id: string }[]
  >`select id from organisation_identifier where member_id = 14 and ended_at is null limit 1`;
  const own =
    () => owner`select (select jsonb_agg(a order by a.id) from affiliate a where member_id = 14) as affiliates,
    (select jsonb_agg(i order by i.id) from organisation_identifier i where member_id = 14) as identifiers`;
  // Whoever keeps the register of Dorna may part it.
  await owner`insert into affiliate_sharing (member_id, place_id, level) values (14, 1, 'keep')`;
  await owner`update affiliate set import_id = null where member_id = 14`;
  const before = await own();
  const parts = {
    organisationId: DORNA,
    name: 'Dorna Parted by Mistake',
    reason: 'read wrongly',
    affiliateIds: [affiliate],
    identifierIds: [identifier?.id],
  };
  const { data } = await front.as('secretariat', SPLIT, { input: parts });
  expect(data.splitOrganisation.refusals).toEqual([]);
  const member = data.splitOrganisation.member.id;
  const { data: read } = await front.as(
    'secretariat',
    'query ($id: ID!) { organisation(id: $id) { splits { id affiliates into { name } } } }',
    { id: DORNA },
  );
  const split = read.organisation.splits.find(
    (one: { into: { name: string } }) => one.into.name === parts.name,
  );
  expect(split.affiliates).toBe(1);
  const undoSplit = async (person = 'secretariat') => {
    const answer = await front.as(
      person,
      'mutation ($input: UndoSplitInput!) { undoSplit(input: $input) { refusals { code field } organisation { splits { id undoneReason } } } }',
      { input: { id: split.id, reason: 'one assembly after all' } },
    );
    return answer.errors?.[0]?.extensions.code ?? answer.data.undoSplit;
  };
  expect(await undoSplit('coordinatorWest')).toBe('FORBIDDEN');
  // What has become of the other meanwhile stands against it, by name.
  const [office] = await owner<{ id: string }[]>`
    insert into affiliate_category (member_id, name, position) values (${member}, 'Large', 1) returning id`;
  expect((await undoSplit()).refusals).toEqual([{ code: 'admission_has_affiliates', field: 'id' }]);
  await owner`delete from affiliate_category where id = ${String(office?.id)}`;
  const done = await undoSplit();
  expect(done.refusals).toEqual([]);
  expect(done.organisation.splits).toContainEqual({ id: split.id, undoneReason: 'one assembly after all' });
  expect(await own()).toEqual(before);
  const gone = await front.as(
    'secretariat',
    `{ member(id: ${member}) { state steps { kind reason undone } } }`,
  );
  expect(gone.data.member).toMatchObject({
    state: 'former',
    steps: [
      { kind: 'undone', reason: 'one assembly after all' },
      { kind: 'admitted', undone: true },
    ],
  });
  expect((await undoSplit()).refusals).toEqual([{ code: 'split_undone', field: 'id' }]);
  // Parted again, the other comes back to its own record.
  const later = await front.as('secretariat', SPLIT, { input: parts });
  expect(later.data.splitOrganisation).toMatchObject({ refusals: [], member: { id: member } });
});
