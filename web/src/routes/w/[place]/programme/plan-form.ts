import type { RequestEvent } from '@sveltejs/kit';
import { isDate } from '#lib/dates.ts';
import type { ActivityPlanInput } from '#lib/operations.ts';
import { PlanChoices } from '#lib/operations.ts';
import type { Refusal } from '#lib/refusals.ts';
import { read } from '#lib/server/api.ts';
import type { WorkspacePlace } from '#lib/server/workspace.ts';
import { dayAfterTyped, linesOf, textOf } from './typed.ts';

/** What the form of a plan offers at a place: its programme, hosts and countries. */
export async function planChoices(event: RequestEvent, place: WorkspacePlace) {
  // The network's own activities have no region; any code gives none.
  const { region, network } = await read(event, PlanChoices, { region: place.region?.code ?? '' });
  const countries = region?.countries ?? network?.regions.flatMap((one) => one.countries) ?? [];
  const hosts = region?.outline ?? [];
  return {
    programme: (region ? region.programme : network?.programme) ?? null,
    countries: countries.map(({ iso2 }) => iso2),
    hosts: place.kind === 'council' ? hosts.filter(({ id }) => id === place.id) : hosts,
  };
}

export type Choices = Awaited<ReturnType<typeof planChoices>>;

/** The plan that was typed, or what makes it unreadable before the API could look at it. */
export function planTyped(
  form: FormData,
  locale: ActivityPlanInput['locale'],
): { plan?: ActivityPlanInput; refusals: Refusal[] } {
  const from = textOf(form, 'from');
  const until = dayAfterTyped(form, 'until');
  const refusals: Refusal[] = [];
  if (!isDate(from)) refusals.push({ code: 'date_invalid', field: 'from', value: from });
  if (!until) refusals.push({ code: 'date_invalid', field: 'until', value: textOf(form, 'until') });
  if (refusals.length > 0 || !until) return { refusals };
  const whole = (text: string) => (/^\d{1,9}$/.test(text) ? Number(text) : null);
  const plan = {
    title: textOf(form, 'title'),
    objective: textOf(form, 'objective'),
    locale,
    from,
    until,
    venue: textOf(form, 'venue') || null,
    country: textOf(form, 'country') || null,
    hostId: whole(textOf(form, 'hostId')),
    primary: whole(textOf(form, 'primary')),
    secondary: form.getAll('secondary').flatMap((no) => whole(String(no)) ?? []),
    funders: linesOf(form, 'funders'),
    contributors: linesOf(form, 'contributors'),
  };
  return { plan, refusals };
}

/** What was typed, ready to stand in the form again. */
export function valuesOf(form: FormData): Record<string, string> {
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return { ...Object.fromEntries(texts), secondary: form.getAll('secondary').join(' ') };
}
