import type { Facts } from './sources.ts';

/** One thing to put right. `years`: how many years of dues, the oldest first; `documents`: which. */
export interface Remedy {
  kind: 'dues' | 'suspension' | 'documents' | 'reports' | 'declaration' | 'plan';
  years?: number;
  documents?: string[];
}

type Change = (facts: Facts) => Facts;

/** Kinds of documents that a rule may ask for. */
const DOCUMENTS = ['statutes', 'annual_report', 'audit', 'other'];

/** Facts that belong together, and how they stand once that is put right. */
const GROUPS: Record<Remedy['kind'], { facts: readonly string[]; settled: Change }> = {
  dues: {
    facts: [
      'years_unpaid',
      'overdue_since',
      'amount_overdue',
      'amounts_overdue',
      'days_overdue',
      'years_in_arrears',
      'asked_since',
      'years_paid',
      'last_paid_on',
    ],
    settled: (facts) =>
      paying(facts, Number(facts['years_unpaid']?.value ?? facts['years_in_arrears']?.value ?? 0)),
  },
  suspension: { facts: ['suspended'], settled: (facts) => put(facts, { suspended: false }) },
  documents: {
    facts: ['documents', 'documents_lapsed'],
    settled: (facts) => filing(facts, DOCUMENTS),
  },
  reports: {
    facts: ['reports_open', 'report_open_since'],
    settled: (facts) => put(facts, { reports_open: 0, report_open_since: undefined }),
  },
  declaration: {
    facts: ['declaration_missing'],
    settled: (facts) => put(facts, { declaration_missing: false }),
  },
  plan: { facts: ['plans_kept', 'plans_agreed'], settled: (facts) => put(facts, { plans_kept: true }) },
};

/**
 * The smallest sets of things which, put right, give good standing: single things first, then pairs, and so on. Each is
 * tried by the rule itself. None where nothing of this kind would help.
 */
export function remediesOf(
  facts: Facts,
  asked: readonly string[],
  lightOf: (facts: Facts) => string,
): Remedy[][] {
  const kinds = (Object.keys(GROUPS) as Remedy['kind'][]).filter((kind) =>
    GROUPS[kind].facts.some((name) => asked.includes(name)),
  );
  for (let size = 1; size <= kinds.length; size++) {
    const found = combinations(kinds, size).filter((set) => lightOf(settled(facts, set)) === 'good');
    if (found.length > 0) return found.map((set) => set.map((kind) => leastOf(kind, facts, set, lightOf)));
  }
  return [];
}

const settled = (facts: Facts, kinds: readonly Remedy['kind'][]) =>
  kinds.reduce((so, kind) => GROUPS[kind].settled(so), facts);

/** How little of one thing is enough, beside the others of its set. */
function leastOf(
  kind: Remedy['kind'],
  facts: Facts,
  set: readonly Remedy['kind'][],
  lightOf: (facts: Facts) => string,
): Remedy {
  const others = settled(
    facts,
    set.filter((other) => other !== kind),
  );
  if (kind === 'dues') {
    const all = Number(facts['years_unpaid']?.value ?? facts['years_in_arrears']?.value ?? 0);
    for (let years = 1; years < all; years++)
      if (lightOf(paying(others, years)) === 'good') return { kind, years };
    return { kind, years: all };
  }
  if (kind === 'documents') {
    let needed = DOCUMENTS.filter((one) => !textsOf(facts, 'documents').includes(one));
    for (const one of needed) {
      const without = needed.filter((other) => other !== one);
      if (lightOf(filing(others, without)) === 'good') needed = without;
    }
    return { kind, documents: needed };
  }
  return { kind };
}

/** The facts once the oldest years are paid. With some still open, since when and how much is not known here: it stays. */
function paying(facts: Facts, years: number): Facts {
  const less = (name: string) => Math.max(0, Number(facts[name]?.value ?? 0) - years);
  const left = less('years_unpaid');
  const all = facts['years_unpaid'] ? left === 0 : less('years_in_arrears') === 0;
  return put(facts, {
    ...(facts['years_unpaid'] && { years_unpaid: left }),
    ...(facts['years_in_arrears'] && { years_in_arrears: less('years_in_arrears') }),
    ...(all && { overdue_since: undefined, asked_since: undefined, ...nothingOverdue(facts) }),
  });
}

/** Amounts and days, of those that are known, when nothing is overdue any more. */
function nothingOverdue(facts: Facts): Record<string, unknown> {
  const nothing = { amount_overdue: '0', amounts_overdue: {}, days_overdue: 0 };
  return Object.fromEntries(Object.entries(nothing).filter(([name]) => facts[name]));
}

/** The facts once documents of these kinds are filed and valid. */
function filing(facts: Facts, kinds: readonly string[]): Facts {
  return put(facts, {
    documents: [...new Set([...textsOf(facts, 'documents'), ...kinds])].sort(),
    documents_lapsed: textsOf(facts, 'documents_lapsed').filter((one) => !kinds.includes(one)),
  });
}

const textsOf = (facts: Facts, name: string) => (facts[name]?.value ?? []) as string[];

function put(facts: Facts, values: Record<string, unknown>): Facts {
  const changed = { ...facts };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete changed[name];
    else changed[name] = { value, source: changed[name]?.source ?? 'rule' };
  }
  return changed;
}

function combinations<T>(of: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return of.flatMap((one, at) => combinations(of.slice(at + 1), size - 1).map((rest) => [one, ...rest]));
}
