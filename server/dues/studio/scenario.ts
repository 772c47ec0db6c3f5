import type { TransactionSql } from 'postgres';
import { Fault, refuse } from '../../errors.ts';
import { loadRulebook } from '../../rules/rulebook.ts';
import { documentWith, type RulebookJson } from '../../statutes/draft-document.ts';
import { answered, changesOf, type FaultAnswer, holdOpen, newestVersion } from '../../statutes/drafts.ts';
import { documentAt, type VersionKey } from '../../statutes/versions.ts';
import type { DuesScenarioInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { firstDayOf, type Rules, rulesIn, rulesOf } from '../rulebook.ts';

const NETWORK = 1;

/** So many years ahead can be simulated. */
const AHEAD = 10;

/** The rules of a scenario, with the draft's title where they are a draft's; or what is wrong with the draft. */
export type ScenarioRules = { rules: Rules; draft: string | null } | { faults: FaultAnswer[] };

/** The rulebook in force for the scenario's year, or the version or draft that it names as if that were in force. */
export async function rulesOfScenario(unit: Unit, scenario: DuesScenarioInput): Promise<ScenarioRules> {
  const { year, version, draftId } = scenario;
  const [row] = await unit.sql<
    { last: number }[]
  >`select extract(year from current_date)::int + ${AHEAD}::int as last`;
  if (year < 1900 || year > Number(row?.last)) refuse('year_not_simulated', 'year', year);
  if (draftId) return rulesOfDraft(unit, draftId, year);
  if (version) return { rules: await rulesOfVersion(unit.sql, version, year), draft: null };
  return { rules: await rulesOf(unit.sql, year), draft: null };
}

/** A version of the network's rulebook as if it were the one in force for the year. */
export async function rulesOfVersion(sql: TransactionSql, version: number, year: number): Promise<Rules> {
  const { rulebook } = await newestVersion(sql);
  const key = { rulebook, version };
  const document = (await documentAt(sql, key)) as RulebookJson | undefined;
  if (!document) refuse('no_rulebook', 'version', version);
  const found = inForceOn(document, key, year);
  if ('faults' in found) refuse('no_rulebook', 'version', version);
  return found;
}

async function rulesOfDraft(unit: Unit, draftId: string, year: number): Promise<ScenarioRules> {
  if (!(await unit.may('rulebook.read', NETWORK))) throw new Fault('FORBIDDEN', 'rulebook.read');
  await holdOpen(unit, draftId);
  const newest = await newestVersion(unit.sql);
  const base = (await documentAt(unit.sql, newest)) as RulebookJson;
  const [row] = await unit.sql<{ day: string; title: string }[]>`
    select (${newest.validFrom}::date + 1)::text as day, title from rulebook_draft where id = ${draftId}`;
  const decision = { validFrom: String(row?.day), adoptedBy: { body: 'draft' } };
  const document = documentWith(base, await changesOf(unit.sql, draftId), decision);
  const found = inForceOn(document, { ...newest, version: newest.version + 1 }, year);
  return 'faults' in found ? found : { rules: found, draft: String(row?.title) };
}

/** Later versions left out, and those before it brought forward where they are valid only after the year began. */
function inForceOn(document: RulebookJson, key: VersionKey, year: number): Rules | { faults: FaultAnswer[] } {
  const day = firstDayOf(year);
  const first = document.versions[0]?.version ?? key.version;
  const loaded = loadRulebook({
    ...document,
    versions: document.versions
      .filter(({ version }) => version <= key.version)
      .map((one) => ((one.retroactiveFrom ?? one.validFrom) > day ? { ...one, retroactiveFrom: day } : one)),
    articles: document.articles.filter(({ version }) => (version ?? first) <= key.version),
  });
  return loaded.ok ? rulesIn(loaded.rulebook, key, year) : { faults: loaded.faults.map(answered) };
}
