/** What is wrong with the declaration of a fact, in the fields of its records and lists too. */
import { coerce } from './facts.ts';
import { type Fault, RuleError } from './faults.ts';
import type { FactDeclaration, RulebookDocument } from './format.ts';
import { unitFromText } from './types.ts';

/** What a member can be asked for in one field of a form. */
const DECLARABLE = new Set<string>(['number', 'integer', 'text', 'boolean', 'date']);

/** A fault of the declaration: its code, the part that has it, the reason. */
type Found = [code: string, part: string, reason: string];

export function factFaults(
  document: RulebookDocument,
  nameTaken: (name: string) => boolean,
  hasCategories: (article: string) => boolean,
): Fault[] {
  return Object.entries(document.facts).flatMap(([name, fact]) => {
    const taken: Found[] = nameTaken(name)
      ? [['name_taken', '', `'${name}' has a meaning of its own in expressions`]]
      : [];
    return [...taken, ...declarationFaults(fact, name, '', hasCategories)].map(([code, part, reason]) => ({
      code,
      article: '',
      place: `facts.${name}${part}`,
      reason,
      fact: name,
    }));
  });
}

function declarationFaults(
  fact: FactDeclaration,
  name: string,
  place: string,
  hasCategories: (article: string) => boolean,
): Found[] {
  const inner = (part: FactDeclaration, at: string) =>
    declarationFaults(part, name, `${place}${at}`, hasCategories);
  return [
    ...ownFaults(fact, hasCategories).map(([code, part, reason]): Found => [code, `${place}${part}`, reason]),
    ...defaultFaults(fact, name).map(([code, part, reason]): Found => [code, `${place}${part}`, reason]),
    ...(fact.of ? inner(fact.of, '.of') : []),
    ...Object.entries(fact.fields ?? {}).flatMap(([key, field]) => inner(field, `.fields.${key}`)),
  ];
}

function ownFaults(fact: FactDeclaration, hasCategories: (article: string) => boolean): Found[] {
  const faults: Found[] = [];
  if (fact.unit !== undefined && !unitFromText(fact.unit))
    faults.push(['unit_unreadable', '.unit', `'${fact.unit}' is not a unit such as EUR or EUR/member`]);
  if (fact.min && fact.max && fact.min.cmp(fact.max) > 0)
    faults.push(['range_empty', '.min', 'min is above max']);
  if (fact.min && fact.cap && fact.min.cmp(fact.cap) > 0)
    faults.push(['range_empty', '.cap', 'the cap is below min']);
  if (fact.declared && !DECLARABLE.has(fact.type))
    faults.push(['not_declarable', '.declared', `a ${fact.type} cannot be asked for in a form`]);
  if (fact.counted && !(fact.declared && (fact.type === 'integer' || fact.type === 'number')))
    faults.push(['not_declarable', '.counted', 'only a declared number is counted from a register']);
  if (fact.valuesFrom !== undefined && !hasCategories(fact.valuesFrom))
    faults.push(['unknown_name', '.valuesFrom', `'${fact.valuesFrom}' is not an article with categories`]);
  return faults;
}

/** A value that counts where the fact is missing must be one that the fact may have. */
function defaultFaults(fact: FactDeclaration, name: string): Found[] {
  return (fact.fallback ?? []).flatMap((fallback, i) => {
    if (typeof fallback !== 'object') return [];
    try {
      coerce(fallback.value, fact, name);
      return [];
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      return error
        .faults()
        .map((fault): Found => [fault.code, `.fallback[${i}]`, `the default: ${fault.reason}`]);
    }
  });
}
