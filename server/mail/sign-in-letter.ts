import { randomBytes } from 'node:crypto';
import { hashOf } from '../access/tokens.ts';
import type { MailKinds } from './kinds.ts';

/** The letter with a link by which a person sets a password. The link is made while the letter is. */
export const signInLetters: MailKinds = {
  sign_in_link: {
    secret: async (sql, mail) => {
      const link = randomBytes(32).toString('base64url');
      const [row] = await sql<
        { good: boolean }[]
      >`select app.link_for_mail(${mail}, ${hashOf(link)}) as good`;
      return row?.good ? { link } : null;
    },
    compose: (data, { speech, network, publicUrl }) => ({
      subject: speech.say('mail_sign_in_subject', { network }),
      paragraphs: [
        speech.say('mail_sign_in_text', { network, date: speech.date(String(data['until'])) }),
        speech.say('mail_sign_in_unexpected'),
      ],
      action: {
        label: speech.say('mail_sign_in_action'),
        url: `${publicUrl}/password?link=${String(data['link'])}`,
      },
      foot: [speech.say('mail_from_network', { network })],
    }),
  },
};
