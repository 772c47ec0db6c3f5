import type { TransactionSql } from 'postgres';
import { digitsBefore, type Kind, type Taken, takeNumbers } from './numbering.ts';
import { writeTerms } from './terms.ts';

interface Run {
  id: string;
  rulebook: string;
  version: number;
  currency: string;
  issuedOn: string;
  invented: boolean;
}

/**
 * Writes the invoices of a run's assessments, and a credit note for each that takes off an earlier one. A suspended
 * member gets its invoice like all others. The run's assessments are booked, and all members are locked.
 */
export async function writeInvoices(sql: TransactionSql, run: string, actor: string | null): Promise<void> {
  const [found] = await sql<(Run & { invoices: number; credits: number })[]>`
    select r.id, r.rulebook, r.version, v.currency, r.issued_on::text as "issuedOn", r.invented,
      count(*) filter (where a.amount > 0)::int as invoices,
      count(*) filter (where a.amount < 0 and exists (select from invoice i where i.assessment_id = a.corrects))::int as credits
    from dues_run r join rulebook_version v on v.rulebook = r.rulebook and v.version = r.version
    join assessment a on a.run_id = r.id where r.id = ${run} group by r.id, v.currency`;
  if (!found) return;
  const terms = await writeTerms(sql, found);
  if (found.invoices > 0) {
    await writeInvoicesOf(sql, found, terms, await take(sql, 'invoice', found, found.invoices), actor);
  }
  if (found.credits > 0) {
    await writeCreditsOf(sql, found, terms, await take(sql, 'credit_note', found, found.credits), actor);
  }
}

const take = (sql: TransactionSql, kind: Kind, run: Run, count: number) =>
  takeNumbers(sql, kind, run.issuedOn, count);

async function writeInvoicesOf(
  sql: TransactionSql,
  run: Run,
  terms: string,
  taken: Taken,
  actor: string | null,
): Promise<void> {
  await sql`insert into invoice (kind, series_year, position, number, reference, assessment_id, member_id, region_id, year, amount,
      currency, issued_on, due_on, addressee, country, locale, terms_id, issued_by, invented)
    select 'invoice', ${taken.year}, n.position, ${numberOf(sql, taken)}, ${referenceOf(sql, taken)}, n.id, n.member_id, n.region_id,
      n.year, n.amount, n.currency, n.issued_on, n.due_on, o.name, o.country, l.locale, ${terms}, ${actor}, ${run.invented}
    from (select a.*, ${taken.first} - 1 + row_number() over (order by a.id) as position from assessment a
      where a.run_id = ${run.id} and a.amount > 0) n
    join member m on m.place_id = n.member_id
    join organisation o on o.id = m.organisation_id
    join ${localesOf(sql, run)} l on l.member_id = n.member_id
    order by n.position`;
}

/** A difference below zero is credited on the invoice of the assessment that it corrects. */
async function writeCreditsOf(
  sql: TransactionSql,
  run: Run,
  terms: string,
  taken: Taken,
  actor: string | null,
): Promise<void> {
  await sql`insert into invoice (kind, series_year, position, number, reference, assessment_id, member_id, region_id, year, amount,
      currency, issued_on, addressee, country, locale, terms_id, credits, reason, transaction_id, issued_by, invented)
    select 'credit_note', ${taken.year}, n.position, ${numberOf(sql, taken)}, ${referenceOf(sql, taken)}, n.id, n.member_id, n.region_id,
      n.year, -n.amount, n.currency, n.issued_on, o.name, o.country, l.locale, ${terms}, n.credits, n.reason,
      t.id, ${actor}, ${run.invented}
    from (select a.*, i.id as credits, ${taken.first} - 1 + row_number() over (order by a.id) as position
      from assessment a join invoice i on i.assessment_id = a.corrects and i.kind = 'invoice'
      where a.run_id = ${run.id} and a.amount < 0) n
    join ledger_transaction t on t.assessment_id = n.id and t.kind = 'assessment'
    join member m on m.place_id = n.member_id
    join organisation o on o.id = m.organisation_id
    join ${localesOf(sql, run)} l on l.member_id = n.member_id
    order by n.position`;
}

/** At least six digits, and as many as the number needs. */
const padded = (sql: TransactionSql) =>
  sql`lpad(n.position::text, greatest(6, length(n.position::text)), '0')`;

function numberOf(sql: TransactionSql, { prefix, year }: Taken) {
  return sql`${`${prefix}-${year}-`}::text || ${padded(sql)}`;
}

/** As `rfReference` in reference.ts makes it of the number, for all rows at once. */
function referenceOf(sql: TransactionSql, taken: Taken) {
  const rest = sql`(${digitsBefore(taken)}::text || ${padded(sql)} || '271500')::numeric % 97`;
  return sql`'RF' || lpad((98 - ${rest})::text, 2, '0') || ${`${taken.prefix}${taken.year}`}::text || ${padded(sql)}`;
}

/** The language of each member's papers on the day of issue. */
function localesOf(sql: TransactionSql, run: Run) {
  return sql`app.council_languages(array(select a.member_id from assessment a where a.run_id = ${run.id}), ${run.issuedOn}::date)`;
}
