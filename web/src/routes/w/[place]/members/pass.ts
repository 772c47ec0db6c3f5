import { error, type RequestEvent } from '@sveltejs/kit';
import { IssuePass, PassPage, RevokePass } from '#lib/operations.ts';
import { acted, textOrNull } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';

type PassEvent = RequestEvent<{ place: string; id?: number | undefined }>;

/** The member in the address, or the place itself where a council is in its own workspace. */
const memberOf = (event: PassEvent) => event.params.id ?? placeIdOf(event as RequestEvent<{ place: string }>);

/** A member's passes, for its page in a workspace above it and in its own. */
export async function loadPasses(event: PassEvent, may: readonly string[]) {
  if (!may.includes('offices.read')) error(403, 'FORBIDDEN');
  const { member } = await read(event, PassPage, { id: await memberOf(event) });
  if (!member) error(404, 'NOT_FOUND');
  return { member, mayIssue: may.includes('passes.issue'), done: event.url.searchParams.has('done') };
}

/** What may be done with passes. */
export const passActions = {
  issue: async (event: PassEvent) => {
    const form = await event.request.formData();
    const input = { memberId: await memberOf(event), validUntil: textOrNull(form, 'validUntil') };
    const { issuePass } = await act(event, IssuePass, { input });
    return acted(issuePass, form, 'issue', `${event.url.pathname}?done=1`);
  },
  revoke: async (event: PassEvent) => {
    const form = await event.request.formData();
    const input = { id: String(form.get('pass')), reason: textOrNull(form, 'reason') ?? '' };
    const { revokePass } = await act(event, RevokePass, { input });
    return acted(revokePass, form, 'revoke', `${event.url.pathname}?done=1`);
  },
};
