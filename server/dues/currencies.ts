import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';
import { rulebookAt } from '../statutes/versions.ts';
import { type Rate, rateOn } from './facts/rates.ts';
import { termsOf } from './invoices/terms.ts';
import type { Rules } from './rulebook.ts';

/** A published rate that is older than this says nothing about the day. */
const OLDEST_DAYS = 31;

/** The currencies in which the network takes money on a day: that of dues, those the rulebook accepts, and those of its accounts. */
export async function acceptedOn(sql: TransactionSql, rules: Rules, day: string): Promise<Set<string>> {
  const { accepted } = await paymentTerms(sql, rules, day);
  const accounts = await sql<{ currency: string }[]>`
    select distinct currency from payee_account where during @> ${day}::date`;
  return new Set([rules.currency, ...accepted, ...accounts.map(({ currency }) => currency)]);
}

/** What the rulebook says of payment on a day: accepted currencies, and who bears the banks' charges. */
export async function paymentTerms(sql: TransactionSql, rules: Rules, day: string) {
  const rulebook = await rulebookAt(sql, { rulebook: rules.code, version: rules.version });
  return termsOf(rulebook, rules.version, day);
}

/** The rate of the day, which the payment keeps; refuses where none is published that is of use. */
export async function rateOfDay(sql: TransactionSql, from: string, to: string, day: string): Promise<Rate> {
  const rate = await usableRate(sql, from, to, day);
  return rate ?? refuse('rate_missing', 'currency', `${from} ${day}`);
}

/** As `rateOfDay`, answering null. */
export async function usableRate(
  sql: TransactionSql,
  from: string,
  to: string,
  day: string,
): Promise<Rate | null> {
  const rate = await rateOn(sql, from, to, day);
  if (!rate) return null;
  const age = (Date.parse(day) - Date.parse(rate.day)) / 86_400_000;
  return age > OLDEST_DAYS ? null : rate;
}
