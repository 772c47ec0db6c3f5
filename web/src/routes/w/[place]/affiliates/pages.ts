import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';

/** The pages about affiliates: a council's own, or those of a region or the network. */
export function affiliatePages(place: { key: string; kind: 'network' | 'region' | 'council' }) {
  const own = [
    { part: 'affiliates', label: m.affiliates_page_register() },
    { part: 'affiliates/sharing', label: m.affiliates_page_sharing() },
    { part: 'affiliates/dues', label: m.affiliates_page_dues() },
  ];
  const others = [
    { part: 'affiliates', label: m.affiliates_page_register() },
    { part: 'affiliates/counts', label: m.affiliates_page_counts() },
  ];
  return (place.kind === 'council' ? own : others).map(({ part, label }) => ({
    href: paths.workspace(place.key, part),
    label,
  }));
}
