import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import { paths } from '#lib/paths.ts';
import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

const KINDS = ['pdf', 'csv', 'xlsx'] as const;

/** A statement too long for a PDF: back to the page, which offers it in parts. */
function inParts({ params, url }: RequestEvent, answer: unknown): never {
  const { parts } = answer as { parts: { from: string; until: string }[] };
  const asked = new URLSearchParams(
    ['from', 'until'].flatMap((name) => {
      const day = url.searchParams.get(name);
      return day ? [[name, day]] : [];
    }),
  );
  for (const { from, until } of parts) asked.append('part', `${from}_${until}`);
  redirect(303, `${paths.workspace(params['place'] ?? '', 'dues/statement')}?${asked}#parts`);
}

/** The council's statement of a period as a file: a PDF in the language asked for or the council's, a table in the reader's. */
export const GET: RequestHandler = async (event) => {
  const member = Number(event.params.place);
  if (!Number.isInteger(member)) error(404, 'NOT_FOUND');
  const { searchParams } = event.url;
  const kind = KINDS.find((one) => one === searchParams.get('kind')) ?? 'pdf';
  const language = kind === 'pdf' ? searchParams.get('language') : event.locals.locale;
  const query = new URLSearchParams(language ? { locale: language } : {});
  for (const name of ['from', 'until']) {
    const day = searchParams.get(name) ?? '';
    if (isDate(day)) query.set(name, day);
  }
  return fileFromApi(event, `/documents/statements/${member}.${kind}?${query}`, {}, (answer) =>
    inParts(event, answer),
  );
};
