/** Bank files as a bank would write them, for tests, the bench and the demonstration. */

export interface Said {
  amount: string;
  day?: string;
  valueDay?: string;
  side?: 'CRDT' | 'DBIT';
  currency?: string;
  reference?: string | null;
  entryReference?: string;
  endToEnd?: string;
  payer?: string;
  iban?: string;
  text?: string;
  structured?: string;
  code?: string;
  status?: string;
  reversal?: boolean;
  /** XML put as it is into the entry before its details, or into the details of its payment. */
  within?: string;
  details?: string;
  /** The payments of a batch, in place of one. */
  parts?: Said[];
}

export const OWN_IBAN = 'CH9300762011623852957';

export interface FileOptions {
  kind?: '053' | '054';
  version?: string;
  currency?: string | null;
  iban?: string;
  opening?: string;
  closing?: string;
}

/** A camt.053 statement or camt.054 notification of these movements. */
export function camtFile(entries: Said[], options: FileOptions = {}): string {
  const { kind = '053', version = '08', iban = OWN_IBAN } = options;
  const [root, part] = kind === '053' ? ['BkToCstmrStmt', 'Stmt'] : ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'];
  const currency = options.currency === undefined ? 'USD' : options.currency;
  const modern = Number(version) >= 8;
  const balances = options.opening
    ? balance('OPBD', options.opening, currency ?? 'USD') +
      balance('CLBD', options.closing ?? options.opening, currency ?? 'USD')
    : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.${version}"><${root}>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-31T20:00:00</CreDtTm></GrpHdr>
<${part}><Id>S-1</Id><CreDtTm>2026-01-31T20:00:00</CreDtTm>
<Acct><Id><IBAN>${iban}</IBAN></Id>${currency ? `<Ccy>${currency}</Ccy>` : ''}<Nm>Test Federation</Nm></Acct>
${balances}${entries.map((entry) => entryXml(entry, modern)).join('\n')}
</${part}></${root}></Document>
`;
}

function balance(code: string, amount: string, currency: string): string {
  const side = amount.startsWith('-') ? 'DBIT' : 'CRDT';
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount.replace('-', '')}</Amt><CdtDbtInd>${side}</CdtDbtInd><Dt><Dt>2026-01-31</Dt></Dt></Bal>\n`;
}

function entryXml(entry: Said, modern: boolean): string {
  const {
    amount,
    day = '2026-01-15',
    side = 'CRDT',
    currency = 'USD',
    status = 'BOOK',
    code = 'ESCT',
  } = entry;
  const parts = entry.parts ?? [entry];
  return `<Ntry>${tag('NtryRef', entry.entryReference)}<Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd>${
    entry.reversal ? '<RvslInd>true</RvslInd>' : ''
  }<Sts>${modern ? `<Cd>${status}</Cd>` : status}</Sts><BookgDt><Dt>${day}</Dt></BookgDt><ValDt><Dt>${entry.valueDay ?? day}</Dt></ValDt>${
    entry.reference === null ? '' : tag('AcctSvcrRef', entry.reference)
  }<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>${code}</SubFmlyCd></Fmly></Domn></BkTxCd>${entry.within ?? ''}<NtryDtls>${parts
    .map((part) => detailsXml(part, entry.parts !== undefined, currency, modern))
    .join('')}</NtryDtls></Ntry>`;
}

function detailsXml(part: Said, inBatch: boolean, currency: string, modern: boolean): string {
  const party = (name: string) => (modern ? `<Pty><Nm>${name}</Nm></Pty>` : `<Nm>${name}</Nm>`);
  const refs = `${inBatch ? tag('AcctSvcrRef', part.reference) : ''}${tag('EndToEndId', part.endToEnd)}`;
  const amount = inBatch
    ? `<Amt Ccy="${currency}">${part.amount}</Amt><CdtDbtInd>${part.side ?? 'CRDT'}</CdtDbtInd>`
    : '';
  const role = part.side === 'DBIT' ? 'Cdtr' : 'Dbtr';
  const parties =
    part.payer || part.iban
      ? `<RltdPties>${part.payer ? `<${role}>${party(escaped(part.payer))}</${role}>` : ''}${
          part.iban ? `<${role}Acct><Id><IBAN>${part.iban}</IBAN></Id></${role}Acct>` : ''
        }</RltdPties>`
      : '';
  const words =
    part.text || part.structured
      ? `<RmtInf>${tag('Ustrd', part.text)}${
          part.structured ? `<Strd><CdtrRefInf><Ref>${part.structured}</Ref></CdtrRefInf></Strd>` : ''
        }</RmtInf>`
      : '';
  return `<TxDtls>${refs ? `<Refs>${refs}</Refs>` : ''}${amount}${part.details ?? ''}${parties}${words}</TxDtls>`;
}

function tag(name: string, text: string | null | undefined): string {
  return text ? `<${name}>${escaped(text)}</${name}>` : '';
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
}
