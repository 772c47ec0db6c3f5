import { refuse } from '../../errors.ts';
import type { EndPayeeAccountInput, SetInvoiceIssuerInput, SetPayeeAccountInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { readBic, readIban } from './iban.ts';

/**
 * Names the account that members pay to in a currency, from a day on: today or later, since invoices have told an earlier
 * one. The account before ends on that day. Answers its id.
 */
export async function setPayeeAccount(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  input: SetPayeeAccountInput,
): Promise<string> {
  unit.inPerson();
  const { sql } = unit;
  const currency = input.currency.trim().toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) refuse('currency_form', 'currency', input.currency);
  const account = accountOf(input);
  await refusePast(unit, 'from', input.from);
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payee_account:${currency}`}, 0))`;
  const [later] = await sql<{ from: string }[]>`
    select lower(during)::text as from from payee_account where currency = ${currency} and lower(during) >= ${input.from}`;
  if (later) refuse('account_begins_later', 'from', later.from);
  await sql`update payee_account set during = daterange(lower(during), ${input.from})
    where currency = ${currency} and during @> ${input.from}::date`;
  const [made] = await sql<{ id: string }[]>`
    insert into payee_account (currency, during, holder, iban, account, bic, bank, set_by)
    values (${currency}, daterange(${input.from}, null), ${account.holder}, ${account.iban}, ${account.account}, ${account.bic},
      ${account.bank}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'setPayeeAccount',
    place: permit.place,
    subject: ['payee_account', id],
    after: { currency, from: input.from, ...account },
  });
  return id;
}

/** What was typed as it is kept, or a refusal at its field. */
function accountOf(input: SetPayeeAccountInput) {
  const holder = plainWords(input.holder);
  if (!holder) refuse('required', 'holder');
  const typed = {
    iban: plainWords(input.iban),
    account: plainWords(input.account),
    bic: plainWords(input.bic),
  };
  if (!typed.iban && !typed.account) refuse('account_needed', 'iban');
  if (typed.iban && typed.account) refuse('account_twice', 'account');
  const iban = typed.iban ? readIban(typed.iban) : null;
  if (iban && 'fault' in iban) refuse(iban.fault, 'iban', typed.iban);
  const bic = typed.bic ? readBic(typed.bic) : null;
  if (typed.bic && !bic) refuse('bic_form', 'bic', typed.bic);
  return {
    holder,
    iban: iban?.iban ?? null,
    account: typed.account || null,
    bic,
    bank: plainWords(input.bank) || null,
  };
}

/** Ends an account from a day on: nobody is asked any more to pay to it. */
export async function endPayeeAccount(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  input: EndPayeeAccountInput,
): Promise<string> {
  unit.inPerson();
  await refusePast(unit, 'until', input.until);
  const [ended] = await unit.sql<{ id: string; currency: string }[]>`
    update payee_account set during = daterange(lower(during), ${input.until})
    where id = ${input.accountId} and upper(during) is null and lower(during) < ${input.until} returning id, currency`;
  if (!ended) refuse('account_ended', 'accountId', input.accountId);
  await unit.record({
    act: 'endPayeeAccount',
    place: permit.place,
    subject: ['payee_account', ended.id],
    after: { currency: ended.currency, until: input.until },
  });
  return ended.id;
}

/** Says who issues invoices from a day on. A series that has begun keeps its prefix to the end of its year. */
export async function setInvoiceIssuer(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  input: SetInvoiceIssuerInput,
): Promise<string> {
  unit.inPerson();
  await refusePast(unit, 'since', input.since);
  const of = (field: 'legalName' | 'registration' | 'street' | 'city') =>
    plainWords(input[field]) || refuse('required', field);
  const country = input.country.trim().toUpperCase();
  const [known] = await unit.sql`select from country where iso2 = ${country}`;
  if (!known) refuse('country_unknown', 'country', input.country);
  const prefixes = [prefixOf(input, 'invoicePrefix'), prefixOf(input, 'creditPrefix')] as const;
  if (prefixes[0] === prefixes[1]) refuse('prefix_twice', 'creditPrefix', prefixes[1]);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into invoice_issuer (since, legal_name, registration, street, postcode, city, country, invoice_prefix, credit_prefix, set_by)
    values (${input.since}, ${of('legalName')}, ${of('registration')}, ${of('street')}, ${plainWords(input.postcode) || null},
      ${of('city')}, ${country}, ${prefixes[0]}, ${prefixes[1]}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'setInvoiceIssuer',
    place: permit.place,
    subject: ['invoice_issuer', id],
    after: { ...input, idempotencyKey: undefined },
  });
  return id;
}

function prefixOf(input: SetInvoiceIssuerInput, field: 'invoicePrefix' | 'creditPrefix'): string {
  const prefix = input[field].trim().toUpperCase();
  return /^[A-Z]{1,6}$/.test(prefix) ? prefix : refuse('prefix_form', field, input[field]);
}

async function refusePast(unit: Unit, field: string, day: string): Promise<void> {
  const [past] = await unit.sql`select where ${day}::date < current_date`;
  if (past) refuse('past_date', field, day);
}
