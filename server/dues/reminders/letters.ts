import type { Composing, MailKind, MailKinds } from '../../mail/kinds.ts';
import type { Letter, Speech } from '../../mail/letter.ts';

/** What a reminder is made from, as app.send_reminders writes it. */
export interface ReminderData {
  member: string;
  place: number;
  office: 'council_treasurer' | 'council_secretary';
  lines: { year: number; day: string; amount: string | null; currency: string | null }[];
}

const dataOf = (data: Record<string, unknown>) => data as unknown as ReminderData;

/** The letters of the schedule, by the template of a rule. */
export const reminderLetters: MailKinds = {
  due_soon: ofDues('mail_due_soon_subject', 'mail_due_soon_text'),
  overdue: ofDues('mail_overdue_subject', 'mail_overdue_text'),
  formal_notice: ofDues('mail_formal_notice_subject', 'mail_formal_notice_text'),
  census_open: ofCensus('mail_census_open_subject', 'mail_census_open_text'),
  census_closing: ofCensus('mail_census_closing_subject', 'mail_census_closing_text'),
};

function ofDues(subject: string, text: string): MailKind {
  return {
    compose: (given, composing) => {
      const data = dataOf(given);
      const { speech, publicUrl } = composing;
      const inputs = inputsOf(data, speech);
      return {
        subject: speech.say(subject, inputs),
        paragraphs: [speech.say(text, inputs), speech.say('mail_dues_relief', inputs)],
        table: {
          head: [speech.say('mail_head_year'), speech.say('mail_head_due'), speech.say('mail_head_open')],
          rows: data.lines.map(({ year, day, amount, currency }) => [
            String(year),
            speech.date(day),
            amount && currency ? speech.money(amount, currency) : '',
          ]),
        },
        action: { label: speech.say('mail_dues_action'), url: `${publicUrl}/w/${data.place}/dues` },
        foot: footOf(data, composing),
      };
    },
  };
}

function ofCensus(subject: string, text: string): MailKind {
  return {
    compose: (given, composing): Letter => {
      const data = dataOf(given);
      const { speech, publicUrl } = composing;
      const inputs = inputsOf(data, speech);
      return {
        subject: speech.say(subject, inputs),
        paragraphs: [speech.say(text, inputs)],
        action: { label: speech.say('mail_census_action'), url: `${publicUrl}/w/${data.place}/dues` },
        foot: footOf(data, composing),
      };
    },
  };
}

function inputsOf({ member, lines }: ReminderData, speech: Speech): Record<string, string> {
  const [first] = lines;
  return { member, year: String(first?.year ?? ''), date: first ? speech.date(first.day) : '' };
}

/** Why one gets it, and how not to; a formal notice says why that does not help. */
function footOf(data: ReminderData, { speech, network, unsubscribeUrl }: Composing): string[] {
  const office = speech.say(`mail_office_${data.office}`);
  return [
    speech.say('mail_because', { network, office, member: data.member }),
    unsubscribeUrl ? speech.say('mail_stop', { link: unsubscribeUrl }) : speech.say('mail_formal_why'),
  ];
}
