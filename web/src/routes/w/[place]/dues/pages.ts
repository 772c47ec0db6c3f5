import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';

/** The pages of Dues at a place, in the order of its navigation. */
export function duesPages(place: { key: string; kind: 'network' | 'region' | 'council' }) {
  const pages = [
    { part: 'dues', label: m.dues_page_accounts(), at: ['network', 'region', 'council'] },
    { part: 'dues/declaration', label: m.dues_page_declaration(), at: ['council'] },
    { part: 'dues/declarations', label: m.dues_page_declarations(), at: ['network', 'region'] },
    { part: 'dues/reference', label: m.dues_page_reference(), at: ['network'] },
    { part: 'dues/studio', label: m.dues_page_studio(), at: ['network', 'region'] },
    { part: 'dues/invoices', label: m.dues_page_invoices(), at: ['network', 'region', 'council'] },
    { part: 'dues/bank', label: m.dues_page_bank(), at: ['network'] },
    { part: 'dues/run', label: m.dues_page_run(), at: ['network', 'region'] },
    { part: 'dues/differences', label: m.dues_page_differences(), at: ['network', 'region'] },
    { part: 'dues/statement', label: m.dues_statement_heading(), at: ['council'] },
    { part: 'dues/settle', label: m.dues_settle(), at: ['council'] },
    { part: 'dues/books', label: m.dues_books(), at: ['network', 'region'] },
    { part: 'dues/reminders', label: m.dues_page_reminders(), at: ['network', 'region', 'council'] },
    { part: 'dues/payee', label: m.dues_page_payee(), at: ['network'] },
    { part: 'dues/relief', label: m.dues_page_relief(), at: ['network', 'region', 'council'] },
  ];
  return pages
    .filter(({ at }) => at.includes(place.kind))
    .map(({ part, label }) => ({ href: paths.workspace(place.key, part), label }));
}
