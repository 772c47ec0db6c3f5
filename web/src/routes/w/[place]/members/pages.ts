import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';

/**
 * The pages about one member, in the order of their navigation. A council's own workspace is about itself: its pages
 * lie right under the place (`/w/<place>/standing`), where others have them under the member.
 */
export function memberPages(
  place: { key: string; kind: 'network' | 'region' | 'council' },
  member: number | string,
) {
  const base = place.kind === 'council' ? '' : `members/${member}`;
  const pages = [
    { part: '', label: m.members_page_overview() },
    { part: 'standing', label: m.members_page_standing() },
    { part: 'organisation', label: m.members_page_organisation() },
    { part: 'documents', label: m.members_page_documents() },
    { part: 'history', label: m.members_page_history() },
    { part: 'pass', label: m.pass_page() },
  ];
  return pages.map(({ part, label }) => ({
    href: paths.workspace(place.key, [base, part].filter(Boolean).join('/')),
    label,
  }));
}
