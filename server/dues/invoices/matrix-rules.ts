import type { Front } from '../../test/client.ts';
import type { TypeRule } from '../../test/matrix/matrix.ts';
import type { ActRule } from '../../test/matrix/rules.ts';

export const INVOICE_TYPES = {
  Invoice: {
    rule: { topic: 'dues', rows: 'select id, member_id as member, region_id as region from invoice' },
    fields:
      'id kind number reference assessment member region year amount currency issuedOn dueOn addressee country locale outstanding remaining state payable charges credits creditNotes reason issuedBy payTo invented',
  },
  InvoicePage: { rule: 'public', fields: 'rows next previous total' },
  PayableAmount: { rule: { topic: 'dues', anywhere: true }, fields: 'currency amount rate on source' },
  PayeeAccount: {
    rule: 'signed in',
    fields: 'id currency from until holder iban account bic bank setBy',
  },
  InvoiceIssuer: {
    rule: 'signed in',
    fields: 'id since legalName registration street postcode city country invoicePrefix creditPrefix setBy',
  },
  IssueCreditNotePayload: { rule: 'public', fields: 'refusals creditNote' },
  PayeeAccountPayload: { rule: 'public', fields: 'refusals account' },
  SetInvoiceIssuerPayload: { rule: 'public', fields: 'refusals issuer' },
} as const satisfies Record<string, TypeRule>;

/** What invoices add to types of other modules. */
export const INVOICE_GUARDED = {
  Member: { invoices: { topic: 'dues', at: 'member-rows' } },
} as const satisfies Record<string, TypeRule['guarded']>;

/** Accounts to pay to, an issuer, and a credit note of Alba's; the invoices come with the runs. */
export async function arrangeInvoices(front: Front): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  await done(
    front,
    'setPayeeAccount',
    `currency: "USD", from: "${day}", holder: "Test Federation", account: "12-3456", idempotencyKey: "matrix-payee"`,
    'account { id }',
  );
  await done(
    front,
    'setInvoiceIssuer',
    `since: "${day}", legalName: "Test Federation", registration: "1", street: "1 High Street", city: "Tirana", country: "AL",
      invoicePrefix: "INV", creditPrefix: "CN", idempotencyKey: "matrix-issuer"`,
    'issuer { id }',
  );
  const { data } = await front.as('finance', '{ member(id: 11) { invoices { id } } }');
  const [invoice] = data?.member.invoices ?? [];
  await done(
    front,
    'issueCreditNote',
    `invoiceId: "${invoice.id}", amount: "1.00", reason: "a mistake", idempotencyKey: "matrix-credit"`,
    'creditNote { id }',
  );
}

async function done(front: Front, act: string, input: string, fields: string): Promise<void> {
  const { data, errors } = await front.as(
    'finance',
    `mutation { ${act}(input: { ${input} }) { refusals { code field } ${fields} } }`,
  );
  if (errors || data?.[act].refusals.length > 0)
    throw new Error(`${act}: ${JSON.stringify(errors ?? data?.[act].refusals)}`);
}

const NOBODY = '00000000-0000-7000-8000-000000000000';
const KEY = 'idempotencyKey: "matrix-key"';

export const INVOICE_ACTS = {
  issueCreditNote: {
    may: 'anyone',
    at: [1],
    call: () => `(input: { invoiceId: "${NOBODY}", reason: "none", ${KEY} }) { refusals { code } }`,
  },
  setPayeeAccount: {
    may: ['finance'],
    at: [1],
    call: () =>
      `(input: { currency: "none", from: "2024-01-01", holder: "none", ${KEY} }) { refusals { code } }`,
  },
  endPayeeAccount: {
    may: ['finance'],
    at: [1],
    call: () => `(input: { accountId: "${NOBODY}", until: "2024-01-01", ${KEY} }) { refusals { code } }`,
  },
  setInvoiceIssuer: {
    may: ['finance'],
    at: [1],
    call: () => `(input: { since: "2024-01-01", legalName: "", registration: "", street: "", city: "", country: "",
      invoicePrefix: "", creditPrefix: "", ${KEY} }) { refusals { code } }`,
  },
} satisfies Record<string, ActRule>;
