import { error, fail } from '@sveltejs/kit';
import { major, minorOf } from '#lib/amount.ts';
import {
  AcceptBankLine,
  BankAssessments,
  BankLinePage,
  BankMembers,
  ChargeBankLine,
  HoldBankLine,
  IgnoreBankLine,
  ReleaseBankLine,
  ReturnBankLine,
  SplitBankLine,
  SuspendBankLine,
  UndoBankLine,
} from '#lib/operations.ts';
import { type Refusal, typed } from '#lib/refusals.ts';
import { acted } from '#lib/server/acted.ts';
import { act, read } from '#lib/server/api.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import { partsOf } from './parts.ts';

const WAITING = ['open', 'held', 'suspense'];

/** One movement on the account: what the bank says, what it probably is, what was decided, and what may be. */
export const load: PageServerLoad = async (event) => {
  const { place, may } = await event.parent();
  if (place.kind !== 'network' || !may.includes('bank.read')) error(404, 'NOT_FOUND');
  const { bankLine } = await read(event, BankLinePage, { id: event.params.line });
  if (!bankLine) error(404, 'NOT_FOUND');
  const mayMatch = may.includes('bank.match');
  const waiting = WAITING.includes(bankLine.state);
  return { line: bankLine, mayMatch, waiting, members: mayMatch && waiting ? await membersOf(event) : [] };
};

/** All members by name, from whom the payer is chosen. */
async function membersOf(event: Parameters<PageServerLoad>[0]) {
  const members: { id: string; name: string }[] = [];
  let after: string | null = null;
  do {
    const page: { next?: string | null; rows: readonly { id: string | number; name: string }[] } | undefined =
      (await read(event, BankMembers, { after })).network?.members;
    members.push(...(page?.rows ?? []).map(({ id, name }) => ({ id: String(id), name })));
    after = page?.next ?? null;
  } while (after && members.length < 2000);
  return members;
}

const keyed = (event: RequestEvent, form: FormData) => ({
  id: event.params.line,
  idempotencyKey: String(form.get('idempotencyKey') ?? ''),
});
const reasoned = (event: RequestEvent, form: FormData) => ({
  ...keyed(event, form),
  reason: String(form.get('reason') ?? ''),
});
/** Back to the inbox, where the next line waits. */
const inbox = (event: RequestEvent) => event.url.pathname.replace(/\/[^/]+$/, '?done=decide');

export const actions: Actions = {
  accept: async (event) => {
    const form = await event.request.formData();
    const { acceptBankLine } = await act(event, AcceptBankLine, { input: keyed(event, form) });
    return acted(acceptBankLine, form, 'accept', inbox(event));
  },
  split: async (event) => {
    const form = await event.request.formData();
    const { bankLine } = await read(event, BankLinePage, { id: event.params.line });
    if (!bankLine) error(404, 'NOT_FOUND');
    const { refusals, parts } = partsOf(form, (text) =>
      minorOf(text, bankLine.currency, event.locals.locale),
    );
    if (refusals.length > 0) return fail(422, { refusals, values: typed(form), act: 'split' });
    const wrong: Refusal[] = [];
    const given = [];
    for (const { index, member, minor, year } of parts) {
      const id = year
        ? (await read(event, BankAssessments, { id: member })).member?.assessments.find(
            (one) => one.year === year,
          )?.id
        : null;
      if (year && !id) wrong.push({ code: 'bank_year_unknown', field: `year:${index}`, value: String(year) });
      given.push({
        memberId: member,
        amount: major({ minor, currency: bankLine.currency }),
        assessmentId: id ?? null,
      });
    }
    if (wrong.length > 0) return fail(422, { refusals: wrong, values: typed(form), act: 'split' });
    const { splitBankLine } = await act(event, SplitBankLine, {
      input: { ...keyed(event, form), parts: given },
    });
    // The API counts the parts that were filled in; the form shows all its rows.
    const at = (field?: string | null) =>
      field?.replace(/:(\d+)$/, (_, n) => `:${parts[Number(n)]?.index}`) ?? null;
    const shown = splitBankLine.refusals.map((one) => ({ ...one, field: at(one.field) }));
    return acted({ refusals: shown }, form, 'split', inbox(event));
  },
  hold: async (event) => {
    const form = await event.request.formData();
    const { holdBankLine } = await act(event, HoldBankLine, { input: reasoned(event, form) });
    return acted(holdBankLine, form, 'hold', inbox(event));
  },
  release: async (event) => {
    const form = await event.request.formData();
    const { releaseBankLine } = await act(event, ReleaseBankLine, { input: keyed(event, form) });
    return acted(releaseBankLine, form, 'release', event.url.pathname);
  },
  ignore: async (event) => {
    const form = await event.request.formData();
    const { ignoreBankLine } = await act(event, IgnoreBankLine, { input: reasoned(event, form) });
    return acted(ignoreBankLine, form, 'ignore', inbox(event));
  },
  suspend: async (event) => {
    const form = await event.request.formData();
    const { suspendBankLine } = await act(event, SuspendBankLine, { input: keyed(event, form) });
    return acted(suspendBankLine, form, 'suspend', inbox(event));
  },
  charge: async (event) => {
    const form = await event.request.formData();
    const { chargeBankLine } = await act(event, ChargeBankLine, { input: keyed(event, form) });
    return acted(chargeBankLine, form, 'charge', inbox(event));
  },
  back: async (event) => {
    const form = await event.request.formData();
    const input = { ...reasoned(event, form), receipt: String(form.get('receipt') ?? '') };
    const { returnBankLine } = await act(event, ReturnBankLine, { input });
    return acted(returnBankLine, form, 'back', inbox(event));
  },
  undo: async (event) => {
    const form = await event.request.formData();
    const { undoBankLine } = await act(event, UndoBankLine, { input: reasoned(event, form) });
    return acted(undoBankLine, form, 'undo', event.url.pathname);
  },
};
