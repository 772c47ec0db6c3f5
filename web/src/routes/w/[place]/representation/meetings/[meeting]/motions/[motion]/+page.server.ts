import { error, fail, redirect } from '@sveltejs/kit';
import {
  CastVote,
  type Choice,
  CloseBallot,
  MotionPage,
  OpenBallot,
  RecordVotes,
  WorkspaceRights,
} from '#lib/operations.ts';
import { type Refusal, typed } from '#lib/refusals.ts';
import { act, read } from '#lib/server/api.ts';
import { placeIdOf } from '#lib/server/workspace.ts';
import type { Actions, PageServerLoad } from './$types';

const CHOICES: Choice[] = ['yes', 'no', 'abstain'];

/** A motion with its ballot: the vote form for one's own council, the officer's acts, and after the close the result. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  const { meeting } = await read(event, MotionPage, { meetingId: event.params.meeting, memberId: place.id });
  const motion = meeting?.motions.find((one) => one.id === event.params.motion);
  if (!meeting || !motion) error(404, 'NOT_FOUND');
  const rights = await read(event, WorkspaceRights, { placeId: meeting.body.place.id });
  const there = rights.viewer?.capabilitiesAt ?? [];
  const own = meeting.roll.find((entry) => entry.member.id === place.id) ?? null;
  return {
    meeting,
    motion,
    own: own && may.includes('ballots.vote') ? own : null,
    mayOpen: there.includes('ballots.open'),
    mayClose: there.includes('ballots.close'),
    /** True right after the vote, when the receipt is shown. */
    voted: event.url.searchParams.has('voted'),
  };
};

function answer(refusals: Refusal[], form: FormData, back: string) {
  if (refusals.length > 0) return fail(422, { refusals, values: typed(form) });
  return redirect(303, back);
}

function choiceIn(form: FormData): Choice | undefined {
  return CHOICES.find((one) => one === form.get('choice'));
}

export const actions: Actions = {
  /** The first of two steps: the choice is shown again before it counts. */
  choose: async (event) => {
    const form = await event.request.formData();
    const choice = choiceIn(form);
    if (!choice) return fail(422, { refusals: [{ code: 'required', field: 'choice' }], values: typed(form) });
    return { chosen: choice };
  },
  vote: async (event) => {
    const form = await event.request.formData();
    const choice = choiceIn(form);
    if (!choice) return fail(422, { refusals: [{ code: 'required', field: 'choice' }], values: typed(form) });
    const input = {
      motionId: event.params.motion,
      memberId: await placeIdOf(event),
      choice,
      idempotencyKey: String(form.get('idempotencyKey')),
    };
    const { castVote } = await act(event, CastVote, { input });
    return answer(castVote.refusals, form, `${event.url.pathname}?voted=1`);
  },
  open: async (event) => {
    const form = await event.request.formData();
    const input = { motionId: event.params.motion, idempotencyKey: String(form.get('idempotencyKey')) };
    const { openBallot } = await act(event, OpenBallot, { input });
    return answer(openBallot.refusals, form, event.url.pathname);
  },
  close: async (event) => {
    const form = await event.request.formData();
    const input = { motionId: event.params.motion, idempotencyKey: String(form.get('idempotencyKey')) };
    const { closeBallot } = await act(event, CloseBallot, { input });
    return answer(closeBallot.refusals, form, event.url.pathname);
  },
  /** A show of hands: members left empty did not raise theirs. */
  hands: async (event) => {
    const form = await event.request.formData();
    const votes = [...form].flatMap(([name, value]) => {
      const choice = CHOICES.find((one) => one === value);
      const memberId = Number(/^hand-(\d+)$/.exec(name)?.[1]);
      return choice && memberId ? [{ memberId, choice }] : [];
    });
    const input = {
      motionId: event.params.motion,
      votes,
      idempotencyKey: String(form.get('idempotencyKey')),
    };
    const { recordVotes } = await act(event, RecordVotes, { input });
    return answer(recordVotes.refusals, form, `${event.url.pathname}?recorded=${votes.length}`);
  },
};
