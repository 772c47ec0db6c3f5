import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import { editionOn, evaluate, loadRulebook, type Rulebook } from '../rules/rulebook.ts';
import { dayFromText, toJson } from '../rules/values.ts';
import type { TryRuleInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { documentWith, type RulebookJson } from './draft-document.ts';
import { answered, changesOf, type FaultAnswer, holdOpen, newestVersion, objectOf } from './drafts.ts';
import { factsAsked, factsRead } from './facts-read.ts';
import { amountIn, amountsBy, DAYS_OVERDUE, daysOverdue } from './overdue.ts';
import { documentAt, rulebookAt, versionOn } from './versions.ts';

const NETWORK = 1;

/** Computes an article for a day, on a member's facts or on facts by hand, by the rulebook or a draft of it. Writes nothing. */
export async function tryRule(unit: Unit, input: TryRuleInput) {
  const { sql } = unit;
  const [row] = await sql<{ today: string }[]>`select current_date::text as today`;
  const day = input.asOf ?? String(row?.today);
  if (input.memberId) await unit.permit('dues.read', input.memberId);
  const found = input.draftId ? await draftOn(unit, input.draftId, day) : await rulebookOn(sql, day);
  if ('faults' in found) return { faults: found.faults };
  const { rulebook } = found;
  const facts = {
    ...(input.memberId ? await factsOfMember(sql, input.memberId, day, rulebook) : {}),
    ...(input.facts ? byHand(input.facts, rulebook) : {}),
  };
  const edition = editionOn(rulebook, dayFromText(day) ?? refuse('date_unreadable', 'asOf', day));
  const mayRead = factsAsked(edition, input.article);
  const outcome = evaluate(rulebook, input.article, facts, { asOf: day });
  if (!outcome.ok) return { mayRead, version: edition.version, faults: outcome.faults.map(answered) };
  return {
    mayRead,
    version: edition.version,
    result: toJson(outcome.result),
    details: outcome.details && outcome.details.size > 0 ? toJson(outcome.details) : null,
    why: outcome.trace,
    facts: factsRead(outcome.trace),
    faults: [],
  };
}

async function rulebookOn(sql: TransactionSql, day: string): Promise<{ rulebook: Rulebook }> {
  const version = await versionOn(sql, day);
  if (!version) refuse('no_rulebook', 'asOf', day);
  return { rulebook: await rulebookAt(sql, version) };
}

/** The rulebook as if the draft were adopted and applied on the day. */
async function draftOn(
  unit: Unit,
  draftId: string,
  day: string,
): Promise<{ rulebook: Rulebook } | { faults: FaultAnswer[] }> {
  await unit.permit('rulebook.read', NETWORK);
  await holdOpen(unit, draftId);
  const newest = await newestVersion(unit.sql);
  const base = (await documentAt(unit.sql, newest)) as RulebookJson;
  const [row] = await unit.sql<
    { day: string }[]
  >`select (greatest(${day}::date, ${newest.validFrom}::date) + 1)::text as day`;
  const decision = { validFrom: String(row?.day), retroactiveFrom: day, adoptedBy: { body: 'draft' } };
  const loaded = loadRulebook(documentWith(base, await changesOf(unit.sql, draftId), decision));
  return loaded.ok ? { rulebook: loaded.rulebook } : { faults: loaded.faults.map(answered) };
}

/** What is on record about a member for the day, as the engine takes facts. */
async function factsOfMember(
  sql: TransactionSql,
  member: number,
  day: string,
  { document }: Rulebook,
): Promise<Record<string, unknown>> {
  const rows = await sql<
    { name: string; value: unknown; asOf: string | null; source: string; usedAs: string }[]
  >`
    select name, value, as_of::text as "asOf", source, used_as as "usedAs" from app.member_facts(${member}, ${day}::date)`;
  const facts: Record<string, Record<string, unknown>> = {};
  for (const { name, value, asOf, source, usedAs } of rows) {
    const fact = { value, source, ...(asOf ? { asOf } : {}) };
    facts[name] = { ...facts[name], ...(usedAs === 'value' ? fact : { [usedAs]: fact }) };
  }
  return { ...facts, ...(await overdueFacts(sql, member, day, document.currency ?? '')) };
}

/** What is overdue of the member's dues, which no register has as it stands: it follows from the ledger and the day. */
async function overdueFacts(sql: TransactionSql, member: number, day: string, currency: string) {
  const [row] = await sql<{ since: string | null; open: { currency: string; amount: string }[] }[]>`
    select app.arrears(${member}, ${day}::date) -> 'overdue_since' ->> 'value' as since,
      app.standing_owed(${member}, ${day}::date, null) -> 'amounts' as open`;
  const open = (row?.open ?? []).map((one) => ({ currency: one.currency, amount: BigInt(one.amount) }));
  const fact = (value: unknown) => ({ value, source: 'dues_ledger', asOf: day });
  return {
    ...(row?.since && { overdue_since: fact(row.since) }),
    amount_overdue: fact(amountIn(currency, open)),
    amounts_overdue: fact(amountsBy(open)),
    [DAYS_OVERDUE]: fact(row?.since ? daysOverdue(row.since, day) : 0),
  };
}

/** Facts that the asker states: only those that the rulebook knows. */
function byHand(text: string, rulebook: Rulebook): Record<string, unknown> {
  const given = objectOf(text, 'facts');
  const unknown = Object.keys(given).find((name) => !rulebook.facts.has(name));
  if (unknown !== undefined) refuse('fact_unknown', 'facts', unknown);
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, { value, source: 'by_hand' }]),
  );
}
