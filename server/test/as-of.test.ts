import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractShapes } from '../contract.ts';
import type { Field, Relation, Row, Scope } from '../reading/shape.ts';
import { type Front, openFront } from './client.ts';

/**
 * Every field of the contract that reads dated rows answers for the date that its query asks about. Found from the
 * statements themselves: the SQL of each field, with the functions of the database that it calls.
 */
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

/** Structure, offices, membership, dues and standing: tables whose rows hold for a time. */
const DATED = [
  ...['membership', 'member_region', 'suspension', 'country_region', 'office', 'mandate'],
  ...['assessment_balance', 'member_balance', 'standing_period'],
];

const TO_DO = 'what is to be done, and by whom, is asked for today';
const RIGHTS = 'what somebody may see or do now';
const APPLICANT = 'an application is decided by the rulebook and the members of today';
const ALL_DAYS = 'all days, each with its own';
const TWO_DAYS = 'of the two days that are compared';

/** The fields that speak of today, or of all days, on purpose. */
const ON_PURPOSE: Record<string, string> = {
  'Member.history': ALL_DAYS,
  'Member.standings': ALL_DAYS,
  'Member.standingChanges': ALL_DAYS,
  'Body.mandates': ALL_DAYS,
  'Standing.since': 'the whole time of the standing that the date chose',
  'Standing.until': 'the whole time of the standing that the date chose',
  'Standing.next': 'what follows on the standing that the date chose',
  'StandingReasons.remedies': 'what would restore it from now on',
  'ComparedChange.before': TWO_DAYS,
  'ComparedChange.after': TWO_DAYS,
  'RestatedTotals.dues': 'of the two days; whose dues somebody may read is asked for today',
  'RestatedTotals.duesElsewhere': RIGHTS,
  'Member.acts': RIGHTS,
  'Member.state':
    'today’s, beside the acts that follow from it; the date has category, region and suspension',
  'MembershipStep.undoable': RIGHTS,
  'Viewer.offices': RIGHTS,
  'Viewer.sights': RIGHTS,
  'Viewer.openings': RIGHTS,
  'Viewer.erasureHindrance': RIGHTS,
  'Erasure.hindrance': RIGHTS,
  'Place.peopleBelow': RIGHTS,
  'Place.obligations': TO_DO,
  'Place.obligationColumns': TO_DO,
  'Place.obligationGrid': TO_DO,
  'Place.waiting': TO_DO,
  'Query.reminderRules': TO_DO,
  'Network.duplicates': TO_DO,
  'Network.duplicateCount': TO_DO,
  'Region.duplicates': TO_DO,
  'Region.duplicateCount': TO_DO,
  'Network.keptApart': TO_DO,
  'Region.keptApart': TO_DO,
  'Query.mergePreview': TO_DO,
  'MergePreview.blocks': TO_DO,
  'MergePreview.affiliates': TO_DO,
  'MergePreview.renumbered': TO_DO,
  'MergePreview.staying': TO_DO,
  'Query.report': 'of the period that it names',
  'Query.pass': 'a pass is checked on the day on which it is shown',
  'MemberPass.state': 'a pass is checked on the day on which it is shown',
  'Query.followedApplication': APPLICANT,
  'FollowedApplication.categoryName': APPLICANT,
  'FollowedApplication.mayAppeal': APPLICANT,
  'FollowedCondition.type': APPLICANT,
  'Member.countryApplicants': APPLICANT,
  'Application.sameCountry': APPLICANT,
  'Application.checklist': APPLICANT,
  'ApplicationCondition.type': APPLICANT,
};

/** The ways into the structure: each takes a date. */
const WAYS_IN = [
  'network',
  'region',
  'regions',
  'member',
  'place',
  'bodies',
  'body',
  'programmes',
  'programme',
];

const ASOF = '«as of»';

/** What a field writes into a statement, for a row called `r`. */
function sqlOf(field: Field): string {
  const texts: string[] = [];
  const scope: Scope = {
    asOf: ASOF,
    several: false,
    locale: "'en'",
    arg: () => 'null',
    form: (_name, decide) => (decide ? decide(null) : (null as never)),
    beside: (_row, _name, join) => {
      texts.push(join('b'));
      return 'b';
    },
    carries: () => {},
    shared: (sql) => {
      texts.push(sql);
      return 'shared';
    },
    result: () => 'null',
  };
  const row: Row = 'r';
  if (typeof field === 'function') texts.push(field(row, scope));
  else if (field.kind !== 'given') texts.push(...relationOf(field, row, scope));
  return texts.join('\n');
}

function relationOf(field: Relation, row: Row, scope: Scope): string[] {
  return [field.from('c', row, scope), field.where?.('c', row, scope) ?? '', field.order?.('c', scope) ?? ''];
}

const word = (name: string) => new RegExp(`(?<![.\\w])${name}\\b`);

/** Functions of the database that read the clock or dated tables by themselves, directly or through others. */
async function functions(): Promise<{ clock: Set<string> }> {
  const rows = await owner<{ name: string; body: string }[]>`
    select p.proname as name, pg_get_functiondef(p.oid) as body from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'app' and p.prokind = 'f'`;
  const clock = new Set(rows.filter(({ body }) => /\bcurrent_date\b/.test(body)).map(({ name }) => name));
  // Who may read is decided by the offices held now, whatever day is asked about.
  const rights = [
    'reach',
    'reach_members',
    'path',
    'acts',
    'enter',
    'affiliate_reach',
    'affiliate_withholders',
    'affiliate_scope',
  ];
  for (const name of rights) clock.delete(name);
  for (let grown = true; grown; ) {
    const more = rows.filter(
      ({ name, body }) =>
        !clock.has(name) && !rights.includes(name) && [...clock].some((one) => body.includes(`app.${one}(`)),
    );
    for (const { name } of more) clock.add(name);
    grown = more.length > 0;
  }
  return { clock };
}

test('what reads dated rows answers for the date asked about, field by field of the contract', async () => {
  const { clock } = await functions();
  const wrong: string[] = [];
  for (const [type, shape] of Object.entries(contractShapes)) {
    if (type.endsWith('Payload')) continue;
    for (const [name, field] of Object.entries(shape.fields)) {
      const sql = sqlOf(field as Field);
      const byToday = /\bcurrent_date\b/.test(sql.replace(/current_date then/g, '')) && !sql.includes(ASOF);
      const dated = DATED.some((table) => word(table).test(sql)) && !sql.includes(ASOF);
      const called = [...clock].filter((one) => sql.includes(`app.${one}(`));
      const byClock = called.length > 0 && !sql.includes(ASOF);
      const found = [byToday && 'today', dated && 'dated', byClock && called.join(',')].filter(Boolean);
      if (found.length > 0 && !(`${type}.${name}` in ON_PURPOSE))
        wrong.push(`${type}.${name}: ${found.join(' ')}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('every way into the structure takes a date', async () => {
  const { data } = await front.as(null, '{ __schema { queryType { fields { name args { name } } } } }');
  const fields: { name: string; args: { name: string }[] }[] = data.__schema.queryType.fields;
  const undated = WAYS_IN.filter(
    (name) => !fields.find((one) => one.name === name)?.args.some((arg) => arg.name === 'asOf'),
  );
  expect(undated).toEqual([]);
});
