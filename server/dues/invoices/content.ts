import type { TransactionSql } from 'postgres';
import type { Database } from '../../database.ts';
import { type Locale, localeOf } from '../../documents/words.ts';
import { Fault } from '../../errors.ts';
import { readAs } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';
import type { Kind } from './numbering.ts';
import { type Charges, type FrozenRate, payable } from './terms.ts';

/** Where to pay to. */
export interface Account {
  currency: string;
  holder: string;
  iban: string | null;
  account: string | null;
  bic: string | null;
  bank: string | null;
}

/** Who issues the invoice, as the law wants it on it. */
export interface Issuer {
  name: string;
  registration: string;
  street: string;
  postcode: string | null;
  city: string;
  country: string;
}

interface Read {
  id: string;
  kind: Kind;
  number: string;
  reference: string;
  member: number;
  year: number;
  currency: string;
  issuedOn: string;
  dueOn: string | null;
  addressee: string;
  country: string;
  charges: Charges | null;
  rates: FrozenRate[];
  reason: string | null;
  credits: { number: string; issuedOn: string } | null;
  article: string;
  version: number;
  difference: boolean;
  why: unknown;
  invented: boolean;
  network: Record<string, string>;
  issuer: Issuer | null;
  accounts: Account[];
  today: string;
}

/** All that an invoice or credit note says, as it was issued, and what of it is open today. */
export interface InvoiceContent extends Read {
  /** The language it was issued in. */
  locale: Locale;
  amount: bigint;
  /** What credit notes have left of it, and what of that is open; both zero on a credit note. */
  remaining: bigint;
  open: bigint;
}

/** Reads an invoice for a document, for those who may read the member's dues; NOT_FOUND for all others. */
export async function invoiceContent(
  database: Database,
  caller: Caller,
  id: string,
): Promise<InvoiceContent> {
  const [row] = await readAs(database, caller, (sql) => read(sql, id));
  if (!row) throw new Fault('NOT_FOUND');
  return {
    ...row,
    locale: localeOf(row.locale),
    amount: BigInt(row.amount),
    remaining: BigInt(row.remaining),
    open: BigInt(row.open),
  };
}

/** What is to be paid in another currency that is accepted, for an amount in the invoice's own. */
export function amountsIn(content: InvoiceContent, amount: bigint): (FrozenRate & { amount: bigint })[] {
  return content.rates.map((rate) => ({ ...rate, amount: payable(amount, rate) }));
}

type Row = Read & { locale: string; amount: string; remaining: string; open: string };

async function read(sql: TransactionSql, id: string): Promise<Row[]> {
  return sql<Row[]>`
    select i.id, i.kind, i.number, i.reference, i.member_id as member, i.year, i.currency, i.issued_on::text as "issuedOn",
      i.due_on::text as "dueOn", i.addressee, i.country, i.locale, i.amount::text, t.charges, t.rates, i.reason, a.article, a.version,
      a.kind = 'difference' as difference, c.why, i.invented, n.name as network, current_date::text as today,
      case when i.kind = 'invoice' then b.amount - b.reduced else 0 end::text as remaining,
      case when i.kind = 'invoice' then b.outstanding else 0 end::text as open,
      (select json_build_object('number', o.number, 'issuedOn', o.issued_on) from invoice o where o.id = i.credits) as credits,
      (select json_build_object('name', s.legal_name, 'registration', s.registration, 'street', s.street, 'postcode', s.postcode,
          'city', s.city, 'country', s.country)
        from invoice_issuer s where s.since <= i.issued_on order by s.since desc, s.id desc limit 1) as issuer,
      (select coalesce(json_agg(json_build_object('currency', p.currency, 'holder', p.holder, 'iban', p.iban, 'account', p.account,
          'bic', p.bic, 'bank', p.bank) order by p.currency <> i.currency, p.currency), '[]')
        from payee_account p where p.during @> current_date and (p.currency = i.currency
          or p.currency in (select x ->> 'currency' from jsonb_array_elements(t.rates) x))) as accounts
    from invoice i
    join invoice_terms t on t.id = i.terms_id
    join assessment a on a.id = i.assessment_id
    join calculation c on c.id = a.calculation_id
    left join assessment_balance b on b.assessment_id = a.id
    cross join network n
    where i.id = ${id} and ((select 1 = any(app.reach('dues.read')))
      or i.region_id = any((select app.reach('dues.read'))::int[])
      or i.member_id = any((select app.reach_members('dues.read'))::int[]))`;
}
