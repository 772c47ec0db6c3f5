import { minorAmount } from './camt-values.ts';
import { all, at, type Element, textAt, textOf } from './xml-tree.ts';

/** One payment within an entry, as far as its details say. */
export interface Transaction {
  line: number;
  /** In the account's currency, without sign; null where the details do not say it. */
  amount: bigint | null;
  side: 'CRDT' | 'DBIT' | null;
  /** What was sent in the account's currency, before charges; null where the details do not say it. */
  gross: bigint | null;
  reference: string | null;
  endToEnd: string | null;
  debtor: Party;
  creditor: Party;
  text: string;
  charges: Charges;
  instructed: { amount: bigint; currency: string } | null;
  returned: boolean;
}

export interface Party {
  name: string | null;
  account: string | null;
}

/** Charges that are said to be within the amount, and those of which the file does not say so. */
export interface Charges {
  within: bigint;
  unsaid: bigint;
}

/** What a payer's bank writes where its customer gave no reference. */
const NONE = /^(NOTPROVIDED|NONREF|NONE|N\/A)$/i;

/** Reads the details of one payment. Names and accounts stand one level deeper from version 8 on. */
export function transactionOf(element: Element, currency: string): Transaction {
  const side = textAt(element, 'CdtDbtInd');
  const endToEnd = textAt(element, 'Refs/EndToEndId');
  return {
    line: element.line,
    amount: minorIn(element, currency, 'Amt', 'AmtDtls/TxAmt/Amt'),
    side: side === 'CRDT' || side === 'DBIT' ? side : null,
    gross: minorIn(element, currency, 'AmtDtls/InstdAmt/Amt', 'AmtDtls/TxAmt/Amt'),
    reference: textAt(element, 'Refs/AcctSvcrRef'),
    endToEnd: endToEnd && !NONE.test(endToEnd) ? endToEnd : null,
    debtor: partyOf(element, 'Dbtr'),
    creditor: partyOf(element, 'Cdtr'),
    text: wordsOf(element),
    charges: chargesOf(element, currency),
    instructed: instructedIn(element, currency),
    returned: at(element, 'RtrInf') !== undefined,
  };
}

/** The party for whom the payment was made goes before the holder of the account. */
function partyOf(element: Element, role: 'Dbtr' | 'Cdtr'): Party {
  const parties = at(element, 'RltdPties');
  const account = textOf(parties, `${role}Acct/Id/IBAN`, `${role}Acct/Id/Othr/Id`);
  return {
    name: textOf(parties, `Ultmt${role}/Nm`, `Ultmt${role}/Pty/Nm`, `${role}/Nm`, `${role}/Pty/Nm`),
    account: account?.replace(/\s/g, '').toUpperCase() ?? null,
  };
}

/** The amount at the first of the paths that is in this currency. */
function minorIn(element: Element, currency: string, ...paths: string[]): bigint | null {
  for (const path of paths) {
    const found = at(element, path);
    if (found && found.attributes['Ccy'] === currency) return minorAmount(found.text.trim(), currency);
  }
  return null;
}

function instructedIn(element: Element, currency: string): Transaction['instructed'] {
  const found = at(element, 'AmtDtls/InstdAmt/Amt');
  const own = found?.attributes['Ccy'] ?? '';
  if (!found || own === currency || !/^[A-Z]{3}$/.test(own)) return null;
  const amount = minorAmount(found.text.trim(), own);
  return amount === null || amount === 0n ? null : { amount, currency: own };
}

/** Version 2 writes each charge by itself, later ones write records of them. */
export function chargesOf(element: Element, currency: string): Charges {
  const records = all(element, 'Chrgs').flatMap((one) => (at(one, 'Rcrd') ? all(one, 'Rcrd') : [one]));
  const sum = (said: string | null) =>
    records
      .filter((record) => textAt(record, 'ChrgInclInd') === said && textAt(record, 'CdtDbtInd') !== 'CRDT')
      .reduce((total, record) => total + (minorIn(record, currency, 'Amt') ?? 0n), 0n);
  return { within: sum('true'), unsaid: sum(null) };
}

/** What the payer wrote, free and structured, and what the bank adds. */
function wordsOf(element: Element): string {
  const remittance = at(element, 'RmtInf');
  const free = all(remittance, 'Ustrd').map(({ text }) => text.trim());
  const structured = all(remittance, 'Strd').flatMap((one) => [
    textAt(one, 'CdtrRefInf/Ref') ?? '',
    ...all(one, 'RfrdDocInf').map((document) => textAt(document, 'Nb') ?? ''),
    ...all(one, 'AddtlRmtInf').map(({ text }) => text.trim()),
  ]);
  const returned = textOf(element, 'RtrInf/AddtlInf', 'RtrInf/Rsn/Cd') ?? '';
  return [...structured, ...free, returned, textAt(element, 'AddtlTxInf') ?? ''].filter(Boolean).join(' ');
}
