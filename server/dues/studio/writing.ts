import type { TransactionSql } from 'postgres';
import type { Calculation, Plan } from '../plan.ts';
import type { Rules } from '../rulebook.ts';
import type { RunFor } from '../run.ts';

/** So many calculations, with their traces, go to the database at a time. */
const CALCULATIONS = 1000;
const ASSESSMENTS = 20_000;

/** Writes what a plan issues: each calculation once, and the assessments that follow from it. */
export async function writeAssessments(
  sql: TransactionSql,
  rules: Rules,
  plan: Plan,
  of: RunFor & { issuedOn: string; run: string },
): Promise<void> {
  const ids = await writeCalculations(sql, plan.calculations);
  for (let at = 0; at < plan.lines.length; at += ASSESSMENTS) {
    const rows = plan.lines
      .slice(at, at + ASSESSMENTS)
      .map(({ recipient, region, calculation, warnings, difference }) => ({
        member_id: recipient.member,
        region_id: region,
        amount: (difference ?? calculation).amount.toString(),
        due_on: calculation.dueOn,
        article: calculation.article,
        calculation_id: ids.get(calculation),
        warnings,
        kind: difference ? 'difference' : 'full',
        corrects: difference?.corrects ?? null,
        causes: difference?.causes ?? [],
      }));
    await sql`insert into assessment (member_id, region_id, year, amount, currency, issued_on, due_on, rulebook, version, article,
        calculation_id, warnings, run_id, kind, corrects, causes, reason)
      select member_id, region_id, ${of.year}, amount, ${rules.currency}, ${of.issuedOn}, greatest(due_on, ${of.issuedOn}::date),
        ${rules.code}, ${rules.version}, article, calculation_id, warnings, ${of.run}, kind, corrects, causes, ${of.reason ?? null}
      from jsonb_populate_recordset(null::assessment, ${sql.json(rows as never)})`;
  }
}

async function writeCalculations(
  sql: TransactionSql,
  calculations: readonly Calculation[],
): Promise<Map<Calculation, string>> {
  const ids = new Map<Calculation, string>();
  for (let at = 0; at < calculations.length; at += CALCULATIONS) {
    const part = calculations.slice(at, at + CALCULATIONS);
    const made = await sql<{ id: string }[]>`select uuidv7() as id from generate_series(1, ${part.length})`;
    for (const [index, calculation] of part.entries()) ids.set(calculation, String(made[index]?.id));
    const rows = part.map((one) => ({ id: ids.get(one), facts: one.facts, why: one.why() }));
    await sql`insert into calculation (id, facts, why)
      select id, facts, coalesce(why, 'null') from jsonb_populate_recordset(null::calculation, ${sql.json(rows as never)})`;
  }
  return ids;
}
