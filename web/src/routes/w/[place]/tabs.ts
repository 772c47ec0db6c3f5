import { m } from '#lib/paraglide/messages.js';
import { paths } from '#lib/paths.ts';

/** The parts of a workspace by kind of place. A council has affiliates of its own, the others have members. */
export function tabsOf(place: { key: string; kind: 'network' | 'region' | 'council' }) {
  const tabs = [
    { part: undefined, label: m.shell_tab_overview() },
    { part: 'members', label: m.shell_tab_members() },
    { part: 'affiliates', label: m.shell_tab_affiliates() },
    { part: 'calendar', label: m.shell_tab_calendar() },
    { part: 'dues', label: m.shell_tab_dues() },
    { part: 'representation', label: m.shell_tab_representation() },
    { part: 'programme', label: m.shell_tab_programme() },
    { part: 'reports', label: m.shell_tab_reports() },
    { part: 'settings', label: m.shell_tab_settings() },
  ];
  return tabs
    .filter(({ part }) => place.kind !== 'council' || part !== 'members')
    .map(({ part, label }) => ({ href: paths.workspace(place.key, part), label }));
}
