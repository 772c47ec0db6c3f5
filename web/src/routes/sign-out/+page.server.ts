import { type RequestEvent, redirect } from '@sveltejs/kit';
import { dropSession } from '#lib/server/session.ts';
import { signOut } from '#lib/server/sign-in.ts';
import type { Actions } from './$types';

export const actions: Actions = {
  here: (event) => leave(event, false),
  everywhere: (event) => leave(event, true),
};

async function leave(event: RequestEvent, everywhere: boolean): Promise<never> {
  await signOut(event, everywhere);
  dropSession(event.cookies, event.url);
  redirect(303, '/');
}
