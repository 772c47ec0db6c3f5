import { json } from '@sveltejs/kit';
import { CheckRule } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';
import { refusalText } from '#lib/refusals.ts';
import { act } from '#lib/server/api.ts';
import { entryFrom } from '#lib/ui/rulebook/entry-form.ts';
import { concerns, faultText, partsOf, placeWords } from '#lib/ui/rulebook/words.ts';
import type { RequestHandler } from './$types';

/** What is wrong with the article as it is typed, in the reader's language. For the editor's script; writes nothing. */
export const POST: RequestHandler = async (event) => {
  const entry = entryFrom(await event.request.formData());
  const { draft, key } = event.params;
  const { checkRule } = await act(event, CheckRule, {
    input: { draftId: draft, key, entry: JSON.stringify(entry) },
  });
  const faults = checkRule.faults?.filter((fault) => concerns(fault, entry.no) || fault.article === '') ?? [];
  const lines = [
    ...checkRule.refusals.map(refusalText),
    ...faults.map((fault) => `${placeWords(fault.place)}: ${faultText(fault)}`),
  ];
  const title =
    lines.length > 0
      ? m.rulebook_faults({ count: lines.length, shown: String(lines.length) })
      : m.rulebook_no_faults();
  return json({
    title,
    lines,
    faults: faults.map((fault) => ({ place: partsOf(fault.place).join('/'), words: faultText(fault) })),
  });
};
