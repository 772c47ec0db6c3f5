import { isolated } from '#lib/format.ts';
import type { StatementRowFragment } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { yearText } from './states.ts';

/** What a line of a statement says, in words that a council's treasurer uses. */
export function lineWords(line: StatementRowFragment): string {
  const receipt = isolated(line.payment?.receipt ?? '');
  const year = yearText(line.assessment?.year ?? 0);
  const reason = line.reason ?? '';
  switch (line.kind) {
    case 'assessment':
      return reason ? m.dues_line_difference({ year, reason }) : m.dues_line_assessment({ year });
    case 'reversal':
      if (line.payment) return m.dues_line_reversal({ receipt, reason });
      return line.assessment ? m.dues_line_given_back({ year, reason }) : m.dues_line_taken_back({ reason });
    case 'reduction':
      return m.dues_line_reduction({ year, reason });
    case 'refund':
      return m.dues_line_refund({ reason });
    case 'transfer':
      return m.dues_line_transfer({ reason });
    case 'charge':
      return m.dues_line_charge({ reason });
    default:
      return m.dues_line_payment({ receipt });
  }
}
