import type { TransactionSql } from 'postgres';
import type { Unit } from '../../unit.ts';
import { type AdmissionRules, admissionRulesOn } from './rules.ts';

/** What is known of an applicant or a member when conditions are looked at. */
interface Known {
  category: string;
  founded: number | null;
  documents: string[];
  declared: Record<string, unknown>;
}

/** What the rulebook gave for an application, as it is kept with it. */
export interface Results {
  conditions: Record<string, boolean | null>;
  country: { rule: string; article: string } | null;
  bodies: { endorse: string | null; decide: string | null; appeal: string | null; article: string } | null;
}

/** Computes an application by the rulebook of today, and keeps what came out beside what came out before. */
export async function evaluate(unit: Unit, application: string): Promise<Results> {
  const { sql } = unit;
  const rules = await admissionRulesOn(sql, await todayOf(sql));
  const known = await knownOf(sql, application);
  const results = resultsOf(rules, known);
  if (rules) {
    await sql`insert into application_evaluation (application_id, region_id, rulebook, version, results)
      select a.id, a.region_id, ${rules.rulebook}, ${rules.version}, ${sql.json(results as never)} from application a where a.id = ${application}`;
  }
  return results;
}

function resultsOf(rules: AdmissionRules | null, known: Known): Results {
  if (!rules) return { conditions: {}, country: null, bodies: null };
  return {
    conditions: rules.conditions(known.category, factsOf(known)),
    country: rules.country(known.category),
    bodies: rules.bodies(known.category),
  };
}

function factsOf({ founded, documents, declared }: Known): Record<string, unknown> {
  return { ...declared, ...(founded === null ? {} : { founded }), documents_given: documents };
}

async function knownOf(sql: TransactionSql, application: string): Promise<Known> {
  const [row] = await sql<Known[]>`
    select a.category, a.founded,
      array(select distinct d.kind from application_document d where d.application_id = a.id and d.removed_at is null) as documents,
      coalesce((select jsonb_object_agg(c.fact, c.value) from app.application_checklist(a.id) c
        where c.fact is not null and c.value is not null), '{}') as declared
    from application a where a.id = ${application}`;
  return row ?? { category: '', founded: null, documents: [], declared: {} };
}

/** How a member stands to the conditions of a category. */
export interface Eligibility {
  /** True when every hard condition that a rule decides is met; what nobody has judged is in `open`. */
  eligible: boolean;
  /** Names of hard conditions that are not met. */
  unmet: string[];
  /** Names of conditions that no rule can decide from what is known. */
  open: string[];
  rulebook: string;
  version: number;
}

/**
 * Evaluates a member for a category by the rulebook of the day: from its year of foundation, its valid documents, its
 * affiliates, what it declared when it applied, and `declared`, which goes before. Null where the rulebook has no such category.
 */
export async function memberEligibility(
  sql: TransactionSql,
  member: number,
  category: string,
  day: string,
  declared: Record<string, unknown> = {},
): Promise<Eligibility | null> {
  const rules = await admissionRulesOn(sql, day);
  const conditions = rules?.category(category)?.eligibility;
  if (!rules || !conditions) return null;
  const [row] = await sql<(Omit<Known, 'category'> & { affiliates: number })[]>`
    select o.founded, (select count(*)::int from affiliate f where f.member_id = m.place_id and f.since <= ${day}::date and f.until > ${day}::date) as affiliates,
      array(select distinct d.kind from document d where d.member_id = m.place_id and d.withdrawn_at is null and d.valid @> ${day}::date) as documents,
      coalesce((select jsonb_object_agg(c.fact, c.value) from application_step s cross join lateral app.application_checklist(s.application_id) c
        where s.member_id = m.place_id and c.fact is not null and c.value is not null), '{}') as declared
    from member m join organisation o on o.id = m.organisation_id where m.place_id = ${member}`;
  if (!row) return null;
  const verdicts = rules.conditions(
    category,
    factsOf({ ...row, category, declared: { affiliates: row.affiliates, ...row.declared, ...declared } }),
  );
  const named = (wanted: boolean | null) =>
    conditions.filter(({ name }) => verdicts[name] === wanted).map(({ name }) => name);
  const hard = new Set(conditions.filter((one) => one.hard).map(({ name }) => name));
  const unmet = named(false).filter((name) => hard.has(name));
  return {
    eligible: unmet.length === 0,
    unmet,
    open: named(null),
    rulebook: rules.rulebook,
    version: rules.version,
  };
}

export async function todayOf(sql: TransactionSql): Promise<string> {
  const [row] = await sql<{ today: string }[]>`select current_date::text as today`;
  return String(row?.today);
}
