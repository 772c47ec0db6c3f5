import type { TransactionSql } from 'postgres';
import type { CategoriesConfig } from '../../rules/blocks/categories.ts';
import { assess, editionOn, evaluateExpression, type Rulebook } from '../../rules/rulebook.ts';
import { type Day, dayFromText, type Json, toJson, type Value } from '../../rules/values.ts';
import { rulebookAt, versionOn } from '../../statutes/versions.ts';

/** The articles on admission, by the keys that a rulebook gives them. */
export const ADMISSION = {
  categories: 'categories',
  bodies: 'admission_bodies',
  country: 'several_of_a_country',
  appeal: 'appeal_until',
  deposit: 'admission_deposit',
} as const;

export type CountryRule = 'refuse' | 'pool' | 'coordinate';
type Category = CategoriesConfig['categories'][number];
export type Condition = NonNullable<Category['eligibility']>[number];

/** The kinds of body that give an opinion, decide, and decide on an appeal. */
export interface Bodies {
  endorse: string | null;
  decide: string | null;
  appeal: string | null;
  article: string;
}

/** What the network's rulebook of a day says on admission. */
export interface AdmissionRules {
  rulebook: string;
  version: number;
  category(code: string): Category | null;
  /** The type of a fact, as the rulebook declares it. */
  typeOf(fact: string): string | null;
  /** Whether each condition of the category is met; null where its rule cannot say, or has none. */
  conditions(code: string, facts: Record<string, unknown>): Record<string, boolean | null>;
  /** Null where the rulebook names nobody. */
  bodies(code: string): Bodies | null;
  /** The rule for several councils of a country; null where there is none for the category. */
  country(code: string): { rule: CountryRule; article: string } | null;
  /** The last day of an appeal against what was decided on the day; null where there is no appeal. */
  appealUntil(decidedOn: string): string | null;
}

/** The rules on admission of the network's rulebook on a day; null where it has none. */
export async function admissionRulesOn(sql: TransactionSql, day: string): Promise<AdmissionRules | null> {
  const found = await versionOn(sql, day);
  return found ? admissionRulesIn(await rulebookAt(sql, found), found, day) : null;
}

/** As `admissionRulesOn`, of a rulebook at hand. */
export function admissionRulesIn(
  rulebook: Rulebook,
  { rulebook: code, version }: { rulebook: string; version: number },
  day: string,
): AdmissionRules {
  const edition = editionOn(rulebook, dayFromText(day) as Day);
  const rule = edition.articles.get(ADMISSION.categories)?.rule as Partial<CategoriesConfig> | undefined;
  const category = (wanted: string) => rule?.categories?.find((one) => one.code === wanted) ?? null;
  const computed = (article: string, facts: Record<string, unknown>): { value: Value; no: string } | null => {
    if (!edition.articles.has(article)) return null;
    const result = assess(rulebook, facts, { asOf: day })(article);
    return result.ok ? { value: result.result, no: result.article.no } : null;
  };
  return {
    rulebook: code,
    version,
    category,
    typeOf: (fact) => rulebook.facts.get(fact)?.type ?? null,
    conditions: (wanted, facts) =>
      Object.fromEntries(
        (category(wanted)?.eligibility ?? []).map((one) => [
          one.name,
          verdictOn(rulebook, one, { ...facts, category: wanted }, day),
        ]),
      ),
    bodies: (wanted) => {
      const said = computed(ADMISSION.bodies, { category: wanted });
      return said && bodiesOf(toJson(said.value), said.no);
    },
    country: (wanted) => {
      const said = computed(ADMISSION.country, { category: wanted });
      return said && isCountryRule(said.value) ? { rule: said.value, article: said.no } : null;
    },
    appealUntil: (decidedOn) => {
      const said = computed(ADMISSION.appeal, { decided_on: decidedOn });
      return said ? (said.value as Day).toText() : null;
    },
  };
}

/** What the test gives; a fact that was not declared leaves it open. */
function verdictOn(
  rulebook: Rulebook,
  { test }: Condition,
  facts: Record<string, unknown>,
  day: string,
): boolean | null {
  if (!test) return null;
  const result = evaluateExpression(rulebook, test.text, facts, { asOf: day });
  return result.ok && typeof result.result === 'boolean' ? result.result : null;
}

function bodiesOf(said: Json, article: string): Bodies {
  const named = said as Record<string, Json> | null;
  const body = (name: string) => (typeof named?.[name] === 'string' ? String(named[name]) : null);
  return { endorse: body('endorse'), decide: body('decide'), appeal: body('appeal'), article };
}

function isCountryRule(value: Value): value is CountryRule {
  return value === 'refuse' || value === 'pool' || value === 'coordinate';
}
