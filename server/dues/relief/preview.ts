import type { Answer } from '../../reading/read.ts';
import type { PreviewReliefInput, ReliefChoicesInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { todayOf } from '../run.ts';
import { examine } from './request.ts';
import { RELIEF, type ReliefRules, reliefRulesOn } from './rules.ts';

const KINDS = ['waiver', 'reduction', 'delay', 'plan', 'sponsorship', 'currency'] as const;

/** Which kinds of relief the rulebook of a day has, who decides each, and its own words. Writes nothing. */
export async function reliefChoices(unit: Unit, { locale, on }: ReliefChoicesInput): Promise<Answer> {
  const rules = await reliefRulesOn(unit.sql, on ?? (await todayOf(unit.sql)));
  return {
    version: rules.version,
    choices: KINDS.flatMap((kind) => {
      const decider = rules.decider(kind);
      return decider ? [{ kind, level: decider.level, body: decider.body, article: decider.article }] : [];
    }),
    articles: rules.articles.map(({ key, no, title, text }) => ({
      key,
      no,
      title: inLanguage(title, locale),
      text: text && inLanguage(text, locale),
    })),
  };
}

function inLanguage(content: Record<string, string>, locale: string): string {
  return content[locale] ?? content['en'] ?? Object.values(content)[0] ?? '';
}

/** What a relief of these terms would do today. Writes nothing. */
export async function previewRelief(unit: Unit, input: PreviewReliefInput): Promise<Answer> {
  const today = await todayOf(unit.sql);
  const { effect, rules, currency, terms, years } = await examine(unit, input.memberId, input, today);
  const sum = (amounts: bigint[]) => amounts.reduce((all, one) => all + one, 0n).toString();
  return {
    currency,
    takesOff: sum(effect.lines.map(({ takesOff }) => takesOff)),
    sponsored: effect.sponsored.toString(),
    expiresOn: effect.expiresOn,
    years,
    lines: effect.lines.map(({ debt, takesOff, dueOn, why }) => ({
      assessmentId: debt.assessment,
      year: debt.year,
      asked: debt.asked.toString(),
      outstanding: debt.outstanding.toString(),
      takesOff: takesOff.toString(),
      opens: left(debt.outstanding, takesOff).toString(),
      toCredit: left(takesOff, debt.outstanding).toString(),
      dueBefore: debt.dueOn,
      dueOn,
      why,
    })),
    instalments: effect.instalments.map(({ dueOn, amount }, index) => ({
      number: index + 1,
      dueOn,
      amount: amount.toString(),
    })),
    ...deciderOf(rules, input.kind),
    article: articleOf(rules, terms.instalments === null ? RELIEF.limits : RELIEF.plan),
  };
}

function deciderOf(rules: ReliefRules, kind: PreviewReliefInput['kind']) {
  const decider = rules.decider(kind);
  return { level: decider?.level ?? null, body: decider?.body ?? null };
}

function articleOf(rules: ReliefRules, key: string): string | null {
  return rules.articles.find((one) => one.key === key)?.no ?? null;
}

function left(from: bigint, taken: bigint): bigint {
  return from > taken ? from - taken : 0n;
}
