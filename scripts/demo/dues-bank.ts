import { createHash } from 'node:crypto';
import { acceptBankLine } from '../../server/dues/bank/accept.ts';
import { holdBankLine } from '../../server/dues/bank/decisions.ts';
import { type BankEntry, staged } from '../../server/dues/bank/entry.ts';
import { takeLines } from '../../server/dues/bank/lines.ts';
import { propose } from '../../server/dues/bank/match.ts';
import { suspendBankLine } from '../../server/dues/bank/suspense.ts';
import type { Unit } from '../../server/unit.ts';
import { type Demo, insertRows } from './demo.ts';

const ACCOUNT = 'CH9300762011623852957';
const FILE = 'account-statement-demonstration.xml';

interface Debtor {
  id: number;
  name: string;
  reference: string;
  number: string;
  open: string;
}

/**
 * The latest statement of the network's account, all of it invented: some lines are decided, the others wait in the
 * inbox, as they do on the morning after the bank has sent its file.
 */
export async function loadDuesBank(demo: Demo): Promise<void> {
  const { sql } = demo;
  const actor = demo.people.find(({ offices }) => offices.some(({ kind }) => kind === 'finance'))?.id;
  const debtors = await sql<Debtor[]>`
    select m.place_id as id, o.name, i.reference, i.number, b.outstanding::text as open
    from invoice i join assessment_balance b on b.assessment_id = i.assessment_id
    join member m on m.place_id = i.member_id join organisation o on o.id = m.organisation_id
    where i.kind = 'invoice' and o.invented and b.outstanding > 0 and b.currency = 'USD'
      and i.year = extract(year from current_date) order by i.position limit 7`;
  if (!actor || debtors.length < 7) return;
  const entries = statementOf(debtors, demo.today);
  const file = await writeFile(demo, actor, entries);
  // The loader is the owner: no right is proved, and no audit written.
  const unit = { sql, actor, permit: async () => ({ place: 1 }), record: async () => {} } as unknown as Unit;
  await takeLines(unit, file);
  await propose(unit, { file });
  const lines = await sql<
    { id: string; reference: string }[]
  >`select id, reference from bank_line where file_id = ${file}`;
  const line = (reference: string) => ({
    id: String(lines.find((one) => one.reference === reference)?.id),
    idempotencyKey: '',
  });
  await acceptBankLine(unit, line('D-01'));
  await acceptBankLine(unit, line('D-09'));
  await suspendBankLine(unit, line('D-07'));
  await holdBankLine(unit, {
    ...line('D-06'),
    reason: 'We have asked the bank who paid this (demonstration)',
  });
}

/** What the debtors pay, in the ways in which treasurers do. */
function statementOf(debtors: Debtor[], today: string): BankEntry[] {
  const [one, two, three, four, five, six, seven] = debtors as [
    Debtor,
    Debtor,
    Debtor,
    Debtor,
    Debtor,
    Debtor,
    Debtor,
  ];
  const day = new Date(Date.parse(today) - 86_400_000 * 2).toISOString().slice(0, 10);
  const entry = (n: number, amount: bigint, said: Partial<BankEntry>): BankEntry => ({
    ...{ position: 20 + n * 12, account: ACCOUNT, bookedOn: day, valuedOn: day, amount, currency: 'USD' },
    ...{
      reference: `D-${String(n).padStart(2, '0')}`,
      assigned: true,
      endToEnd: null,
      payer: null,
      payerAccount: null,
    },
    ...{ text: '', charges: 0n, instructed: null, reversal: false, code: 'ESCT', batch: 0 },
    ...said,
  });
  const from = (debtor: Debtor, text: string) => ({ payer: debtor.name, text });
  const half = (debtor: Debtor) => BigInt(debtor.open) / 2n;
  return [
    entry(1, BigInt(one.open), from(one, `Dues ${one.reference}`)),
    entry(2, BigInt(two.open), from(two, two.reference)),
    entry(3, BigInt(three.open), {
      payer: 'TREASURY SERVICES LTD',
      text: `on behalf of ${three.name}, ${three.number}`,
    }),
    entry(4, half(four), from(four, `${four.reference} first half`)),
    entry(5, BigInt(five.open), from(five, 'membership fee')),
    entry(6, half(six), { payer: 'J. Doe (invented)', text: 'transfer' }),
    entry(7, 25_000n, { payer: 'Unknown sender (invented)', text: 'for your work' }),
    entry(8, half(seven), { ...from(seven, 'instalment'), reference: 'D-08' }),
    entry(8, half(seven), { ...from(seven, 'instalment'), reference: 'D-08' }),
    entry(9, -1_850n, { text: 'Account fees', code: 'CHRG' }),
    entry(10, -12_000n, { payer: 'Printing house (invented)', text: 'Invoice 4711' }),
  ];
}

async function writeFile({ sql, today }: Demo, actor: string, entries: BankEntry[]): Promise<string> {
  const hash = createHash('sha256').update(FILE).digest('hex');
  const [made] = await sql<{ id: string }[]>`
    insert into bank_file (filename, bytes, hash, uploaded_by, stage, format, lines_done, lines_total, added, invented)
    values (${FILE}, 14208, ${Buffer.from(hash, 'hex')}, ${actor}, 'done', 'camt.053', ${entries.length}, ${entries.length}, ${entries.length}, true)
    returning id`;
  const file = String(made?.id);
  const moved = entries.reduce((sum, { amount }) => sum + amount, 0n);
  await insertRows(
    sql,
    'bank_row',
    entries.map((entry, n) => ({ file_id: file, n, line: staged(entry) })),
  );
  await insertRows(sql, 'bank_statement', [
    {
      ...{
        file_id: file,
        n: 0,
        iban: ACCOUNT,
        account_name: 'Ninefold demonstration network',
        number: 'S-1',
        currency: 'USD',
      },
      ...{
        from_day: entries[0]?.bookedOn,
        until_day: today,
        opening: '100000000',
        closing: (100_000_000n + moved).toString(),
      },
      ...{ entries: entries.length, moved: moved.toString() },
    },
  ]);
  return file;
}
