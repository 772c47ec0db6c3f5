import postgres from 'postgres';
import { signAccess } from '../../server/access/bearer.ts';
import { buildApi } from '../../server/app.ts';
import { configure } from '../../server/config.ts';
import { openDatabase } from '../../server/database.ts';
import { refreshMarked } from '../../server/standing/refresh.ts';

/** Standing of a large federation: worked out anew, and asked of all members as of a date. */
export interface StandingBench {
  members: number;
  periods: number;
  /** Every member's whole timeline, after a change of the rulebook. */
  refreshSeconds: number;
  /** Again, with nothing changed, as the daily check does. */
  checkSeconds: number;
  countMs: number;
  rawCountMs: number;
  countToRawSql: number;
}

const ASKED = 15;
const DOCUMENT = `query BenchStanding($asOf: Date) { network(asOf: $asOf) { standingCounts { status light members } } }`;
const BY_HAND = `select json_agg(json_build_object('status', status, 'light', light, 'members', members)) as answer from (
  select p.status, p.light, count(*)::int as members from membership ms
  join member_region mr on mr.member_id = ms.member_id and mr.since <= $1 and mr.until > $1
  join standing_period p on p.member_id = ms.member_id and p.known_until = 'infinity' and p.since <= $1 and p.until > $1
  where ms.since <= $1 and ms.until > $1 group by 1, 2) c`;

/** Measures over the members and dues that the run of dues has left in the database. */
export async function benchStanding(ownerUrl: string, dataDir: string): Promise<StandingBench> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const database = openDatabase(ownerUrl, 2);
  try {
    await adoptRule(owner);
    const refreshSeconds = await secondsOf(() => refreshMarked(database));
    await owner`select app.check_standing()`;
    const checkSeconds = await secondsOf(() => refreshMarked(database));
    await owner`vacuum analyze`;
    const [sizes] = await owner<{ members: number; periods: number; day: string }[]>`
      select count(distinct member_id)::int as members, count(*)::int as periods, (current_date + 200)::text as day from standing_period`;
    if (!sizes) throw new Error('no standing was worked out');
    const { day, ...counted } = sizes;
    const ask = await asker(ownerUrl, dataDir, owner, day);
    const countMs = await medianOf(ask.ask);
    const rawCountMs = await medianOf(() => owner.unsafe(BY_HAND, [day]));
    await ask.close();
    return {
      ...counted,
      refreshSeconds,
      checkSeconds,
      countMs,
      rawCountMs,
      countToRawSql: rawCountMs / countMs,
    };
  } finally {
    await database.close();
    await owner.end({ timeout: 5 });
  }
}

/** The measured rulebook says from its third version on what standing is. */
async function adoptRule(owner: postgres.Sql): Promise<void> {
  const [row] = await owner<{ document: { versions: object[]; facts: object; articles: object[] } }[]>`
    select document from rulebook_version where rulebook = 'measured' order by version desc limit 1`;
  if (!row) throw new Error('no rulebook to measure');
  const edition = {
    version: 3,
    validFrom: '2026-01-01',
    retroactiveFrom: '2015-02-01',
    adoptedBy: { body: 'bench' },
  };
  const document = {
    ...row.document,
    versions: [...row.document.versions, edition],
    facts: {
      ...row.document.facts,
      suspended: { type: 'boolean' },
      years_unpaid: { type: 'integer', min: 0 },
    },
    articles: [
      ...row.document.articles,
      {
        ...{ no: '3', key: 'standing', kind: 'standing', version: 3, title: { en: 'Standing' } },
        rule: {
          use: 'standing',
          levels: [
            { status: 'suspended', when: 'suspended' },
            { status: 'in_arrears', when: 'years_unpaid >= 2' },
            { status: 'reminded', when: 'years_unpaid >= 1', light: 'warn' },
          ],
          otherwise: { status: 'good' },
        },
      },
    ],
  };
  await owner`insert into rulebook_version (rulebook, version, valid_from, retroactive_from, currency, document)
    values ('measured', 3, ${edition.validFrom}, ${edition.retroactiveFrom}, 'USD', ${owner.json(document as never)})`;
}

async function asker(ownerUrl: string, dataDir: string, owner: postgres.Sql, asOf: string) {
  const database = openDatabase(ownerUrl, 2);
  const config = configure({ databaseUrl: ownerUrl, dataDir, webBuild: null, pool: 2, logLevel: 'silent' });
  const api = await buildApi(config, database);
  const [session] = await owner<{ id: string; person: string }[]>`
    select id, person_id as person from session limit 1`;
  const bearer = signAccess(api.app, String(session?.person), String(session?.id));
  const id = api.persist(DOCUMENT);
  const ask = async () => {
    const answer = await api.app.inject({
      ...{ method: 'POST', url: '/graphql', headers: { authorization: `Bearer ${bearer}` } },
      payload: { id, variables: { asOf } },
    });
    if (!answer.json().data?.network.standingCounts.length) throw new Error(answer.body);
  };
  const close = async () => {
    await api.app.close();
    await database.close();
  };
  return { ask, close };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function medianOf(ask: () => Promise<unknown>): Promise<number> {
  await ask();
  const times: number[] = [];
  for (let round = 0; round < ASKED; round++) times.push(await secondsOf(ask));
  return (times.sort((one, other) => one - other)[Math.floor(ASKED / 2)] as number) * 1000;
}
