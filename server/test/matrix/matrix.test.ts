import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { act } from '../../unit.ts';
import { type Front, openFront } from '../client.ts';
import { arrange, fixtureOf, restricted } from './fixture.ts';
import { objectTypes } from './matrix.ts';
import { holds, maySee, PERSONS } from './oracle.ts';
import { ACT_RULES, TYPE_RULES } from './rules.ts';
import { PATIENCE } from './walk.ts';

test('every type and field of the contract stands in the matrix, and nothing else does', async () => {
  const front = await openFront();
  const missing: string[] = [];
  for (const type of objectTypes(front.api.schema)) {
    if (type.name === 'Mutation') continue;
    const rule = TYPE_RULES[type.name as keyof typeof TYPE_RULES];
    const listed = new Set(rule ? [...rule.fields.split(' '), ...Object.keys(rule.guarded ?? {})] : []);
    const fields = Object.keys(type.getFields());
    missing.push(...fields.filter((field) => !listed.has(field)).map((field) => `${type.name}.${field}`));
    missing.push(
      ...[...listed].filter((field) => !fields.includes(field)).map((field) => `gone: ${type.name}.${field}`),
    );
  }
  const acts = Object.keys(front.api.schema.getMutationType()?.getFields() ?? {});
  missing.push(...acts.filter((name) => !(name in ACT_RULES)).map((name) => `Mutation.${name}`));
  await front.close();
  expect(missing).toEqual([]);
});

describe('sec-02: acts', { timeout: PATIENCE }, () => {
  let front: Front;
  beforeAll(async () => {
    front = await openFront();
  });
  afterAll(() => front.close());

  test('every act is refused to everybody whose office does not carry it there', async () => {
    const wrong: string[] = [];
    let cells = 0;
    for (const [name, rule] of Object.entries(ACT_RULES)) {
      for (const place of rule.at) {
        for (const person of PERSONS) {
          const answer = await front.as(person, `mutation { ${name}${rule.call(place)} }`);
          const code = answer.errors?.[0]?.extensions.code;
          expect(
            [undefined, 'FORBIDDEN', 'UNAUTHENTICATED', 'NOT_FOUND'],
            `${name} at ${place} by ${person}: ${JSON.stringify(answer.errors)}`,
          ).toContain(code);
          // Whoever is nobody is told to sign in before a key is looked at.
          const refused =
            code !== undefined && !(person === null && rule.may === 'anyone' && code === 'UNAUTHENTICATED');
          const allowed = rule.may === 'anyone' || holds(person, rule.may, place);
          if (!rule.looks && code === undefined && answer.data[name].refusals.length === 0)
            wrong.push(`${name} at ${place} by ${person} was done`);
          if (refused === allowed)
            wrong.push(`${name} at ${place} by ${person} was ${refused ? 'refused' : 'let through'}`);
          cells += 1;
        }
      }
    }
    console.log(`matrix: ${cells} acts tried, ${wrong.length} wrong`);
    expect(wrong).toEqual([]);
  });
});

test('S2: as the runtime role with raw SQL, every restricted table shows what the fixture allows and nothing else', {
  timeout: PATIENCE,
}, async () => {
  const front = await openFront();
  await arrange(front);
  const fixture = await fixtureOf(front);
  const wrong: string[] = [];
  for (const person of PERSONS) {
    const own = person === null ? undefined : front.world.people[person];
    const caller =
      person === null
        ? { kind: 'none' as const, id: null }
        : { kind: 'session' as const, id: await sessionId(front, person) };
    await act(front.api.database, caller, async (unit) => {
      for (const [type, rule] of restricted) {
        if (typeof rule.rule !== 'object' || !('rows' in rule.rule)) continue;
        const { topic, rows } = rule.rule;
        const seen = new Set((await unit.sql.unsafe<{ id: string }[]>(rows)).map((row) => String(row.id)));
        const allowed = [...(fixture.stands.get(type)?.values() ?? [])]
          .filter((row) => maySee(person, own, topic, row))
          .map((row) => row.id);
        wrong.push(
          ...[...seen].filter((id) => !allowed.includes(id)).map((id) => `${type} ${id} to ${person}`),
        );
      }
    });
  }
  await front.close();
  expect(wrong).toEqual([]);
});

test('every table has row security with force and a policy, or stands in the list of public tables', async () => {
  const front = await openFront();
  const owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const open = await owner<{ name: string }[]>`
    select c.relname as name from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))
      and (has_table_privilege('ninefold_app', c.oid, 'select') or has_table_privilege('ninefold_app', c.oid, 'insert'))
    order by 1`;
  await owner.end();
  await front.close();
  const unknown = open.map((table) => table.name).filter((name) => !(name in PUBLIC_TABLES));
  expect(unknown).toEqual([]);
});

/** Tables that the runtime role may read whole, and why. */
const PUBLIC_TABLES: Record<string, string> = {
  rulebook_version: 'statutes are public',
  act_rule: 'what is possible in each state is a rule, not data of anybody',
  body: 'composition is public',
  seat: 'composition is public',
  job: 'ids only; the worker takes them',
  daily_task: 'names and days only',
  obligation_kind: 'kinds and days, a rule',
  identifier_list: 'registers and their codes are published',
  receipt_series: 'the next number of a series only',
  invoice_series: 'the next number of a series only',
  invoice_terms: 'exchange rates and terms of the rulebook, which are public',
  place: 'structure is public',
  network: 'structure is public',
  region: 'structure is public',
  country: 'structure is public',
  country_region: 'structure is public',
  country_fact: 'published facts',
  organisation: 'members are public',
  member: 'members are public',
  membership: 'members are public',
  member_region: 'members are public',
  suspension: 'standing of members is public',
  component: 'programmes are public',
  capability_grant: 'the table of rights itself',
  session: 'hashes and ids; no field of the contract leads here',
  refresh: 'hashes; no field of the contract leads here',
  throttle: 'hashes; no field of the contract leads here',
};

async function sessionId(front: Front, person: string): Promise<string> {
  return JSON.parse(Buffer.from((await front.session(person)).split('.')[1] ?? '', 'base64url').toString())
    .sid;
}
