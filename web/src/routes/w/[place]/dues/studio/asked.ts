import { isDate } from '#lib/dates.ts';
import { date, number } from '#lib/format.ts';
import type { SimulateDuesMutation, StudioChoicesQuery } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { factName } from '#lib/rule-trace.ts';
import { yearText } from '../states.ts';

/** How the address names the group of those without a value. */
export const NONE = '-';

/** Lines on a page of the studio. */
export const LINES = 50;

const SHOWS = ['all', 'more', 'less', 'same', 'warned', 'left_out'] as const;
const SORTS = { name: 'NAME', amount: 'AMOUNT', difference: 'DIFFERENCE' } as const;

export type Show = (typeof SHOWS)[number];
export type Scenario = {
  year: number;
  version: number | null;
  draftId: string | null;
  knownOn: string | null;
};

/** What the address asks the studio: the scenario, what it is compared with, and which lines are shown how. */
export function studioAsked(params: URLSearchParams, thisYear: number) {
  const year = yearIn(params.get('year')) ?? thisYear;
  const other = yearIn(params.get('otherYear'));
  const sort = params.get('sort') ?? 'name';
  const key = sort.replace(/^-/, '') as keyof typeof SORTS;
  const skip = Number(params.get('after') ?? params.get('before') ?? 0);
  return {
    scenario: scenarioIn(year, params.get('rules'), params.get('knownOn')),
    comparedWith:
      other === null ? null : scenarioIn(other, params.get('otherRules'), params.get('otherKnownOn')),
    groupBy: params.get('groupBy') || 'region',
    group: params.get('group') === NONE ? '' : params.get('group') || null,
    show: SHOWS.find((one) => one === params.get('show')) ?? 'all',
    search: params.get('search')?.trim() || null,
    sort: key in SORTS ? sort : 'name',
    order: { sort: SORTS[key] ?? SORTS.name, descending: sort.startsWith('-') },
    skip: Number.isInteger(skip) && skip > 0 ? skip : 0,
  };
}

function yearIn(text: string | null): number | null {
  return /^\d{4}$/.test(text ?? '') ? Number(text) : null;
}

/** `rules` names a version by its number or a draft by its id; empty is what is in force. */
function scenarioIn(year: number, rules: string | null, knownOn: string | null): Scenario {
  const draftId = rules && /^[0-9a-f-]{36}$/.test(rules) ? rules : null;
  return {
    year,
    draftId,
    version: rules && /^\d{1,4}$/.test(rules) ? Number(rules) : null,
    knownOn: isDate(knownOn ?? '') ? knownOn : null,
  };
}

/** A scenario as it is called on the page: `2027 · Rulebook version 2`. */
export function scenarioName(one: {
  year: number;
  version: number | null;
  draft: string | null;
  knownOn: string | null;
}): string {
  const rules =
    one.draft === null
      ? m.dues_run_version({ version: number(one.version ?? 0) })
      : m.dues_studio_draft({ title: one.draft });
  const known = one.knownOn ? ` · ${m.dues_studio_known_on({ date: date(one.knownOn) })}` : '';
  return `${yearText(one.year)} · ${rules}${known}`;
}

/** What members are grouped by, in words. */
export function groupingName(groupBy: string, labels: Record<string, string>): string {
  return groupBy === 'region' ? m.member_region() : factLabel(groupBy, labels);
}

export function factLabel(fact: string, labels: Record<string, string>): string {
  const known = factName(fact);
  return known === fact ? (labels[fact] ?? fact) : known;
}

/** A group's name: the region's, or the value of the fact. */
export function groupName(
  key: string,
  groupBy: string,
  regions: { id: number; name: { value: string } }[],
): string {
  if (key === '') return m.dues_studio_without();
  if (groupBy === 'region') return regions.find(({ id }) => String(id) === key)?.name.value ?? key;
  if (key === 'true') return m.common_yes();
  return key === 'false' ? m.common_no() : key;
}

export function showName(show: Show): string {
  const words: Record<Show, () => string> = {
    all: m.dues_studio_show_all,
    more: m.dues_studio_losers,
    less: m.dues_studio_winners,
    same: m.dues_studio_unchanged,
    warned: m.dues_studio_warned,
    left_out: m.dues_left_out,
  };
  return words[show]();
}

/** The lines that can be asked for; winners and losers only beside another scenario. */
export function showsFor(compared: boolean): Show[] {
  return SHOWS.filter((show) => compared || !['more', 'less', 'same'].includes(show));
}

/** How much more in percent, with its sign: `+12.5 %`. Empty where there is nothing to compare with. */
export function changeOf(difference: string | null, before: string | null): string {
  if (difference === null || before === null || before === '0') return '';
  const share = Number((BigInt(difference) * 10_000n) / BigInt(before)) / 10_000;
  return number(share, { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' });
}

export type Simulated = SimulateDuesMutation['simulateDues'];
export type Region = StudioChoicesQuery['regions'][number];
export type Asked = ReturnType<typeof studioAsked>;
