import type { GraphQLObjectType } from 'graphql';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../client.ts';
import { arrange, fixtureOf } from './fixture.ts';
import {
  argumentsById,
  documentOf,
  edges,
  type Fixture,
  inspect,
  isRestricted,
  type Seen,
} from './matrix.ts';
import { holds, type Moved, maySee, type PersonName } from './oracle.ts';
import { ACT_RULES, ARGUMENTS, TYPE_RULES } from './rules.ts';

/** Alba, of the East, moves to the West today, with all that every module has written about it. */
const ALBA = 11;
const MOVED: Moved = { [ALBA]: 3 };
const OLD: PersonName = 'coordinator';
const NEW: PersonName = 'coordinatorWest';
/** Every edge and act of the contract is walked: minutes on a slow machine are no fault. */
const PATIENCE = 600_000;

describe('sec-11 for every type and act of the contract', { timeout: PATIENCE }, () => {
  let front: Front;
  let fixture: Fixture;
  let yesterday: string;
  let years: number[];
  beforeAll(async () => {
    front = await openFront();
    await arrange(front);
    const { data } = await front.as(
      'secretariat',
      'mutation M($input: MoveMemberInput!) { moveMember(input: $input) { refusals { code } } }',
      { input: { memberId: ALBA, regionId: 3, reason: 'new border' } },
    );
    expect(data.moveMember.refusals).toEqual([]);
    // What the council let its old region see it has not let the new one: it says so anew, for the walk to show it.
    const keep = `mutation { addAffiliate${ACT_RULES.addAffiliate.call(ALBA)} }`;
    expect((await front.as(NEW, keep)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
    // What was declared stands in the list of the day on which it was declared.
    await owner`alter table declaration disable trigger user`;
    await owner`update declaration set declared_at = now() - interval '2 days' where member_id = ${ALBA}`;
    await owner`alter table declaration enable trigger user`;
    await owner`insert into affiliate_sharing (member_id, place_id, level) values (${ALBA}, 3, 'keep')`;
    [{ day: yesterday } = { day: '' }] = await owner<
      { day: string }[]
    >`select (current_date - 1)::text as day`;
    years = (await owner<{ year: number }[]>`select distinct year from declaration`).map(({ year }) => year);
    await owner.end();
    fixture = { ...(await fixtureOf(front)), moved: MOVED };
    for (const rows of fixture.stands.values()) for (const row of rows.values()) row.moved = MOVED;
  });
  afterAll(() => front.close());

  test('of each type the old region sees what was made under it and nothing since, the new one all of the member', async () => {
    const walk = edges(front.api.schema).filter((edge) => isRestricted(TYPE_RULES, edge));
    const args = { ...ARGUMENTS, ...argumentsById(front.api.schema, fixture) };
    // What the old region had until yesterday it finds as of then; declarations stand in the lists of their years.
    const before = {
      ...args,
      'Query.region': ['EAST', 'WEST'].map((code) => `(code: "${code}", asOf: "${yesterday}")`),
    };
    const query = front.api.schema.getQueryType() as GraphQLObjectType;
    const wrong: string[] = [];
    const proven = { old: new Set<string>(), new: new Set<string>() };
    for (const person of [OLD, NEW]) {
      const seen: Seen = { cells: 0, leaks: [], rows: new Map(), fields: new Set() };
      const texts = [
        ...walk.map((edge) => documentOf(front.api.schema, edge, args)),
        ...walk
          .filter(({ way }) => way[0]?.field === 'region')
          .map((edge) => documentOf(front.api.schema, edge, before)),
        ...years.map(
          (year) =>
            `{ region(code: "EAST", asOf: "${yesterday}") { declarations(first: 50, year: ${year}) { rows { history { id } } } } }`,
        ),
      ];
      for (const text of texts)
        inspect(front, fixture, person, query, (await front.as(person, text)).data, seen);
      wrong.push(...new Set(seen.leaks));
      for (const [type, rows] of fixture.stands) {
        const rule = TYPE_RULES[type as keyof typeof TYPE_RULES].rule;
        if (typeof rule !== 'object' || !('rows' in rule)) continue;
        for (const row of rows.values()) {
          if (row.hidden || row.member !== ALBA) continue;
          const shown = seen.rows.get(type)?.has(row.id) ?? false;
          if (maySee(person, front.world.people[person], rule.topic, row) !== shown)
            wrong.push(`${type} ${row.id} ${shown ? 'shown to' : 'withheld from'} ${person}`);
          if (shown) proven[person === OLD ? 'old' : 'new'].add(type);
        }
      }
    }
    expect(wrong).toEqual([]);
    // The old region keeps what it had to do with, and the new one has at least as much: neither proves itself by silence.
    console.log(`sec-11: old region reads ${proven.old.size} types of Alba, new region ${proven.new.size}`);
    expect([...proven.old].filter((type) => !proven.new.has(type))).toEqual([]);
    expect(proven.old.size).toBeGreaterThan(3);
    expect(proven.new.size).toBeGreaterThan(proven.old.size);
  });

  test('no act at the member is the old region’s any more, and each that a region has is the new one’s', async () => {
    const wrong: string[] = [];
    let turned = 0;
    for (const [name, rule] of Object.entries(ACT_RULES)) {
      if (rule.may === 'anyone' || !rule.at.includes(ALBA)) continue;
      for (const person of [OLD, NEW]) {
        const answer = await front.as(person, `mutation { ${name}${rule.call(ALBA)} }`);
        const refused = answer.errors !== undefined;
        if (refused === holds(person, rule.may, ALBA, MOVED))
          wrong.push(`${name} by ${person} was ${refused ? 'refused' : 'let through'}`);
      }
      if (holds(NEW, rule.may, ALBA, MOVED)) turned += 1;
    }
    console.log(`sec-11: ${turned} acts of a region at Alba are the new region's`);
    expect(wrong).toEqual([]);
    expect(turned).toBeGreaterThan(5);
  });
});
