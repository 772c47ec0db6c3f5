import type { MailKinds } from '../../mail/kinds.ts';
import type { Speech } from '../../mail/letter.ts';

/** One obligation as a reminder speaks of it. */
export interface ObligationLine {
  kind: string;
  year: number | null;
  title: Record<string, string> | null;
  detail: string | null;
  day: string;
  late: boolean;
}

/** The reminder of what a council has to do: whatever of it is late or open. */
export const obligationLetters: MailKinds = {
  obligation_reminder: {
    compose: (data, { speech, network, publicUrl }) => {
      const lines = data['lines'] as ObligationLine[];
      const member = String(data['member']);
      const first = lines[0];
      return {
        subject: speech.say('mail_obligation_subject', {
          member,
          what: first ? obligationWords(first, speech) : '',
        }),
        paragraphs: [speech.say('mail_obligation_text', { network, member })],
        table: {
          head: [
            speech.say('mail_obligation_what'),
            speech.say('mail_head_due'),
            speech.say('common_status'),
          ],
          rows: lines.map((line) => [
            obligationWords(line, speech),
            speech.date(line.day),
            speech.say(line.late ? 'obligation_state_late' : 'obligation_state_open'),
          ]),
        },
        action: {
          label: speech.say('mail_obligation_action'),
          url: `${publicUrl}/w/${String(data['place'])}/calendar`,
        },
        foot: [speech.say('mail_from_network', { network })],
      };
    },
  },
};

/** What is to be done, in a few words; the pages say the same. */
export function obligationWords({ kind, year, title, detail }: ObligationLine, speech: Speech): string {
  const about = title ? speech.name(title) : '';
  if (kind === 'term' && detail === 'mandate') return speech.say('obligation_mandate', { title: about });
  const named = kind === 'term' ? `office_${detail}` : `document_kind_${detail}`;
  return speech.say(`obligation_${kind}`, {
    year: String(year ?? ''),
    title: detail ? speech.say(named) : about,
  });
}
