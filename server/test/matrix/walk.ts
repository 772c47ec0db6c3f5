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
import { maySee, PERSONS, type PersonName } from './oracle.ts';
import { ARGUMENTS, TYPE_RULES } from './rules.ts';

/** Every person walks every edge of the contract: minutes on a slow machine are no fault. */
export const PATIENCE = 900_000;

/**
 * sec-01 for one build: everybody walks every edge of the contract, and sees what the fixture allows and nothing else. Both
 * layers together, and each alone (statements without guards, tables without row security), are files of their own: together
 * they take longer than all other tests of a worker.
 */
export function walks(
  name: string,
  { guards, rowSecurity }: { guards: boolean; rowSecurity: boolean },
): void {
  describe(`sec-01 with ${name}`, { timeout: PATIENCE }, () => {
    let front: Front;
    let fixture: Fixture;
    beforeAll(async () => {
      front = await openFront({ guards });
      await arrange(front);
      if (!rowSecurity) await withoutRowSecurity(front);
      fixture = await fixtureOf(front, guards);
    });
    afterAll(() => front.close());

    test('no person is shown a row or a field that the fixture does not allow', async () => {
      const all = edges(front.api.schema);
      const walk = guards && rowSecurity ? all : all.filter((edge) => isRestricted(TYPE_RULES, edge));
      const args = { ...ARGUMENTS, ...argumentsById(front.api.schema, fixture) };
      const query = front.api.schema.getQueryType() as GraphQLObjectType;
      const total: Seen = { cells: 0, leaks: [], rows: new Map(), fields: new Set() };
      const withheld: string[] = [];
      const seenBy = new Map<PersonName, Seen>(
        PERSONS.map((person) => [person, { ...total, rows: new Map() }]),
      );
      // Everybody walks an edge before the next one: its document is then read and compiled once, not for each person.
      for (const edge of walk) {
        const document = documentOf(front.api.schema, edge, args);
        for (const [person, seen] of seenBy) {
          const answer = await front.as(person, document);
          const faults = (answer.errors ?? []).filter(
            (error) => error.extensions.code === 'INTERNAL' || error.extensions.code === 'BAD_REQUEST',
          );
          expect(
            faults,
            `${person} on ${edge.way.map((step) => `${step.type}.${step.field}`).join(' > ')}`,
          ).toEqual([]);
          inspect(front, fixture, person, query, answer.data, seen);
        }
      }
      for (const [person, seen] of seenBy) {
        total.cells += seen.cells;
        withheld.push(...unseen(front, person, seen));
      }
      console.log(
        `matrix: ${PERSONS.length} persons × ${walk.length} edges, ${total.cells} cells, ${total.leaks.length} leaks`,
      );
      expect([...new Set(total.leaks)].slice(0, 20)).toEqual([]);
      expect(withheld.slice(0, 20)).toEqual([]);
      const guarded = Object.entries(TYPE_RULES).flatMap(([type, rule]) =>
        Object.entries(rule.guarded ?? {})
          .filter(([, field]) => guards || field === 'self' || !field.totals)
          .map(([field]) => `${type}.${field}`),
      );
      expect(guarded.filter((field) => !total.fields.has(field))).toEqual([]);
    });

    /** Rows that the oracle allows and no way showed: a matrix that shows nothing proves nothing. */
    function unseen(of: Front, person: PersonName, seen: Seen): string[] {
      const own = person === null ? undefined : of.world.people[person];
      return [...fixture.stands].flatMap(([type, rows]) => {
        const rule = TYPE_RULES[type as keyof typeof TYPE_RULES].rule;
        if (typeof rule !== 'object' || !('rows' in rule)) return [];
        const allowed = [...rows.values()].filter((row) => maySee(person, own, rule.topic, row));
        const shown = seen.rows.get(type) ?? new Set();
        return allowed
          .filter((row) => !row.hidden && !shown.has(row.id))
          .map((row) => `${type} ${row.id} withheld from ${person}`);
      });
    }
  });
}

async function withoutRowSecurity(front: Front): Promise<void> {
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const tables = await owner<
    { name: string }[]
  >`select relname as name from pg_class where relrowsecurity and relkind = 'r'`;
  for (const { name } of tables) await owner.unsafe(`alter table ${name} disable row level security`);
  await owner.end();
}
