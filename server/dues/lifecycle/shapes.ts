import { given, made, shapes } from '../../reading/shape.ts';

/** What readmission and succession show before they are done, and answer with. */
export const duesLifecycleShapes = shapes({
  LifecycleDebt: {
    fields: { kind: given, year: given, amount: given, currency: given, article: given, why: given },
  },
  PreviewReadmissionPayload: {
    fields: {
      refusals: given,
      away: given,
      category: given,
      region: made('Region', 'region', 'region', 'place_id'),
      debts: given,
      backTotal: given,
      currency: given,
    },
  },
  PreviewSuccessionPayload: {
    fields: {
      refusals: given,
      category: given,
      region: made('Region', 'region', 'region', 'place_id'),
      country: made('Country', 'country', 'country', 'iso2'),
      affiliates: given,
      documents: given,
      debts: given,
    },
  },
  SucceedPayload: {
    fields: {
      refusals: given,
      predecessor: made('Member', 'member', 'predecessor', 'place_id'),
      successor: made('Member', 'member', 'successor', 'place_id'),
      affiliates: given,
    },
  },
});
