import type { ObligationRowFragment } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';
import { officeName } from '#lib/places.ts';

export type ObligationState = ObligationRowFragment['state'];

/** What is to be done, as far as a column or a row tells. */
type Named = Pick<ObligationRowFragment, 'kind' | 'year' | 'title' | 'detail'>;

/** What is to be done, in a few words. */
export function obligationName({ kind, year, title, detail }: Named): string {
  const about = title?.value ?? '';
  if (kind === 'census') return m.obligation_census({ year: String(year ?? '') });
  if (kind === 'dues') return m.obligation_dues({ year: String(year ?? '') });
  if (kind === 'instalment') return m.obligation_instalment({ year: String(year ?? '') });
  if (kind === 'window') return m.obligation_window({ year: String(year ?? '') });
  if (kind === 'delegates') return m.obligation_delegates({ title: about });
  if (kind === 'report') return m.obligation_report({ title: about });
  if (kind === 'meeting') return m.obligation_meeting({ title: about });
  if (kind === 'document') return m.obligation_document({ title: documentName(detail ?? '') });
  if (detail === 'mandate') return m.obligation_mandate({ title: about });
  return m.obligation_term({ title: officeName(detail ?? '') });
}

/** The head of a column: reports and terms are those of a whole year. */
export function columnName(column: Named & { key: string }): string {
  const year = column.key.split('-').at(-1) ?? '';
  if (column.kind === 'report') return m.obligation_column_reports({ year });
  if (column.kind === 'term') return m.obligation_column_terms({ year });
  return obligationName(column);
}

function documentName(kind: string): string {
  if (kind === 'statutes') return m.document_kind_statutes();
  if (kind === 'audit') return m.document_kind_audit();
  return m.document_kind_annual_report();
}

const STATES = {
  late: m.obligation_state_late,
  open: m.obligation_state_open,
  coming: m.obligation_state_coming,
  done: m.obligation_state_done,
  waived: m.obligation_state_waived,
  not_asked: m.obligation_state_not_asked,
};

export const stateName = (state: ObligationState) => STATES[state]();

/** Its shape and colour: never the colour alone, the words stand beside it. */
export const stateTag = (state: ObligationState) =>
  ({ late: 'bad', open: 'warn', coming: '', done: 'good', waived: 'good', not_asked: '' })[state];

/** The place whose obligations are shown, and what the reader may do there. */
export type ObligationReader = { place: { key: string; kind: string }; may: string[] };

/** Where in the workspace of the place it is done, as far as the reader may go there. */
export function obligationPlace(
  { place, may }: ObligationReader,
  { kind, subjectId }: Pick<ObligationRowFragment, 'kind' | 'subjectId'>,
): string {
  const opensActivity = subjectId && may.includes('activities.read');
  const parts = {
    census: 'dues/declaration',
    window: place.kind === 'council' ? 'dues/declaration' : 'dues/declarations',
    dues: 'dues',
    instalment: 'dues',
    report: opensActivity ? `programme/${subjectId}` : 'programme',
    term: 'settings',
    document: 'documents',
    delegates: 'representation',
    meeting: 'representation',
  };
  return paths.workspace(place.key, parts[kind]);
}

/** Why it is asked, where no article says when: what it follows from. */
export function whyName(kind: ObligationRowFragment['kind']): string {
  const words = {
    census: m.obligation_why_census,
    window: m.obligation_why_census,
    dues: m.obligation_why_dues,
    instalment: m.obligation_why_instalment,
    delegates: m.obligation_why_delegates,
    meeting: m.obligation_why_delegates,
    report: m.obligation_why_report,
    document: m.obligation_why_document,
    term: m.obligation_why_term,
  };
  return words[kind]();
}
