import { fail, redirect } from '@sveltejs/kit';
import { ownPath } from '#lib/server/same-origin.ts';
import { keepSession } from '#lib/server/session.ts';
import { signIn } from '#lib/server/sign-in.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url, locals }) => {
  const next = ownPath(url.searchParams.get('next'), url, '/w');
  if (locals.accessToken) redirect(303, next);
  return { next, asked: url.searchParams.has('next') };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const email = String(form.get('email') ?? '').trim();
    const password = String(form.get('password') ?? '');
    if (!email || !password) return fail(400, { email, fault: 'missing' as const, wait: 0 });
    const answer = await signIn(event, email, password);
    if ('fault' in answer) return fail(answer.status, { email, fault: answer.fault, wait: answer.wait });
    keepSession(event.cookies, event.url, answer);
    redirect(303, ownPath(String(form.get('next') ?? ''), event.url, '/w'));
  },
};
