/** An electronic invoice or credit note in the syntax of UBL 2.1 (ISO/IEC 19845). */
import { create } from 'xmlbuilder2';
import type { Account } from './content.ts';
import { type Electronic, meansOf, NORM, NOT_SUBJECT } from './electronic.ts';

const OASIS = 'urn:oasis:names:specification:ubl:schema:xsd';

/** Elements in the order of the schema; a value of null is left out. */
type Tree = { [name: string]: Tree | Tree[] | string | null };

export function ublOf(invoice: Electronic): string {
  const credit = invoice.type === '381';
  const root = credit ? 'CreditNote' : 'Invoice';
  const tree: Tree = {
    'cbc:CustomizationID': NORM,
    'cbc:ID': invoice.number,
    'cbc:IssueDate': invoice.issuedOn,
    ...(credit ? {} : { 'cbc:DueDate': invoice.dueOn }),
    [credit ? 'cbc:CreditNoteTypeCode' : 'cbc:InvoiceTypeCode']: invoice.type,
    'cbc:Note': invoice.note,
    'cbc:DocumentCurrencyCode': invoice.currency,
    'cac:InvoicePeriod': { 'cbc:StartDate': invoice.from, 'cbc:EndDate': invoice.to },
    'cac:BillingReference': invoice.credits && {
      'cac:InvoiceDocumentReference': {
        'cbc:ID': invoice.credits.number,
        'cbc:IssueDate': invoice.credits.issuedOn,
      },
    },
    'cac:AccountingSupplierParty': { 'cac:Party': sellerOf(invoice) },
    'cac:AccountingCustomerParty': { 'cac:Party': buyerOf(invoice) },
    'cac:PaymentMeans': credit ? null : paymentOf(invoice),
    'cac:TaxTotal': taxOf(invoice),
    'cac:LegalMonetaryTotal': {
      'cbc:LineExtensionAmount': amountOf(invoice),
      'cbc:TaxExclusiveAmount': amountOf(invoice),
      'cbc:TaxInclusiveAmount': amountOf(invoice),
      'cbc:PayableAmount': amountOf(invoice),
    },
    [credit ? 'cac:CreditNoteLine' : 'cac:InvoiceLine']: lineOf(invoice, credit),
  };
  const attributes = {
    '@xmlns': `${OASIS}:${root}-2`,
    '@xmlns:cac': `${OASIS}:CommonAggregateComponents-2`,
    '@xmlns:cbc': `${OASIS}:CommonBasicComponents-2`,
  };
  const document = { [root]: { ...attributes, ...withoutNulls(tree) } };
  return create({ version: '1.0', encoding: 'UTF-8' }, document).end({ prettyPrint: true });
}

const amountOf = ({ amount, currency }: Electronic, value = amount): Tree => ({
  '@currencyID': currency,
  '#': value,
});

function sellerOf({ seller }: Electronic): Tree {
  return {
    'cac:PostalAddress': {
      'cbc:StreetName': seller.street,
      'cbc:CityName': seller.city,
      'cbc:PostalZone': seller.postcode,
      'cac:Country': { 'cbc:IdentificationCode': seller.country },
    },
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': seller.name, 'cbc:CompanyID': seller.registration },
  };
}

function buyerOf({ buyer }: Electronic): Tree {
  return {
    'cac:PartyIdentification': { 'cbc:ID': buyer.number },
    'cac:PostalAddress': { 'cac:Country': { 'cbc:IdentificationCode': buyer.country } },
    'cac:PartyLegalEntity': { 'cbc:RegistrationName': buyer.name },
  };
}

function paymentOf(invoice: Electronic): Tree | null {
  return {
    'cbc:PaymentMeansCode': meansOf(invoice),
    'cbc:PaymentID': invoice.reference,
    'cac:PayeeFinancialAccount': invoice.account && accountOf(invoice.account),
  };
}

function accountOf({ iban, account, holder, bic }: Account): Tree {
  return {
    'cbc:ID': iban ?? String(account),
    'cbc:Name': holder,
    'cac:FinancialInstitutionBranch': bic ? { 'cbc:ID': bic } : null,
  };
}

function taxOf(invoice: Electronic): Tree {
  const none = amountOf(invoice, invoice.amount.replace(/\d/g, '0').replace(/^0+(?=0)/, ''));
  return {
    'cbc:TaxAmount': none,
    'cac:TaxSubtotal': {
      'cbc:TaxableAmount': amountOf(invoice),
      'cbc:TaxAmount': none,
      'cac:TaxCategory': {
        'cbc:ID': 'O',
        'cbc:TaxExemptionReasonCode': NOT_SUBJECT,
        'cbc:TaxExemptionReason': invoice.exemption,
        'cac:TaxScheme': { 'cbc:ID': 'VAT' },
      },
    },
  };
}

function lineOf(invoice: Electronic, credit: boolean): Tree {
  return {
    'cbc:ID': '1',
    [credit ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity']: { '@unitCode': 'C62', '#': '1' },
    'cbc:LineExtensionAmount': amountOf(invoice),
    'cac:Item': {
      'cbc:Description': invoice.item.description,
      'cbc:Name': invoice.item.name,
      'cac:ClassifiedTaxCategory': { 'cbc:ID': 'O', 'cac:TaxScheme': { 'cbc:ID': 'VAT' } },
    },
    'cac:Price': { 'cbc:PriceAmount': amountOf(invoice) },
  };
}

function withoutNulls(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [
        name,
        typeof value === 'string' || value === null || Array.isArray(value) ? value : withoutNulls(value),
      ]),
  );
}
