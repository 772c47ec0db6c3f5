import { error } from '@sveltejs/kit';
import { FollowApplication } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import { byLink, fileFromApi } from '#lib/server/api-files.ts';
import type { RequestHandler } from './$types';

/** The letter of admission, for whoever has the link. */
export const GET: RequestHandler = async (event) => {
  const { secret } = event.params;
  const { followedApplication } = await read(event, FollowApplication, { secret });
  if (!followedApplication) error(404, 'NOT_FOUND');
  const locale = event.url.searchParams.get('locale');
  const query = locale ? `?${new URLSearchParams({ locale })}` : '';
  return fileFromApi(event, `/documents/admissions/${followedApplication.id}.pdf${query}`, byLink(secret));
};
