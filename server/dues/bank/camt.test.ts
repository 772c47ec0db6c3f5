import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { JobFailed } from '../../jobs.ts';
import { type CamtItem, readCamt } from './camt.ts';
import { camtFile, type FileOptions, type Said } from './corpus/camt-file.ts';
import { type BankEntry, staged } from './entry.ts';

const folder = mkdtempSync(join(tmpdir(), 'ninefold-camt-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
async function read(content: string | Buffer): Promise<CamtItem[]> {
  files += 1;
  const path = join(folder, `${files}.xml`);
  writeFileSync(path, content);
  const items: CamtItem[] = [];
  for await (const item of readCamt(path)) items.push(item);
  return items;
}
async function entries(said: Said[], options?: FileOptions): Promise<BankEntry[]> {
  const items = await read(camtFile(said, options));
  return items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
}
const failure = async (content: string | Buffer) => {
  try {
    await read(content);
    return 'nothing';
  } catch (error) {
    if (!(error instanceof JobFailed)) throw error;
    return `${error.code} ${error.value}`;
  }
};

const ALBA: Said = {
  amount: '1450.00',
  reference: 'BANK-1',
  endToEnd: 'E2E-1',
  payer: 'Alba Council & Friends',
  iban: 'AL47212110090000000235698741',
  text: 'Dues 2026',
  structured: 'RF18539007547034',
};

test('every version from 2 to 13 of statements and notifications is read alike', async () => {
  for (const kind of ['053', '054'] as const) {
    for (let version = 2; version <= 13; version++) {
      const [entry] = await entries([ALBA], { kind, version: String(version).padStart(2, '0') });
      expect(entry, `camt.${kind} version ${version}`).toMatchObject({
        account: 'CH9300762011623852957',
        bookedOn: '2026-01-15',
        amount: 145000n,
        currency: 'USD',
        reference: 'BANK-1',
        assigned: true,
        endToEnd: 'E2E-1',
        payer: 'Alba Council & Friends',
        payerAccount: 'AL47212110090000000235698741',
        text: 'RF18539007547034 Dues 2026',
      });
    }
  }
});

test('money that went out is below zero; what is announced is left; reversals say so; nothing provided is nothing', async () => {
  const items = await read(
    camtFile([
      { amount: '12.50', side: 'DBIT', code: 'CHRG', text: 'Account fees' },
      { amount: '99.00', status: 'PDNG' },
      { ...ALBA, side: 'DBIT', reversal: true, endToEnd: 'NOTPROVIDED' },
    ]),
  );
  expect(items.map(({ kind }) => kind)).toEqual(['format', 'entry', 'pending', 'entry', 'statement']);
  const [charge, back] = items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
  expect(charge).toMatchObject({ amount: -1250n, code: 'CHRG', text: 'Account fees' });
  expect(back).toMatchObject({ amount: -145000n, reversal: true, endToEnd: null });
});

test('a batch is its payments where these make it up to the cent; else it stays one sum that says so', async () => {
  const parts: Said[] = [
    { amount: '100.00', reference: 'P-1', payer: 'Alba Council' },
    { amount: '50.50', endToEnd: 'E-2', payer: 'Bruma Council' },
  ];
  const split = await entries([{ amount: '150.50', reference: 'BATCH', parts }]);
  expect(split.map(({ amount, reference, payer, assigned }) => [amount, reference, payer, assigned])).toEqual(
    [
      [10000n, 'BATCH/P-1', 'Alba Council', true],
      [5050n, 'BATCH/E-2', 'Bruma Council', false],
    ],
  );
  expect(await entries([{ amount: '150.51', reference: 'BATCH', parts }])).toMatchObject([
    { amount: 15051n, reference: 'BATCH', batch: 2 },
  ]);
  const unlisted = await entries([
    { amount: '10.00', within: '<NtryDtls><Btch><NbOfTxs>7</NbOfTxs></Btch></NtryDtls>' },
  ]);
  expect(unlisted).toMatchObject([{ amount: 1000n, batch: 7 }]);
});

test('charges within the amount and what was sent in another currency are read', async () => {
  const [kept] = await entries([
    {
      amount: '95.00',
      details:
        '<AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt></AmtDtls><Chrgs><Rcrd><Amt Ccy="USD">5.00</Amt><ChrgInclInd>true</ChrgInclInd></Rcrd></Chrgs>',
    },
  ]);
  expect(kept).toMatchObject({ amount: 9500n, charges: 500n, instructed: null });
  const [unsaid] = await entries(
    [
      {
        amount: '95.00',
        details:
          '<AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt></AmtDtls><Chrgs><Amt Ccy="USD">5.00</Amt></Chrgs>',
      },
    ],
    { version: '02' },
  );
  expect(unsaid?.charges).toBe(500n);
  const [apart] = await entries(
    [
      {
        amount: '95.00',
        details:
          '<AmtDtls><InstdAmt><Amt Ccy="USD">95.00</Amt></InstdAmt></AmtDtls><Chrgs><Amt Ccy="USD">5.00</Amt></Chrgs>',
      },
    ],
    { version: '02' },
  );
  expect(apart?.charges).toBe(0n);
  const [other] = await entries([
    { amount: '108.37', details: '<AmtDtls><InstdAmt><Amt Ccy="EUR">100.00</Amt></InstdAmt></AmtDtls>' },
  ]);
  expect(other?.instructed).toEqual({ amount: 10000n, currency: 'EUR' });
});

test('a statement says what it sums to, and a currency it does not name is that of its movements', async () => {
  const items = await read(camtFile([ALBA], { opening: '100.00', closing: '1550.00', currency: null }));
  expect(items.at(-1)).toMatchObject({
    statement: {
      account: 'CH9300762011623852957',
      currency: 'USD',
      opening: 10000n,
      closing: 155000n,
      entries: 1,
      moved: 145000n,
    },
  });
});

test('the key is the same in every file, whatever blanks and order; equal words of a payer do not merge two payers', async () => {
  const [one, same, other, again] = await entries([
    { ...ALBA, reference: null, endToEnd: 'DUES' },
    { ...ALBA, reference: null, endToEnd: 'DUES', text: 'DUES  2026' },
    { ...ALBA, reference: null, endToEnd: 'DUES', iban: 'BA391290079401028494', payer: 'Bruma Council' },
    { ...ALBA, payer: 'Alba C.', text: 'written otherwise' },
  ]);
  const key = (entry: BankEntry | undefined) => staged(entry as BankEntry).key;
  expect(key(one)).toBe(key(same));
  expect(key(one)).not.toBe(key(other));
  const [assigned] = await entries([ALBA]);
  expect(key(again)).toBe(key(assigned));
});

test('references are found in the payer’s words, with blanks, signs and other words around', async () => {
  const [entry] = await entries([
    { amount: '1.00', text: 'cotisation RF18 5390 0754 7034, facture INV-2026-000123/ merci' },
  ]);
  const { tokens } = staged(entry as BankEntry);
  expect(tokens).toContain('RF18539007547034');
  expect(tokens).toContain('INV2026000123');
  const [none] = await entries([{ amount: '1.00', text: 'RF19 5390 0754 7034' }]);
  expect(staged(none as BankEntry).tokens).not.toContain('RF19539007547034');
});

const WHOLE = camtFile([ALBA, ALBA]);
const BOMB = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, n) => `<!ENTITY lol${n + 1} "${`&lol${n || ''};`.repeat(10)}">`).join('')}]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&lol9;</Document>`;

test.each([
  ['an XML bomb', BOMB, /^bank_file_entities 1$/],
  [
    'an external entity',
    `<!DOCTYPE D SYSTEM "file:///etc/passwd"><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>`,
    /^bank_file_entities/,
  ],
  ['an entity nobody declared', WHOLE.replace('Dues 2026', '&xxe;'), /^bank_file_malformed 6$/],
  ['a file that breaks off', WHOLE.slice(0, 1200), /^bank_file_truncated \d+$/],
  [
    'a file that breaks off between two movements',
    WHOLE.slice(0, WHOLE.indexOf('</Ntry>') + 7),
    /^bank_file_truncated \d+$/,
  ],
  ['tags that cross', WHOLE.replace('</Amt>', '</Ntry>'), /^bank_file_malformed \d+$/],
  ['another kind of message', WHOLE.replaceAll('camt.053', 'camt.052'), /^bank_format_unknown urn:iso/],
  ['a version that is not known', WHOLE.replaceAll('001.08', '001.14'), /^bank_format_unknown/],
  ['XML of something else', '<rss version="2.0"><channel/></rss>', /^bank_format_unknown rss$/],
  [
    'a message without a statement',
    WHOLE.replace(/<Stmt>[\s\S]*<\/Stmt>/, ''),
    /^bank_format_unknown Document$/,
  ],
  ['an amount below zero', WHOLE.replace('1450.00', '-1450.00'), /^bank_amount_invalid 6 \(-1450.00 USD\)$/],
  ['an amount with words', WHOLE.replace('1450.00', '1.450,00'), /^bank_amount_invalid 6/],
  ['an amount with too many decimals', WHOLE.replace('1450.00', '1450.005'), /^bank_amount_invalid 6/],
  ['an amount beyond all money', WHOLE.replace('1450.00', '99999999999999999.00'), /^bank_amount_invalid 6/],
  [
    'a movement in another currency than its account',
    WHOLE.replace('Ccy="USD"', 'Ccy="EUR"'),
    /^bank_currency_differs 6 \(EUR\)$/,
  ],
  ['a movement without side', WHOLE.replace('<CdtDbtInd>CRDT</CdtDbtInd>', ''), /^bank_side_missing 6$/],
  ['a movement without day', WHOLE.replaceAll(/<(BookgDt|ValDt)>.*?<\/\1>/g, ''), /^bank_date_missing 6$/],
  ['a day that no calendar has', WHOLE.replace('2026-01-15', '2026-02-30'), /^bank_date_invalid 6/],
  ['a statement without account', WHOLE.replace(/<Acct>.*<\/Acct>/, ''), /^bank_account_missing/],
  [
    'text that is not what it says',
    Buffer.from(WHOLE.replace('Alba', 'Ålba'), 'latin1'),
    /^bank_file_encoding utf-8$/,
  ],
  ['an encoding that nobody knows', WHOLE.replace('UTF-8', 'KLINGON'), /^bank_file_encoding KLINGON$/],
  [
    'elements without end',
    `${WHOLE.slice(0, WHOLE.indexOf('<Ntry>'))}${'<a>'.repeat(100_000)}`,
    /^bank_file_malformed/,
  ],
  [
    'elements without number',
    WHOLE.replace('<Ntry>', `<Ntry>${'<a/>'.repeat(100_000)}`),
    /^bank_file_malformed/,
  ],
  ['a text without end', WHOLE.replace('Dues 2026', 'x'.repeat(3_000_000)), /^bank_file_malformed/],
])('%s is refused with its place', async (_, content, expected) => {
  expect(await failure(content)).toMatch(expected);
});

test('a file in UTF-16, with a mark before it, and with prefixes is read; one without movements has none', async () => {
  const marked = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from(WHOLE.replace('UTF-8', 'UTF-16'), 'utf16le'),
  ]);
  expect(await read(marked)).toHaveLength(4);
  expect(await read(`\ufeff${WHOLE}`)).toHaveLength(4);
  const prefixed = WHOLE.replace('xmlns=', 'xmlns:c=').replaceAll(/<(\/?)(?=[A-Z])/g, '<$1c:');
  expect(await read(prefixed)).toHaveLength(4);
  expect((await read(camtFile([]))).map(({ kind }) => kind)).toEqual(['format', 'statement']);
});
