import { isolated } from '#lib/format.ts';
import type { StatementRowFragment } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { yearText } from './states.ts';

/** What a line of a statement says, in words that a council's treasurer uses. */
export function lineWords(line: StatementRowFragment): string {
  const receipt = isolated(line.payment?.receipt ?? '');
  const reason = line.reason ?? '';
  switch (line.kind) {
    case 'assessment':
      return line.assessment?.kind === 'difference'
        ? m.dues_line_difference({ year: yearText(line.assessment.year), reason })
        : m.dues_line_assessment({ year: yearText(line.assessment?.year ?? 0) });
    case 'reversal':
      return receipt ? m.dues_line_reversal({ receipt, reason }) : m.dues_line_taken_back({ reason });
    case 'reduction':
      return m.dues_line_reduction({ year: yearText(line.assessment?.year ?? 0), reason });
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
