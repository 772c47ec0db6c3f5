import { number } from '#lib/format.ts';
import { m } from '#lib/paraglide/messages.js';

type Words = (() => string) | undefined;

/** The words of the catalogue under `<prefix>_<name>`, or the name itself. */
function wordsOf(prefix: string, name: string): string {
  return (m as unknown as Record<string, Words>)[`${prefix}_${name}`]?.() ?? name;
}

/** The rulebook's categories of membership as choices. */
export const categoryChoices = (categories: readonly { code: string; name: { value: string } }[]) =>
  categories.map(({ code, name }) => ({ value: code, label: `${code} · ${name.value}` }));

export const memberState = (state: string) => wordsOf('members_state', state);
export const duesState = (state: string) => wordsOf('dues_state', state);
export const stepWords = (kind: string) => wordsOf('members_step', kind);
export const actWords = (act: string) => wordsOf('members_act', act);
export const explainAct = (act: string) => wordsOf('members_explain', act);
export const renewalState = (state: string) => wordsOf('lifecycle_renewal_state', state);
export const applicationState = (state: string) => wordsOf('applications_state', state);
export const applicationStep = (kind: string) => wordsOf('applications_step', kind);
export const documentKind = (kind: string) => wordsOf('applications_document', kind);
/** The kinds of document that one may hand in. */
export const documentKinds = () =>
  ['statutes', 'audit', 'annual_report', 'other'].map((value) => ({ value, label: documentKind(value) }));
/** A body of the network by its kind. */
export const bodyName = (kind: string | null | undefined) => (kind ? wordsOf('applications_body', kind) : '');
export const affiliateKind = (kind: string) => wordsOf('affiliates_kind', kind);
export const affiliateKinds = () =>
  ['association', 'foundation', 'institution', 'public_body', 'branch', 'network', 'other'].map((value) => ({
    value,
    label: affiliateKind(value),
  }));
export const importStage = (stage: string) => wordsOf('imports_stage', stage);
export const importField = (field: string) => wordsOf('imports_field', field);

/** How a state looks beside its word: good, warn, bad or plain. */
export function toneOf(state: string): string {
  if (['admitted', 'member', 'paid', 'done', 'current', 'renewed'].includes(state)) return 'good';
  if (
    ['submitted', 'endorsed', 'leaving', 'coming', 'partly', 'mapping', 'checked', 'appealed'].includes(state)
  )
    return 'warn';
  return ['suspended', 'refused', 'rejected', 'overdue', 'failed'].includes(state) ? 'bad' : '';
}

/** The network's rule for several councils of a country, with its article. */
export function countryRule(rule: string, article: string): string {
  if (rule === 'refuse') return m.applications_rule_refuse({ article });
  return rule === 'pool'
    ? m.applications_rule_pool({ article })
    : m.applications_rule_coordinate({ article });
}

/** A declared fact in words. */
export function declared(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? m.common_yes() : m.common_no();
  return typeof value === 'number' ? number(value) : String(value);
}
