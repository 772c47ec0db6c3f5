import type { Composing, MailKinds } from '../../mail/kinds.ts';

const footOf = ({ speech, network }: Composing) => [speech.say('mail_from_network', { network })];

/** Messages about one's data: asked for, opened, to be erased. */
export const privacyLetters: MailKinds = {
  person_requested: {
    compose: (data, composing) => {
      const { speech, publicUrl } = composing;
      const inputs = {
        name: String(data['name']),
        unit: speech.name((data['unit'] ?? {}) as Record<string, string>),
        office: speech.say(`office_${String(data['office'])}`),
      };
      const reason = data['reason'] ? [String(data['reason'])] : [];
      return {
        subject: speech.say(`mail_person_${String(data['kind'])}`, inputs),
        paragraphs: [
          speech.say(`mail_person_${String(data['kind'])}`, inputs),
          ...reason,
          ...(data['kind'] === 'asked' ? [speech.say('mail_person_nothing_before')] : []),
        ],
        action: { label: speech.say('mail_privacy_action'), url: `${publicUrl}/me` },
        foot: footOf(composing),
      };
    },
  },
  data_opened: {
    compose: (data, composing) => {
      const { speech, publicUrl } = composing;
      const kind = speech.say(`privacy_kind_${String(data['capability']).replace('.', '_')}`);
      return {
        subject: speech.say('mail_data_opened_subject', { kind }),
        paragraphs: [
          speech.say('mail_data_opened_text', { name: String(data['name'] ?? ''), kind }),
          speech.say('mail_data_opened_reason', { reason: String(data['reason'] ?? '') }),
        ],
        action: { label: speech.say('mail_privacy_action'), url: `${publicUrl}/me` },
        foot: footOf(composing),
      };
    },
  },
  erasure_asked: {
    compose: (_data, composing) => ({
      subject: composing.speech.say('mail_erasure_asked_subject'),
      paragraphs: [composing.speech.say('mail_erasure_asked_text')],
      action: {
        label: composing.speech.say('mail_privacy_action'),
        url: `${composing.publicUrl}/w/network/settings/erasures`,
      },
      foot: footOf(composing),
    }),
  },
  erasure_refused: {
    compose: (data, composing) => ({
      subject: composing.speech.say('mail_erasure_refused_subject'),
      paragraphs: [
        composing.speech.say('mail_erasure_refused_text', { reason: String(data['reason'] ?? '') }),
      ],
      action: { label: composing.speech.say('mail_privacy_action'), url: `${composing.publicUrl}/me` },
      foot: footOf(composing),
    }),
  },
};
