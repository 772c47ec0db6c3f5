import type { Arguments, TypeRule } from '../test/matrix/matrix.ts';
import type { ActRule } from '../test/matrix/rules.ts';
import { DRAFT } from './world.ts';

/** The rulebook is public; drafts of changes are for those whom the network trusts with them. */
export const STATUTES_TYPES = {
  Rulebook: {
    rule: 'public',
    fields:
      'rulebook version title note languages currency validFrom retroactiveFrom until adoptedBy articles facts',
  },
  RulebookVersion: {
    rule: 'public',
    fields: 'rulebook version validFrom retroactiveFrom currency adoptedBy enteredAt',
  },
  Adoption: { rule: 'public', fields: 'body resolution date' },
  RulebookArticle: {
    rule: 'public',
    fields: 'no key kind title text note source version validFrom retroactiveFrom adoptedBy entry',
  },
  RulebookFact: { rule: 'public', fields: 'name type label unit values optional entry' },
  ArticleDifference: { rule: 'public', fields: 'key no difference before after changes' },
  RulebookDraft: {
    rule: { topic: 'rulebook', rows: 'select id from rulebook_draft' },
    fields:
      'id title state baseVersion startedAt startedBy changedAt changedBy endedAt endedBy reason version articles facts faults',
  },
  // Parts of a draft: reached through it alone.
  DraftArticle: { rule: 'signed in', fields: 'key no title difference entry before changes' },
  DraftFact: { rule: 'signed in', fields: 'name entry' },
  RuleFault: { rule: 'public', fields: 'code article place reason fact given' },
  DraftRulebookPayload: { rule: 'public', fields: 'refusals draft' },
  ChangeDraftPayload: { rule: 'public', fields: 'refusals faults draft' },
  CheckRulePayload: { rule: 'public', fields: 'refusals faults' },
  DiscardDraftPayload: { rule: 'public', fields: 'refusals draft' },
  AdoptRulebookPayload: { rule: 'public', fields: 'refusals faults draft' },
  TryRulePayload: { rule: 'public', fields: 'refusals result details version why facts mayRead faults' },
} as const satisfies Record<string, TypeRule>;

export const STATUTES_ARGUMENTS: Arguments = {
  'Query.rulebook': ['(version: 1)', '(asOf: "2020-06-01")'],
  'Query.rulebookDifference': ['(from: 1, to: 2)'],
  'Query.rulebookDraft': [`(id: "${DRAFT}")`],
};

const NOWHERE = '00000000-0000-7000-8000-000000000000';
const KEY = 'idempotencyKey: "matrix-key"';
const secretariat = (call: string): ActRule => ({
  may: ['global_secretariat'],
  at: [1],
  call: () => `(input: { ${call} }) { refusals { code } }`,
});

export const STATUTES_ACTS = {
  tryRule: {
    may: 'anyone',
    at: [1],
    call: () => `(input: { article: "dues", facts: "[]" }) { refusals { code } }`,
  },
  checkRule: secretariat(`draftId: "${NOWHERE}", key: "dues", entry: "{}"`),
  draftRulebook: secretariat(`title: " ", ${KEY}`),
  changeDraft: secretariat(`draftId: "${NOWHERE}", key: "dues", entry: "{}"`),
  discardDraft: secretariat(`draftId: "${NOWHERE}", reason: "none"`),
  adoptRulebook: secretariat(
    `draftId: "${NOWHERE}", validFrom: "2099-01-01", body: "b", resolution: "r", decidedOn: "2020-01-01", ${KEY}`,
  ),
} satisfies Record<string, ActRule>;
