import { RulebookReader, TryDraft, TryMembers, TryRule } from '#lib/operations.ts';
import { act, read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

type Fact = { name: string; type: string };

/** An article computed for a day, on a member's facts, facts by hand, or both; by the rulebook or by a draft of it. */
export const load: PageServerLoad = async (event) => {
  const { viewer, asOf } = await event.parent();
  const asked = event.url.searchParams;
  const article = asked.get('article') ?? '';
  const member = /^\d{1,9}$/.test(asked.get('member') ?? '') ? Number(asked.get('member')) : null;
  const draftId = /^[0-9a-f-]{36}$/.test(asked.get('draft') ?? '') ? asked.get('draft') : null;
  const { rulebook } = await read(event, RulebookReader, { version: null });
  const draft = viewer && draftId ? (await read(event, TryDraft, { id: draftId })).rulebookDraft : null;
  const facts = rulebook?.facts ?? [];
  const byHand = factsByHand(asked, facts);
  const tried = article
    ? (
        await act(event, TryRule, {
          input: {
            article,
            asOf: asOf ?? null,
            memberId: viewer ? member : null,
            draftId: draft?.id ?? null,
            facts: JSON.stringify(byHand.facts),
          },
        })
      ).tryRule
    : null;
  return {
    article,
    member,
    draft: draft ?? null,
    articles: articlesOf(rulebook?.articles ?? [], draft?.articles ?? []),
    facts,
    given: byHand.given,
    unreadable: byHand.unreadable,
    regions: viewer ? (await read(event, TryMembers)).regions : [],
    tried,
  };
};

type Listed = { key: string; no: string; title: { value: string } };

function articlesOf(inForce: readonly Listed[], drafted: readonly Listed[]): Listed[] {
  const known = new Set(inForce.map((one) => one.key));
  return [...inForce, ...drafted.filter((one) => !known.has(one.key))];
}

/** Facts typed in, as the engine takes them; those that cannot be read are named. */
function factsByHand(asked: URLSearchParams, facts: readonly Fact[]) {
  const given: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const unreadable: string[] = [];
  for (const { name, type } of facts) {
    const text = asked.get(`fact.${name}`)?.trim();
    if (!text) continue;
    given[name] = text;
    if (type === 'boolean') values[name] = text === 'true';
    else if (['number', 'integer', 'text', 'date'].includes(type)) values[name] = text;
    else {
      try {
        values[name] = JSON.parse(text);
      } catch {
        unreadable.push(name);
      }
    }
  }
  return { given, facts: values, unreadable };
}
