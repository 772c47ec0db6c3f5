import { column, given, made, one, refers, shapes } from '../../reading/shape.ts';

/** The language of a council's papers. */
export const languageShapes = shapes({
  Member: {
    fields: {
      language: one(
        'CouncilLanguage',
        (c, r, q) => `app.council_languages(array[${r}.place_id], ${q.asOf}) ${c}`,
      ),
    },
  },
  CouncilLanguage: {
    guard: (r) => ({ capability: 'dues.read', member: `${r}.member_id` }),
    fields: {
      locale: column('locale'),
      origin: column('origin'),
      setAt: column('set_at'),
      setBy: refers('Person', 'person', 'set_by'),
    },
  },
  SetCouncilLanguagePayload: {
    fields: { refusals: given, member: made('Member', 'member', 'member', 'place_id') },
  },
});
