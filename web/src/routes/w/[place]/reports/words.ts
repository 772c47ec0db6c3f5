import { m } from '#lib/paraglide/messages.js';

/** What a kind of number counts, as the heading of its rows. */
export function kindName(kind: string): string {
  const names: Record<string, () => string> = {
    GAINED: m.report_gained,
    LOST: m.report_lost,
    MOVED_IN: m.report_moved_in,
    MOVED_OUT: m.report_moved_out,
    ASSESSED: m.report_assessed,
    PAID: m.report_paid,
    OUTSTANDING: m.report_outstanding,
    REPORTED: m.report_reported,
    UNREPORTED: m.report_unreported,
  };
  return names[kind]?.() ?? kind;
}
