import { refuse } from '../../errors.ts';
import { Exact } from '../../rules/exact.ts';
import type { Unit } from '../../unit.ts';
import { acceptedOn, paymentTerms, rateOfDay } from '../currencies.ts';
import { convert, type Rate } from '../facts/rates.ts';
import type { Incoming } from '../receiving.ts';
import { type Rules, rulesOf } from '../rulebook.ts';
import { todayOf } from '../run.ts';
import type { WaitingLine } from './line-state.ts';

/** What of a line is a member's: an amount in the line's currency, or null for the whole of it. */
export interface Part {
  member: number;
  amount: bigint | null;
  /** The dues that the payer names. */
  assessment: string | null;
}

/**
 * So much may what arrived differ from what was sent, in hundredths: a bank's own rate does. Beyond that somebody on the
 * way has kept money that no rate explains, and only what arrived counts.
 */
const RATE_APART = 5n;

/** What a line is worth to whoever paid it: what arrived, and the bank's charges where the network bears them. */
export async function worthOf(unit: Unit, line: WaitingLine): Promise<bigint> {
  const today = await todayOf(unit.sql);
  return line.amount + (await chargesBorne(unit, await rulesOf(unit.sql, Number(today.slice(0, 4))), line));
}

async function chargesBorne(unit: Unit, rules: Rules, line: WaitingLine): Promise<bigint> {
  if (line.charges === 0n) return 0n;
  const { charges } = await paymentTerms(unit.sql, rules, line.bookedOn);
  return charges === 'payer' ? 0n : line.charges;
}

/** A line that is one member's payment. */
export async function wholeOf(unit: Unit, rules: Rules, line: WaitingLine, part: Part): Promise<Incoming> {
  const charges = await chargesBorne(unit, rules, line);
  const gross = line.amount + charges;
  const shared = sharedBy(line, part);
  const arrived = { amount: line.amount, currency: line.currency, charges };
  const sent = await sentInstead(unit, rules, line, gross);
  if (sent) return { ...shared, ...sent, arrived };
  const { rate, counted } = await rateOf(unit, rules, line, part, gross);
  return {
    ...shared,
    amount: gross,
    currency: line.currency,
    rate,
    counted,
    arrived: charges > 0n ? arrived : null,
  };
}

/** A line among several: the bank's charges are borne by the parts in their order. */
export async function partsOf(
  unit: Unit,
  rules: Rules,
  line: WaitingLine,
  parts: Part[],
): Promise<Incoming[]> {
  let charges = await chargesBorne(unit, rules, line);
  const incoming: Incoming[] = [];
  for (const part of parts) {
    const amount = part.amount ?? 0n;
    const kept = charges < amount ? charges : amount - 1n;
    charges -= kept;
    const { rate, counted } = await rateOf(unit, rules, line, part, amount);
    const arrived = kept > 0n ? { amount: amount - kept, currency: line.currency, charges: kept } : null;
    incoming.push({ ...sharedBy(line, part), amount, currency: line.currency, rate, counted, arrived });
  }
  return incoming;
}

function sharedBy(line: WaitingLine, part: Part) {
  return {
    member: part.member,
    receivedOn: line.bookedOn,
    method: 'bank_transfer' as const,
    bankReference: referenceOf(line),
    names: part.assessment,
  };
}

/**
 * What counts once for a member. Of equal movements each has its number; a reference that the payer chose may come
 * again next year, so it counts together with the day.
 */
function referenceOf({ reference, endToEnd, assigned, bookedOn, occurrence }: WaitingLine): string | null {
  const text = reference ?? endToEnd;
  if (!text) return null;
  return `${text}${assigned ? '' : ` ${bookedOn}`}${occurrence > 1 ? ` (${occurrence})` : ''}`;
}

/** What the payer gave order to pay in another accepted currency, where the bank's own rate made the line of it. */
async function sentInstead(unit: Unit, rules: Rules, line: WaitingLine, gross: bigint) {
  const { instructed } = line;
  if (!instructed || instructed.currency === line.currency || line.currency !== rules.currency) return null;
  if (line.charges > 0n && gross === line.amount) return null;
  if (!(await acceptedOn(unit.sql, rules, line.bookedOn)).has(instructed.currency)) return null;
  const rate = await rateOfDay(unit.sql, instructed.currency, rules.currency, line.bookedOn);
  const counted = convert(instructed.amount, rate);
  const apart = counted > gross ? counted - gross : gross - counted;
  if (apart * 100n > gross * RATE_APART) return null;
  return { amount: instructed.amount, currency: instructed.currency, rate, counted };
}

/** Null for the currency of dues; else the rate that the named invoice states, else that of the day. */
async function rateOf(
  unit: Unit,
  rules: Rules,
  line: WaitingLine,
  part: Part,
  amount: bigint,
): Promise<{ rate: Rate | null; counted: bigint }> {
  if (line.currency === rules.currency) return { rate: null, counted: amount };
  if (!(await acceptedOn(unit.sql, rules, line.bookedOn)).has(line.currency))
    refuse('currency_not_accepted', 'id', line.currency);
  const stated = await statedRate(unit, rules, line, part, amount);
  if (stated) return stated;
  const rate = await rateOfDay(unit.sql, line.currency, rules.currency, line.bookedOn);
  return { rate, counted: convert(amount, rate) };
}

/** An invoice says what is payable in other currencies: whoever pays just that has paid just that, to the last cent. */
async function statedRate({ sql }: Unit, rules: Rules, line: WaitingLine, part: Part, amount: bigint) {
  if (!part.assessment) return null;
  const [stated] = await sql<
    {
      rate: string;
      day: string;
      source: string;
      n: string;
      d: string;
      step: string;
      open: string;
      payable: string;
    }[]
  >`
    select r.rate, r.day::text, r.source, r.n::text, r.d::text, r.step::text, b.outstanding::text as open,
      (select y.amount_payable::text from app.payable(b.outstanding, t.rates) y where y.currency = r.currency limit 1) as payable
    from invoice v join invoice_terms t on t.id = v.terms_id join assessment_balance b on b.assessment_id = v.assessment_id,
      jsonb_to_recordset(t.rates) r(currency text, rate text, day date, source text, n numeric, d numeric, step numeric)
    where v.kind = 'invoice' and v.assessment_id = ${part.assessment} and r.currency = ${line.currency} limit 1`;
  if (!stated) return null;
  // Stated as units of the other currency for one of dues; a payment is the other way round.
  const minor = Exact.of(BigInt(stated.d), BigInt(stated.n) * BigInt(stated.step));
  const counted =
    stated.payable === amount.toString()
      ? BigInt(stated.open)
      : minor.mul(Exact.of(amount)).round(Exact.of(1n), 'half_up').n;
  const { day, source } = stated;
  return {
    rate: { from: line.currency, to: rules.currency, rate: `1/${stated.rate}`, day, source, exact: minor },
    counted,
  };
}
