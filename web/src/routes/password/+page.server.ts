import { fail, redirect } from '@sveltejs/kit';
import { postToApi } from '#lib/server/api-request.ts';
import { dropSession } from '#lib/server/session.ts';
import type { Actions, PageServerLoad } from './$types';

/** The link is only used when the form is sent: programs that look at mail follow links. */
export const load: PageServerLoad = ({ url, setHeaders }) => {
  setHeaders({ 'referrer-policy': 'no-referrer' });
  return { link: url.searchParams.get('link') ?? '', done: url.searchParams.has('done') };
};

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData();
    const link = String(form.get('link') ?? '');
    const password = String(form.get('password') ?? '');
    if (password !== String(form.get('again') ?? ''))
      return fail(422, { field: 'again', code: 'password_differs' });
    const response = await postToApi(event, '/auth/password', { link, password }).catch(() => null);
    if (!response || response.status >= 500) return fail(503, { field: null, code: 'unavailable' });
    if (response.status !== 204) {
      const { code } = (await response.json().catch(() => ({}))) as { code?: string };
      const known = code?.startsWith('password_')
        ? { field: 'password', code }
        : { field: null, code: 'link_invalid' };
      return fail(422, known);
    }
    dropSession(event.cookies, event.url);
    redirect(303, '/password?done');
  },
};
