import { error, type RequestEvent } from '@sveltejs/kit';
import {
  EndStandingException,
  GrantStandingException,
  MemberStanding,
  TakeBackStandingException,
  UndoStandingException,
} from '#lib/operations.ts';
import { acted, textOrNull } from './acted.ts';
import { act, read } from './api.ts';
import { memberIdOf } from './workspace.ts';

type Event = RequestEvent<{ place: string; id?: number | string | undefined }>;

/** The standing of the member that the page is about, as it is known and, with `?known=`, as it was known then. */
export async function loadStanding(event: Event) {
  const asked = event.url.searchParams.get('known');
  const knownOn = asked && !Number.isNaN(Date.parse(asked)) ? asked : null;
  const { member, network } = await read(event as never, MemberStanding, {
    id: await memberIdOf(event),
    knownOn,
  });
  if (!member) error(404, 'NOT_FOUND');
  return {
    member,
    knownOn,
    bodies: network?.standingBodies.map(({ name }) => name) ?? [],
    done: event.url.searchParams.get('done'),
  };
}

const after = (event: Event, done: string) => `${event.url.pathname}?done=${done}`;

/** What may be done about a member's standing. The API says who may. */
export const standingActions = {
  grant: async (event: Event) => {
    const form = await event.request.formData();
    const text = (name: string) => textOrNull(form, name) ?? '';
    const input = {
      memberId: await memberIdOf(event),
      from: text('from'),
      until: text('until'),
      body: text('body'),
      reason: text('reason'),
      resolution: text('resolution'),
      decidedOn: text('decidedOn'),
      idempotencyKey: text('idempotencyKey'),
    };
    const { grantStandingException } = await act(event as never, GrantStandingException, { input });
    return acted(grantStandingException, form, 'grant', after(event, 'grant'));
  },
  end: async (event: Event) => {
    const form = await event.request.formData();
    const input = {
      id: String(form.get('id')),
      on: textOrNull(form, 'on') ?? '',
      reason: textOrNull(form, 'reason') ?? '',
    };
    const { endStandingException } = await act(event as never, EndStandingException, { input });
    return acted(endStandingException, form, `end ${input.id}`, after(event, 'end'));
  },
  takeBack: async (event: Event) => {
    const form = await event.request.formData();
    const input = { id: String(form.get('id')), reason: textOrNull(form, 'reason') ?? '' };
    const { takeBackStandingException } = await act(event as never, TakeBackStandingException, { input });
    return acted(takeBackStandingException, form, `takeBack ${input.id}`, after(event, 'takeBack'));
  },
  undo: async (event: Event) => {
    const form = await event.request.formData();
    const input = { id: String(form.get('id')), reason: textOrNull(form, 'reason') ?? '' };
    const { undoStandingException } = await act(event as never, UndoStandingException, { input });
    return acted(undoStandingException, form, `undo ${input.id}`, after(event, 'undo'));
  },
};
