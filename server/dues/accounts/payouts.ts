import { refuse } from '../../errors.ts';
import type { PayRegionShareInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { book, lockMember } from '../ledger.ts';
import { paidOut } from './movements.ts';
import {
  amountOf,
  amountText,
  bookReturn,
  claimReference,
  freeReference,
  reasonOf,
  referenceOf,
  refuseDay,
  thereOn,
} from './sending.ts';

/**
 * Books what the network paid to a region of its share in the dues received. Refuses more than the network owes the
 * region, on the day of the transfer and today. Answers the payout's id.
 */
export async function payRegionShare(
  unit: Unit,
  permit: Permit<'dues.collect'>,
  input: PayRegionShareInput,
): Promise<string> {
  const { sql } = unit;
  const region = permit.place;
  const [known] = await sql`select from region where place_id = ${region}`;
  if (!known) refuse('not_found', 'regionId', region);
  const { amount, currency } = amountOf(input);
  const reference = referenceOf(input.bankReference);
  await refuseDay(sql, input.paidOn);
  // Places share their numbers: the lock of a region is like that of a member.
  await lockMember(sql, region);
  const owed = await thereOn(sql, input.paidOn, { account: 'region_share', place: region, currency });
  if (amount > owed) refuse('more_than_owed', 'amount', amountText(owed, currency));
  const entries = paidOut(region, amount);
  const [transaction = ''] = await book(
    sql,
    [{ kind: 'payout', bookedOn: input.paidOn, member: null, region, currency, entries }],
    unit.actor,
  );
  await claimReference(sql, region, reference, transaction);
  const [made] = await sql<{ id: string }[]>`
    insert into payout (region_id, amount, currency, paid_on, bank_reference, note, transaction_id, recorded_by)
    values (${region}, ${amount.toString()}, ${currency}, ${input.paidOn}, ${reference}, ${plainWords(input.note) || null},
      ${transaction}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'payRegionShare',
    place: region,
    subject: ['payout', id],
    after: { amount: amount.toString(), currency, paidOn: input.paidOn },
  });
  return id;
}

/** Takes a payout back, e.g. a transfer that the bank returned: the network owes it again. */
export async function reversePayout(unit: Unit, id: string, typed: string): Promise<string> {
  const { sql } = unit;
  const [payout] = await sql<{ region: number; amount: string; currency: string; transaction: string }[]>`
    select region_id as region, amount::text, currency, transaction_id as transaction from payout where id = ${id}`;
  if (!payout) refuse('not_found', 'payoutId', id);
  await unit.permit('dues.collect', payout.region);
  const reason = reasonOf(typed);
  const { region, currency } = payout;
  await lockMember(sql, region);
  await freeReference(sql, payout.transaction, 'payoutId');
  const entries = paidOut(region, -BigInt(payout.amount));
  await bookReturn(unit, {
    member: null,
    region,
    currency,
    entries,
    transaction: payout.transaction,
    reason,
  });
  await unit.record({ act: 'reversePayout', place: region, subject: ['payout', id], reason });
  return id;
}
