import { writeCreditNote } from '../../server/dues/invoices/credit-notes.ts';
import { takeOff } from '../../server/dues/reductions.ts';
import type { Unit } from '../../server/unit.ts';
import { type Demo, insertRows } from './demo.ts';

/** Numbers that banks and handbooks print as examples: they check, and are nobody's. */
const ACCOUNTS = [
  { currency: 'USD', iban: 'CH9300762011623852957', bic: null, bank: 'Example bank (demonstration)' },
  { currency: 'EUR', iban: 'BE68539007547034', bic: null, bank: 'Example bank (demonstration)' },
  { currency: 'GBP', iban: 'GB82WEST12345698765432', bic: null, bank: 'Example bank (demonstration)' },
];

/** Before the first run: who issues the invoices, and where they are paid to. All invented. */
export async function loadInvoiceSettings(demo: Demo): Promise<void> {
  const by = demo.people.find(({ offices }) => offices.some(({ kind }) => kind === 'finance'))?.id ?? null;
  const holder = 'Ninefold demonstration network';
  await insertRows(
    demo.sql,
    'payee_account',
    ACCOUNTS.map((one) => ({ ...one, holder, during: '[2010-01-01,)', set_by: by })),
  );
  await insertRows(demo.sql, 'invoice_issuer', [
    {
      since: '2010-01-01',
      legal_name: `${holder} (invented)`,
      registration: 'DEMO-0001',
      street: 'Example street 9',
      postcode: '1000',
      city: 'Brussels',
      country: 'BE',
      set_by: by,
    },
  ]);
}

/** After the runs: two invoices of the last year that were asked by mistake, one in part. */
export async function loadCreditNotes(demo: Demo): Promise<void> {
  const { sql, people } = demo;
  const actor = people.find(({ offices }) => offices.some(({ kind }) => kind === 'finance'))?.id ?? null;
  const invoices = await sql<{ id: string; assessment: string; amount: string }[]>`
    select i.id, i.assessment_id as assessment, i.amount::text
    from invoice i join assessment_balance b on b.assessment_id = i.assessment_id
    join member m on m.place_id = i.member_id join organisation o on o.id = m.organisation_id
    where i.kind = 'invoice' and o.invented and b.outstanding = i.amount order by i.series_year desc, i.position limit 2`;
  for (const [index, { id, assessment, amount }] of invoices.entries()) {
    const by = index === 0 ? BigInt(amount) : BigInt(amount) / 4n;
    const reason =
      index === 0 ? 'Asked twice (demonstration)' : 'A quarter was asked too much (demonstration)';
    // The loader is the owner: no right is proved, and no audit written.
    const unit = { sql, actor } as Unit;
    const transaction = await takeOff(unit, { assessment, by, account: 'correction', reason });
    await writeCreditNote(sql, id, transaction, by, reason, actor);
  }
}
