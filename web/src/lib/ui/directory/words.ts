import type { PassState } from '#lib/operations.ts';
import { m } from '#lib/paraglide/messages.js';

/** The state of a pass in a word or two. */
export function passState(state: PassState): string {
  return {
    valid: m.pass_state_valid,
    coming: m.pass_state_coming,
    ended: m.pass_state_ended,
    replaced: m.pass_state_replaced,
    revoked: m.pass_state_revoked,
    suspended: m.pass_state_suspended,
    former: m.pass_state_former,
  }[state]();
}

/** The look of its tag. */
export const passTone = (state: PassState) =>
  state === 'valid' ? 'good' : state === 'coming' ? 'warn' : 'bad';

/** Why a pass is not good, in a sentence. */
export function passReason(state: Exclude<PassState, 'valid'>): string {
  return {
    coming: m.verify_why_coming,
    ended: m.verify_why_ended,
    replaced: m.verify_why_replaced,
    revoked: m.verify_why_revoked,
    suspended: m.verify_why_suspended,
    former: m.verify_why_former,
  }[state]();
}

/** A code in groups, as it is read aloud. */
export const grouped = (code: string) => code.replace(/(.{5})(?=.)/g, '$1-');
