import { refuse } from '../errors.ts';

const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/**
 * Whether the text is one address that mail may be sent to. Stricter than the standards: no quoted local part, no
 * comment, no list, no address literal, and plain letters only, so that none looks like another; a domain in other
 * letters is written in its xn-- form.
 */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || local.length > 64 || domain.length > 253 || !LOCAL.test(local)) return false;
  const labels = domain.split('.');
  return (
    labels.length > 1 && labels.every((label) => LABEL.test(label)) && /[a-z]/i.test(labels.at(-1) ?? '')
  );
}

/** The typed address as it is kept, or the refusal at its field. */
export function mailAddress(typed: string | null | undefined, field: string): string {
  const address = (typed ?? '').trim();
  return isMailAddress(address) ? address : refuse('email_invalid', field, typed ?? '');
}
