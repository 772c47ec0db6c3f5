import { fileFromApi } from '#lib/server/api-files.ts';
import { placeIdOf } from '#lib/server/workspace.ts';

/** A table of the books on the page's date as a file of the kind in the address, in the reader's language. */
export async function booksFile(
  event: Parameters<typeof placeIdOf>[0],
  name: 'trial-balance' | 'receivables',
): Promise<Response> {
  const { locale, asOf } = event.locals;
  const kind = event.url.searchParams.get('kind') === 'xlsx' ? 'xlsx' : 'csv';
  const query = new URLSearchParams({ place: String(await placeIdOf(event)), locale });
  if (asOf) query.set('asOf', asOf);
  return fileFromApi(event, `/exports/${name}.${kind}?${query}`);
}
