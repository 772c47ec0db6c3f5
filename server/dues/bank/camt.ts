import { JobFailed } from '../../jobs.ts';
import { chargesOf, type Transaction, transactionOf } from './camt-transaction.ts';
import { type Amount, amountAt, dayAt, fault } from './camt-values.ts';
import type { BankEntry } from './entry.ts';
import { type Element, readXml, textAt, textOf } from './xml-tree.ts';

/** What a statement says of itself: whether anything is missing shows in its sums. */
export interface BankStatement {
  account: string;
  accountName: string | null;
  number: string | null;
  currency: string;
  from: string | null;
  until: string | null;
  /** Balances of booked movements; null where the file has none, as in a notification. */
  opening: bigint | null;
  closing: bigint | null;
  entries: number;
  /** The sum of its booked movements. */
  moved: bigint;
}

/** What a bank's file yields, in its order. `pending`: movements that are announced, not booked, which we leave. */
export type CamtItem =
  | { kind: 'format'; format: 'camt.053' | 'camt.054' }
  | { kind: 'entry'; entry: BankEntry }
  | { kind: 'pending' }
  | { kind: 'statement'; statement: BankStatement };

const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:camt\.(05[34])\.001\.(0[2-9]|1[0-3])$/;
const TAKEN =
  /^Document\/(BkToCstmrStmt|BkToCstmrDbtCdtNtfctn)\/(Stmt|Ntfctn)(\/(Acct|Bal|Ntry(\/NtryDtls\/TxDtls)?|FrToDt|Id|ElctrncSeqNb))?$/;

/**
 * The movements of an account statement (camt.053) or of a credit and debit notification (camt.054), versions 2 to 13.
 * What cannot be read fails with its line; nothing is guessed about money.
 */
export async function* readCamt(path: string): AsyncGenerator<CamtItem> {
  let statement = new Statement();
  let transactions: Transaction[] = [];
  let statements = 0;
  for await (const [where, element] of readXml(path, (one) => TAKEN.test(one))) {
    if (where === '/') {
      yield { kind: 'format', format: formatOf(element) };
      continue;
    }
    switch (element.name) {
      case 'TxDtls':
        transactions.push(transactionOf(element, statement.currency));
        break;
      case 'Ntry': {
        const entries = entriesOf(element, transactions, statement);
        transactions = [];
        if (entries === null) yield { kind: 'pending' };
        else for (const entry of entries) yield { kind: 'entry', entry };
        break;
      }
      case 'Stmt':
      case 'Ntfctn':
        statements += 1;
        yield { kind: 'statement', statement: statement.closed(element) };
        statement = new Statement();
        break;
      default:
        statement.learn(element);
    }
  }
  if (statements === 0) throw new JobFailed('bank_format_unknown', 'Document');
}

function formatOf(root: Element): 'camt.053' | 'camt.054' {
  const spaces = Object.entries(root.attributes).filter(([name]) => /^xmlns(:|$)/.test(name));
  const found = spaces.map(([, value]) => NAMESPACE.exec(value)).find(Boolean);
  if (root.name !== 'Document' || !found)
    throw new JobFailed('bank_format_unknown', spaces[0]?.[1] ?? root.name);
  return `camt.${found[1]}` as 'camt.053' | 'camt.054';
}

/** The statement being read: whose account it is, in which currency, and its sums so far. */
class Statement {
  account = '';
  accountName: string | null = null;
  currency = '';
  private number: string | null = null;
  private from: string | null = null;
  private until: string | null = null;
  private opening: bigint | null = null;
  private closing: bigint | null = null;
  private entries = 0;
  private moved = 0n;

  learn(element: Element): void {
    if (element.name === 'Acct') this.learnAccount(element);
    else if (element.name === 'Bal') this.learnBalance(element);
    else if (element.name === 'FrToDt') {
      this.from = textAt(element, 'FrDtTm')?.slice(0, 10) ?? null;
      this.until = textAt(element, 'ToDtTm')?.slice(0, 10) ?? null;
    } else this.number ??= element.text.trim() || null;
  }

  private learnAccount(element: Element): void {
    const account = textOf(element, 'Id/IBAN', 'Id/Othr/Id');
    if (!account) fault('bank_account_missing', element);
    this.account = account.replace(/\s/g, '').toUpperCase();
    this.accountName = textOf(element, 'Nm', 'Ownr/Nm');
    this.currency = textAt(element, 'Ccy') ?? '';
  }

  private learnBalance(element: Element): void {
    const code = textOf(element, 'Tp/CdOrPrtry/Cd', 'Tp/CdOrPrtry/Prtry');
    const amount = signed(amountAt(element, 'Amt'), element);
    if (this.currency === '') this.currency = amount.currency;
    // A statement in parts has interim balances; the first opening and the last closing frame it.
    if (code === 'OPBD' || code === 'PRCD') this.opening ??= amount.minor;
    if (code === 'CLBD') this.closing = amount.minor;
  }

  /** The currency of the account; where the statement does not say it, that of its first movement. */
  expect(amount: Amount, element: Element): void {
    if (!this.account) fault('bank_account_missing', element);
    if (this.currency === '') this.currency = amount.currency;
    if (amount.currency !== this.currency) fault('bank_currency_differs', element, amount.currency);
  }

  count(amount: bigint): void {
    this.entries += 1;
    this.moved += amount;
  }

  closed(element: Element): BankStatement {
    if (!this.account) fault('bank_account_missing', element);
    const { account, accountName, number, currency, from, until, opening, closing, entries, moved } = this;
    return { account, accountName, number, currency, from, until, opening, closing, entries, moved };
  }
}

function signed(amount: Amount, element: Element): Amount {
  const side = textAt(element, 'CdtDbtInd');
  if (side !== 'CRDT' && side !== 'DBIT') fault('bank_side_missing', element);
  return side === 'CRDT' ? amount : { ...amount, minor: -amount.minor };
}

/** The movements that an entry stands for; null while the bank has not booked it. */
function entriesOf(element: Element, transactions: Transaction[], statement: Statement): BankEntry[] | null {
  const amount = signed(amountAt(element, 'Amt'), element);
  statement.expect(amount, element);
  if (textOf(element, 'Sts/Cd', 'Sts/Prtry', 'Sts') !== 'BOOK') return null;
  statement.count(amount.minor);
  const whole = wholeOf(element, amount, statement.account);
  const amounts = amountsIn(transactions, amount.minor);
  if (transactions.length < 2 || !amounts) return [oneOf(whole, transactions, element)];
  return transactions.map((transaction, index) => partOf(whole, transaction, amounts[index] ?? 0n));
}

function wholeOf(element: Element, amount: Amount, account: string): BankEntry {
  const bookedOn = dayAt(element, 'BookgDt') ?? dayAt(element, 'ValDt');
  if (!bookedOn) fault('bank_date_missing', element);
  const assigned = textAt(element, 'AcctSvcrRef');
  return {
    position: element.line,
    account,
    bookedOn,
    valuedOn: dayAt(element, 'ValDt') ?? bookedOn,
    amount: amount.minor,
    currency: amount.currency,
    reference: assigned ?? textAt(element, 'NtryRef'),
    assigned: assigned !== null,
    endToEnd: null,
    payer: null,
    payerAccount: null,
    text: textAt(element, 'AddtlNtryInf') ?? '',
    charges: chargesOf(element, amount.currency).within,
    instructed: null,
    reversal: textAt(element, 'RvslInd') === 'true',
    code: textOf(element, 'BkTxCd/Domn/Fmly/SubFmlyCd', 'BkTxCd/Prtry/Cd'),
    batch: 0,
  };
}

/** An entry that is one payment; or a batch that is not listed, or not in full, which stays one sum. */
function oneOf(whole: BankEntry, transactions: Transaction[], element: Element): BankEntry {
  const [only, ...others] = transactions;
  if (others.length > 0) return { ...whole, batch: transactions.length };
  const batch = Number(textAt(element, 'NtryDtls/Btch/NbOfTxs') ?? 0) || 0;
  if (batch > 1) return { ...whole, batch };
  if (!only) return whole;
  return {
    ...whole,
    ...detailsOf(whole, only, whole.amount),
    reference: whole.assigned ? whole.reference : (only.reference ?? only.endToEnd ?? whole.reference),
    assigned: whole.assigned || only.reference !== null,
    charges: whole.charges || chargesWithin(only, whole.amount),
  };
}

/** A payment of a batch. The bank's reference of the whole batch tells its parts apart only with their own. */
function partOf(whole: BankEntry, transaction: Transaction, amount: bigint): BankEntry {
  const own = transaction.reference ?? transaction.endToEnd;
  return {
    ...whole,
    ...detailsOf(whole, transaction, amount),
    position: transaction.line,
    amount,
    reference: [whole.assigned ? whole.reference : null, own].filter(Boolean).join('/') || whole.reference,
    assigned: transaction.reference !== null,
    charges: chargesWithin(transaction, amount),
    ...(whole.assigned && whole.reference
      ? { whole: { reference: whole.reference, amount: whole.amount } }
      : {}),
  };
}

/** Who paid, or was paid, and what for. */
function detailsOf(whole: BankEntry, transaction: Transaction, amount: bigint) {
  const { debtor, creditor, endToEnd, instructed, text, returned } = transaction;
  const other = amount > 0n ? debtor : creditor;
  return {
    payer: other.name,
    payerAccount: other.account,
    endToEnd,
    instructed,
    text: text || whole.text,
    reversal: whole.reversal || returned,
  };
}

/** The transactions' amounts with their sign, where these make up the entry to the last cent; else null. */
function amountsIn(transactions: Transaction[], amount: bigint): bigint[] | null {
  const side = amount < 0n ? 'DBIT' : 'CRDT';
  const each = transactions.map((one) =>
    one.amount === null ? null : (one.side ?? side) === 'CRDT' ? one.amount : -one.amount,
  );
  const known = each.filter((one) => one !== null && one !== 0n) as bigint[];
  if (known.length < transactions.length) return null;
  return known.reduce((sum, one) => sum + one, 0n) === amount ? known : null;
}

/** What was kept of this very amount: said by the bank, or the very difference to what was sent. */
function chargesWithin({ charges, gross }: Transaction, amount: bigint): bigint {
  const unsaid = gross !== null && gross === amount + charges.within + charges.unsaid ? charges.unsaid : 0n;
  return charges.within + unsaid;
}
