import { error } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

/** As everywhere; a layout without pages beneath it inherits nothing, and the build would make a client for it. */
export const csr = false;

/** What a council sees about itself in its own workspace; other places have these pages under a member. */
export const load: LayoutServerLoad = async (event) => {
  const { place } = await event.parent();
  if (place.kind !== 'council') error(404, 'NOT_FOUND');
};
