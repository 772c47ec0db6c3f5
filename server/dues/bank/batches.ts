import { localeOf, say } from '../../documents/words.ts';
import type { Unit } from '../../unit.ts';
import { decide, leaveInbox } from './line-state.ts';

/**
 * A batch that one file has as a single sum and another payment by payment counts once, whichever file comes first. They
 * are told by the bank's own reference of the batch and by the sum, to the last cent:
 * - the sum of payments that the register has is left out of the file;
 * - payments of a sum that waits take its place, and the sum is left out of the books with that as the reason;
 * - payments of a sum that is booked are left out of the file: who wants them undoes the decision about the sum first.
 */
export async function reconcileBatches(unit: Unit, file: string): Promise<void> {
  await leaveSumsOfKnownPayments(unit, file);
  const sums = await sumsOf(unit, file);
  const booked = sums.filter(({ decided }) => decided);
  if (booked.length > 0) await leavePaymentsOf(unit, file, booked);
  const replaced = sums.filter(({ decided }) => !decided);
  if (replaced.length === 0) return;
  const reason = await reasonFor(unit, file);
  const ids = replaced.map(({ id }) => id);
  await decide(
    unit,
    'ignored',
    ids.map((id) => ({ id, reason })),
  );
  await leaveInbox(unit, ids);
}

/** Only an entry without details can be the sum of others. */
async function leaveSumsOfKnownPayments({ sql }: Unit, file: string): Promise<void> {
  await sql`
    delete from bank_row r using (
      select s.n from (select r.n, l.* from bank_row r, jsonb_to_record(r.line) l(iban text, booked_on date, amount bigint, currency text,
          reference text, assigned boolean, end_to_end text, payer text, payer_iban text, whole_reference text)
        where r.file_id = ${file} and l.assigned and coalesce(l.payer, l.payer_iban, l.end_to_end, l.whole_reference) is null) s
      join bank_line p on p.booked_on = s.booked_on and p.iban = s.iban and p.currency = s.currency and starts_with(p.reference, s.reference || '/')
      group by s.n, s.amount having sum(p.amount) = s.amount and count(*) > 1) known
    where r.file_id = ${file} and r.n = known.n`;
}

interface Sum {
  id: string;
  reference: string;
  iban: string;
  /** Something is booked for it. */
  decided: boolean;
}

/** Lines of the register of which the file has the payments. */
async function sumsOf({ sql }: Unit, file: string): Promise<Sum[]> {
  return sql<Sum[]>`
    with wholes as (
      select distinct r.line ->> 'iban' as iban, r.line ->> 'currency' as currency, r.line ->> 'whole_reference' as reference,
        (r.line ->> 'whole_amount')::bigint as amount
      from bank_row r where r.file_id = ${file} and r.line ->> 'whole_reference' is not null)
    select l.id, l.reference, l.iban, coalesce(d.kind not in ('held', 'released', 'ignored'), false) as decided
    from wholes w join bank_line l on l.reference = w.reference and l.iban = w.iban and l.currency = w.currency
      and l.amount = w.amount and l.assigned
    left join lateral (select b.kind from bank_decision b where b.line_id = l.id and b.kind <> 'undone'
      and not exists (select from bank_decision u where u.undoes = b.id) order by b.id desc limit 1) d on true
    where d.kind is distinct from 'ignored'`;
}

async function leavePaymentsOf({ sql }: Unit, file: string, sums: Sum[]): Promise<void> {
  await sql`delete from bank_row r using jsonb_to_recordset(${sql.json(sums as never)}) s(reference text, iban text)
    where r.file_id = ${file} and r.line ->> 'whole_reference' = s.reference and r.line ->> 'iban' = s.iban`;
}

async function reasonFor({ sql, actor }: Unit, file: string): Promise<string> {
  const [row] = await sql<{ filename: string; locale: string | null }[]>`
    select f.filename, (select p.locale from person p where p.id = ${actor}) as locale from bank_file f where f.id = ${file}`;
  return say(localeOf(row?.locale), 'dues_bank_itemised', { file: row?.filename ?? '' });
}
