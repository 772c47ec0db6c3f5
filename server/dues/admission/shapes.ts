import { given, shapes } from '../../reading/shape.ts';

export const admissionDuesShapes = shapes({
  SimulateAdmissionPayload: {
    fields: {
      refusals: given,
      from: given,
      category: given,
      year: given,
      currency: given,
      amount: given,
      missing: given,
      dueOn: given,
      why: given,
      wholeYear: given,
      deposit: given,
      depositWhy: given,
      left: given,
    },
  },
});
