import type { Composing, MailKind, MailKinds } from '../../mail/kinds.ts';
import { linkHash, newSecret } from './links.ts';

/**
 * Letters to applicants: each carries a link of its own, made while the letter is. To coordinators: that an applicant
 * has written. What was written stands behind the link, not in the letter.
 */
export const applicationLetters: MailKinds = {
  application_saved: toApplicant('mail_application_saved_subject', 'mail_application_saved_text'),
  application_known: toApplicant('mail_application_known_subject', 'mail_application_known_text'),
  application_received: toApplicant('mail_application_received_subject', 'mail_application_received_text'),
  application_question: toApplicant('mail_application_question_subject', 'mail_application_question_text'),
  application_step: toApplicant(
    'mail_application_step_subject',
    (data) => `mail_application_${String(data['step'])}_text`,
  ),
  application_answered: {
    compose: (data, composing) => ({
      subject: composing.speech.say('mail_application_answered_subject', inputsOf(data, composing)),
      paragraphs: [composing.speech.say('mail_application_answered_text', inputsOf(data, composing))],
      action: {
        label: composing.speech.say('mail_application_action'),
        url: `${composing.publicUrl}/w/${String(data['region'])}/members/applications/${String(data['application'])}`,
      },
      foot: [composing.speech.say('mail_from_network', { network: composing.network })],
    }),
  },
};

function toApplicant(subject: string, text: string | ((data: Record<string, unknown>) => string)): MailKind {
  return {
    secret: async (sql, mail) => {
      const link = newSecret();
      const [row] = await sql<
        { made: boolean }[]
      >`select app.link_for_applicant(${mail}, ${linkHash(link)}) as made`;
      return row?.made ? { link } : null;
    },
    compose: (data, composing) => {
      const { speech, publicUrl, network } = composing;
      const inputs = inputsOf(data, composing);
      return {
        subject: speech.say(subject, inputs),
        paragraphs: [
          speech.say(typeof text === 'string' ? text : text(data), inputs),
          speech.say('mail_application_unexpected'),
        ],
        action: {
          label: speech.say('mail_application_action'),
          url: `${publicUrl}/join/${String(data['link'])}`,
        },
        foot: [speech.say('mail_from_network', { network })],
      };
    },
  };
}

const inputsOf = (data: Record<string, unknown>, { network }: Composing) => ({
  name: String(data['name'] ?? ''),
  network,
});
