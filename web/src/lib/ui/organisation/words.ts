import { date } from '#lib/format.ts';
import type {
  ContactRole,
  DocumentKind,
  DocumentState,
  OrganisationKind,
  OrganisationNameKind,
} from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';

type Choice<Value extends string> = Record<Value, () => string>;

const NAME_KINDS: Choice<OrganisationNameKind> = {
  other: m.organisation_name_kind_other,
  acronym: m.organisation_name_kind_acronym,
  former: m.organisation_name_kind_former,
};
const KINDS: Choice<OrganisationKind> = {
  national_council: m.organisation_kind_national_council,
  umbrella: m.organisation_kind_umbrella,
  federation: m.organisation_kind_federation,
  association: m.organisation_kind_association,
  foundation: m.organisation_kind_foundation,
  institution: m.organisation_kind_institution,
  public_body: m.organisation_kind_public_body,
  network: m.organisation_kind_network,
  cooperative: m.organisation_kind_cooperative,
  trade_union: m.organisation_kind_trade_union,
  faith_based: m.organisation_kind_faith_based,
  research: m.organisation_kind_research,
  other: m.organisation_kind_other,
};
const ROLES: Choice<ContactRole> = {
  general: m.organisation_role_general,
  president: m.organisation_role_president,
  secretary: m.organisation_role_secretary,
  finance: m.organisation_role_finance,
  press: m.organisation_role_press,
  programme: m.organisation_role_programme,
  other: m.organisation_role_other,
};
const DOCUMENT_KINDS: Choice<DocumentKind> = {
  statutes: m.organisation_doc_kind_statutes,
  audit: m.organisation_doc_kind_audit,
  annual_report: m.organisation_doc_kind_annual_report,
  other: m.organisation_doc_kind_other,
};
const STATES: Choice<DocumentState> = {
  current: m.organisation_doc_state_current,
  coming: m.organisation_doc_state_coming,
  ended: m.organisation_doc_state_ended,
  replaced: m.organisation_doc_state_replaced,
  withdrawn: m.organisation_doc_state_withdrawn,
};
const TONES: Record<DocumentState, string> = {
  current: 'good',
  coming: '',
  ended: 'bad',
  replaced: '',
  withdrawn: '',
};

/** The choices of a form, in their order, with the reader's words. */
function optionsOf<Value extends string>(choice: Choice<Value>): { value: Value; label: string }[] {
  return (Object.keys(choice) as Value[]).map((value) => ({ value, label: choice[value]() }));
}

export const nameKind = (kind: OrganisationNameKind) => NAME_KINDS[kind]();
export const nameKinds = () => optionsOf(NAME_KINDS);
export const organisationKind = (kind: OrganisationKind) => KINDS[kind]();
export const organisationKinds = () => optionsOf(KINDS);
export const contactRole = (role: ContactRole) => ROLES[role]();
export const contactRoles = () => optionsOf(ROLES);
export const documentKind = (kind: DocumentKind) => DOCUMENT_KINDS[kind]();
export const documentKinds = () => optionsOf(DOCUMENT_KINDS);
export const documentState = (state: DocumentState) => STATES[state]();
export const documentTone = (state: DocumentState) => TONES[state];

/** When a name was borne, in words. */
export function borne(from: string | null | undefined, until: string | null | undefined): string {
  const parts = [
    from ? m.organisation_borne_since({ date: date(from) }) : null,
    until ? m.organisation_borne_until({ date: date(until) }) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' ') : m.organisation_borne_now();
}

const WHY: Record<string, () => string> = {
  looks: m.organisation_why_looks,
  name: m.organisation_why_name,
  alike: m.organisation_why_alike,
  website: m.organisation_why_website,
};

/** What speaks for two records being one organisation, in words. */
export const likenessReason = (reason: string) => WHY[reason]?.() ?? reason;
