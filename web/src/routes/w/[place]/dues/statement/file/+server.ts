import { error } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import { fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

const KINDS = ['pdf', 'csv', 'xlsx'] as const;

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
  return fileFromApi(event, `/documents/statements/${member}.${kind}?${query}`);
};
