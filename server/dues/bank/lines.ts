import { JobFailed } from '../../jobs.ts';
import type { Unit } from '../../unit.ts';
import { reconcileBatches } from './batches.ts';

/**
 * Lines of a file that is read whole, into the register: each once, whatever other files hold it. Of equal movements of
 * one file each has its number; in another file that holds them too they get the same. Answers how many are new.
 */
export async function takeLines(unit: Unit, file: string): Promise<number> {
  await refuseForeignAccounts(unit, file);
  await reconcileBatches(unit, file);
  const { sql } = unit;
  const [count] = await sql<{ added: number }[]>`
    with rows as materialized (
        select r.n, l.*, row_number() over (partition by l.key order by r.n) as occurrence
        from bank_row r, jsonb_to_record(r.line) l(position int, iban text, booked_on date, valued_on date, amount bigint, currency text,
          reference text, assigned boolean, end_to_end text, payer text, payer_iban text, text text, tokens text[], charges bigint,
          instructed_amount bigint, instructed_currency text, reversal boolean, code text, batch int, key text)
        where r.file_id = ${file} and l.amount <> 0),
      added as (
        insert into bank_line (file_id, position, key, occurrence, iban, booked_on, valued_on, amount, currency, reference, assigned,
          end_to_end, payer, payer_iban, text, tokens, charges, instructed_amount, instructed_currency, reversal, code, batch)
        select ${file}, position, key, occurrence, iban, booked_on, valued_on, amount, currency, reference, assigned,
          end_to_end, payer, payer_iban, text, tokens, charges, instructed_amount, instructed_currency, reversal, code, batch
        from rows order by n
        on conflict (key, occurrence) do nothing returning id, booked_on, amount),
      waiting as (
        insert into bank_inbox (line_id, booked_on, incoming) select id, booked_on, amount > 0 from added)
    select count(*)::int as added from added`;
  return count?.added ?? 0;
}

/** A file of an account that is not the network's, or in another currency than the account's, is somebody's mistake. */
async function refuseForeignAccounts({ sql }: Unit, file: string): Promise<void> {
  const said = await sql<{ iban: string; currency: string; known: boolean }[]>`
    with said as (
      select distinct r.line ->> 'iban' as iban, r.line ->> 'currency' as currency from bank_row r where r.file_id = ${file}
      union select s.iban, s.currency from bank_statement s where s.file_id = ${file} and s.currency <> '')
    select s.iban, s.currency, bool_or(a.id is not null) as known from said s
    left join payee_account a on upper(regexp_replace(coalesce(a.iban, a.account), '[^A-Za-z0-9]', '', 'g'))
      = regexp_replace(s.iban, '[^A-Z0-9]', '', 'g')
    group by s.iban, s.currency
    having bool_or(a.id is not null and a.currency = s.currency) is not true`;
  const [first] = said;
  if (first?.known) throw new JobFailed('bank_currency_differs', `${first.currency} ${first.iban}`);
  if (first) throw new JobFailed('bank_account_unknown', first.iban);
}
