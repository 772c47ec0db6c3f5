import type { OrganisationSheetFragment } from '#lib/operations.ts';
import type { Refused } from '#lib/refusals.ts';

/** A refused form, with the act that it asked for. */
export type RefusedAct = (Partial<Refused> & { act?: string }) | null;

/** What every section about an organisation is given; `reason` says why nothing may be changed. */
export type SectionProps = {
  organisation: OrganisationSheetFragment;
  reason: string | null;
  form: RefusedAct;
};

/** The refused form, where it was this one. */
export const refusedAs = (form: RefusedAct, act: string): RefusedAct => (form?.act === act ? form : null);
