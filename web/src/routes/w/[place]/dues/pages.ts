import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';
import type { TabGroup } from '#lib/ui/tabs.ts';

interface Place {
  key: string;
  kind: 'network' | 'region' | 'council';
}

/** The pages of Dues at a place, in groups in the order of their navigation. A council has few: each is a group. */
export function duesPages(place: Place): TabGroup[] {
  const groups = place.kind === 'council' ? ownPages() : groupsOf(place.kind);
  return groups.map(({ label, pages }) => ({
    label,
    tabs: pages.map(([part, words]) => ({ href: paths.workspace(place.key, part), label: words })),
  }));
}

type Group = { label: string; pages: [part: string, label: string][] };

function ownPages(): Group[] {
  const pages: Group['pages'] = [
    ['dues', m.dues_page_accounts()],
    ['dues/declaration', m.dues_page_declaration()],
    ['dues/invoices', m.dues_page_invoices()],
    ['dues/statement', m.dues_statement_heading()],
    ['dues/settle', m.dues_settle()],
    ['dues/reminders', m.dues_page_reminders()],
    ['dues/relief', m.dues_page_relief()],
  ];
  return pages.map((page) => ({ label: page[1], pages: [page] }));
}

function groupsOf(kind: 'network' | 'region'): Group[] {
  const groups: Group[] = [
    { label: m.dues_page_accounts(), pages: [['dues', m.dues_page_accounts()]] },
    {
      label: m.dues_year(),
      pages: [
        ['dues/declarations', m.dues_page_declarations()],
        ['dues/studio', m.dues_page_studio()],
        ['dues/run', m.dues_page_run()],
        ['dues/differences', m.dues_page_differences()],
      ],
    },
    {
      label: m.dues_group_money_in(),
      pages: [
        ['dues/invoices', m.dues_page_invoices()],
        ['dues/bank', m.dues_page_bank()],
        ['dues/reminders', m.dues_page_reminders()],
        ['dues/relief', m.dues_page_relief()],
      ],
    },
    {
      label: m.dues_books(),
      pages: [
        ['dues/books', m.dues_books_balance()],
        ['dues/books/journal', m.dues_journal()],
        ['dues/books/aged', m.dues_aged()],
        ['dues/books/shares', m.dues_shares()],
        ['dues/books/write-offs', m.dues_write_offs()],
        ['dues/books/closing', m.dues_closing()],
      ],
    },
    {
      label: m.shell_tab_settings(),
      pages: [
        ['dues/reference', m.dues_page_reference()],
        ['dues/payee', m.dues_page_payee()],
      ],
    },
  ];
  const networkAlone = ['dues/bank', 'dues/reference', 'dues/payee'];
  return groups
    .map(({ label, pages }) => ({
      label,
      pages: pages.filter(([part]) => kind === 'network' || !networkAlone.includes(part)),
    }))
    .filter(({ pages }) => pages.length > 0);
}
