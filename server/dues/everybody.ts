import type { TransactionSql } from 'postgres';
import type { Missing, NoAmount } from './plan.ts';
import { factsOf, type Recipient, recipientsOf } from './recipients.ts';
import { ARTICLE, type Rules } from './rulebook.ts';

/** The list fact that holds every member of the year: what a rule needs that divides a sum among all. */
export const EVERYBODY = 'all_members';

const SOURCE = 'Register of members';

/** So many members are named where something of theirs is missing. */
const NAMED = 5;

/** Every member of the network in a year, as rules may read them. */
export interface Everybody {
  /**
   * The list for a member: all who were members on 1 January, and itself where it joined later. Who joins within the year so
   * changes nobody else's share.
   */
  listFor(recipient: Recipient): { value: unknown[]; source: string };
  /** Why nothing can be computed for the member, since something in the list is missing; null where nothing is. */
  refuses(recipient: Recipient, article: string): NoAmount | null;
}

/** Everybody as of the day, where the dues of a rulebook read the list; null where they do not. `knownOn` as of `recipientsOf`. */
export async function everybodyFor(
  sql: TransactionSql,
  rules: Rules,
  year: number,
  issuedOn: string,
  knownOn: string | null = null,
): Promise<Everybody | null> {
  if (!readsEverybody(rules)) return null;
  return everybodyOf(rules, await recipientsOf(sql, year, null, issuedOn, knownOn), year);
}

/** As `everybodyFor`, where all members are at hand. */
export function everybodyOf(rules: Rules, all: readonly Recipient[], year: number): Everybody | null {
  if (!readsEverybody(rules)) return null;
  const elements = new Map(
    all
      .filter(({ region }) => region !== null)
      .map((one) => [one.member, { one, ...rules.elementOf(EVERYBODY, factsOf(one, year)) }]),
  );
  const known = (recipient: Recipient) =>
    elements.get(recipient.member) ?? {
      one: recipient,
      ...rules.elementOf(EVERYBODY, factsOf(recipient, year)),
    };
  const standing = [...elements.values()].filter(({ one }) => one.joinedOn === null);
  const value = standing.map(({ element }) => element);
  const gaps = standing.filter(({ missing }) => missing.length > 0);
  return {
    listFor: (recipient) => ({
      value: recipient.joinedOn === null ? value : [...value, known(recipient).element],
      source: SOURCE,
    }),
    refuses: (recipient, article) => {
      const own = known(recipient).missing.map((fact) => missingOwn(rules.noOf(article), fact));
      const [first, ...further] = own;
      if (first) return further.length > 0 ? { ...first, further } : first;
      const others = gaps.filter(({ one }) => one.member !== recipient.member);
      if (others.length === 0) return null;
      const named = others.slice(0, NAMED).map(({ one, missing }) => `${one.name} (${missing.join(', ')})`);
      const more = others.length > NAMED ? [`+${others.length - NAMED}`] : [];
      return { code: 'others_missing', article: rules.noOf(article), detail: [...named, ...more].join('; ') };
    },
  };
}

function readsEverybody(rules: Rules): boolean {
  return rules.reads(ARTICLE.dues, ARTICLE.firstYear, ARTICLE.dueDate).has(EVERYBODY);
}

function missingOwn(article: string, fact: string): Missing {
  const code = 'fact_missing';
  return { code, article, fact, detail: `the fact '${fact}' is missing`, fault: code, given: [fact] };
}
