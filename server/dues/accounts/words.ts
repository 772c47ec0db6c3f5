import { isolated, year } from '../../documents/formats.ts';
import { hasWords, type Locale, say } from '../../documents/words.ts';

/** What a booking says of itself in a file, as on the pages. */
export interface Said {
  kind: string;
  reason: string | null;
  receipt: string | null;
  year: number | null;
}

/** A line of a statement in the words of a council's treasurer. */
export function lineWords(locale: Locale, line: Said): string {
  const reason = line.reason ?? '';
  const inputs = {
    reason,
    receipt: isolated(line.receipt ?? ''),
    year: line.year ? year(locale, line.year) : '',
  };
  return say(locale, `dues_line_${lineKind(line)}`, inputs);
}

function lineKind({ kind, reason, receipt, year: of }: Said): string {
  if (kind === 'assessment') return reason ? 'difference' : 'assessment';
  if (kind === 'reversal') return receipt ? 'reversal' : of ? 'given_back' : 'taken_back';
  return kind === 'settlement' ? 'payment' : kind;
}

/** The name of an account, or its code where it has none. */
export function accountName(locale: Locale, account: string): string {
  const key = `dues_account_${account}`;
  return hasWords(key) ? say(locale, key) : account;
}
