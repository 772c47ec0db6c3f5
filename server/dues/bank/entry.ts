import { createHash } from 'node:crypto';
import { plainWords } from '../../words.ts';
import { referencesIn } from './references.ts';

/** One movement on one of the network's bank accounts, as a bank's file says it; amounts in minor units. */
export interface BankEntry {
  /** Where it stands in the file: the line of its text. */
  position: number;
  /** IBAN or the bank's own number of the account. */
  account: string;
  bookedOn: string;
  valuedOn: string;
  /** Above zero came in, below zero went out. */
  amount: bigint;
  currency: string;
  /** What identifies it at the bank; null where the file says nothing. */
  reference: string | null;
  /** Given by the bank itself, so that no two movements share it. */
  assigned: boolean;
  endToEnd: string | null;
  payer: string | null;
  payerAccount: string | null;
  /** What the payer wrote, and what the bank adds. */
  text: string;
  /** What the bank kept of it before it arrived. */
  charges: bigint;
  /** What the payer gave order to pay, where that was another currency. */
  instructed: { amount: bigint; currency: string } | null;
  /** It takes an earlier movement back. */
  reversal: boolean;
  /** The bank's code for the kind of movement. */
  code: string | null;
  /** How many payments it stands for, where the file does not list them. */
  batch: number;
  /** Of a payment of a batch: the bank's reference of the batch and its sum. */
  whole?: { reference: string; amount: bigint };
}

/** An entry as it is staged: plain text, with the key that tells the same movement in another file. */
export function staged(entry: BankEntry) {
  return {
    position: entry.position,
    iban: entry.account,
    booked_on: entry.bookedOn,
    valued_on: entry.valuedOn,
    amount: entry.amount.toString(),
    currency: entry.currency,
    reference: short(entry.reference, 140),
    assigned: entry.assigned,
    end_to_end: short(entry.endToEnd, 140),
    payer: short(entry.payer, 200),
    payer_iban: short(entry.payerAccount, 60),
    text: short(entry.text, 2000) ?? '',
    tokens: referencesIn([entry.endToEnd ?? '', entry.text]),
    charges: entry.charges.toString(),
    instructed_amount: entry.instructed?.amount.toString() ?? null,
    instructed_currency: entry.instructed?.currency ?? null,
    reversal: entry.reversal,
    code: short(entry.code, 60),
    batch: entry.batch,
    whole_reference: short(entry.whole?.reference ?? null, 140),
    whole_amount: entry.whole?.amount.toString() ?? null,
    key: keyOf(entry),
  };
}

export type StagedEntry = ReturnType<typeof staged>;

/**
 * The natural key: account, days, amount, currency and the bank's reference. Where the reference is not the bank's own
 * (a payer may write the same twice, and two payers the same), who paid and what for belong to the key too. Equal
 * movements of one file are told apart by their number among themselves, which the database counts.
 */
function keyOf(entry: BankEntry): string {
  const own = entry.assigned ? [] : [entry.payerAccount ?? entry.payer ?? '', folded(entry.text)];
  const parts = [
    entry.account,
    entry.bookedOn,
    entry.valuedOn,
    entry.amount.toString(),
    entry.currency,
    entry.reference ?? '',
    ...own,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

/** Banks break and pad the same text differently from file to file. */
function folded(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function short(text: string | null, most: number): string | null {
  return plainWords(text).replace(/\s+/g, ' ').slice(0, most).trim() || null;
}
