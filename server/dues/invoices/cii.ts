/** An electronic invoice or credit note in the syntax of UN/CEFACT, Cross Industry Invoice D16B. */
import { create } from 'xmlbuilder2';
import { type Electronic, meansOf, NORM, NOT_SUBJECT } from './electronic.ts';

const STANDARD = 'urn:un:unece:uncefact:data:standard';

export function ciiOf(invoice: Electronic): string {
  const document = {
    'rsm:CrossIndustryInvoice': {
      '@xmlns:rsm': `${STANDARD}:CrossIndustryInvoice:100`,
      '@xmlns:ram': `${STANDARD}:ReusableAggregateBusinessInformationEntity:100`,
      '@xmlns:udt': `${STANDARD}:UnqualifiedDataType:100`,
      '@xmlns:qdt': `${STANDARD}:QualifiedDataType:100`,
      'rsm:ExchangedDocumentContext': {
        'ram:GuidelineSpecifiedDocumentContextParameter': { 'ram:ID': NORM },
      },
      'rsm:ExchangedDocument': {
        'ram:ID': invoice.number,
        'ram:TypeCode': invoice.type,
        'ram:IssueDateTime': dayOf(invoice.issuedOn),
        ...(invoice.note ? { 'ram:IncludedNote': { 'ram:Content': invoice.note } } : {}),
      },
      'rsm:SupplyChainTradeTransaction': {
        'ram:IncludedSupplyChainTradeLineItem': lineOf(invoice),
        'ram:ApplicableHeaderTradeAgreement': partiesOf(invoice),
        'ram:ApplicableHeaderTradeDelivery': {},
        'ram:ApplicableHeaderTradeSettlement': settlementOf(invoice),
      },
    },
  };
  return create({ version: '1.0', encoding: 'UTF-8' }, document).end({ prettyPrint: true });
}

const dayOf = (day: string, of = 'udt') => ({
  [`${of}:DateTimeString`]: { '@format': '102', '#': day.replaceAll('-', '') },
});

function lineOf(invoice: Electronic) {
  return {
    'ram:AssociatedDocumentLineDocument': { 'ram:LineID': '1' },
    'ram:SpecifiedTradeProduct': {
      'ram:Name': invoice.item.name,
      'ram:Description': invoice.item.description,
    },
    'ram:SpecifiedLineTradeAgreement': {
      'ram:NetPriceProductTradePrice': { 'ram:ChargeAmount': invoice.amount },
    },
    'ram:SpecifiedLineTradeDelivery': { 'ram:BilledQuantity': { '@unitCode': 'C62', '#': '1' } },
    'ram:SpecifiedLineTradeSettlement': {
      'ram:ApplicableTradeTax': { 'ram:TypeCode': 'VAT', 'ram:CategoryCode': 'O' },
      'ram:SpecifiedTradeSettlementLineMonetarySummation': { 'ram:LineTotalAmount': invoice.amount },
    },
  };
}

function partiesOf({ seller, buyer }: Electronic) {
  return {
    'ram:SellerTradeParty': {
      'ram:Name': seller.name,
      'ram:SpecifiedLegalOrganization': { 'ram:ID': seller.registration },
      'ram:PostalTradeAddress': {
        ...(seller.postcode ? { 'ram:PostcodeCode': seller.postcode } : {}),
        'ram:LineOne': seller.street,
        'ram:CityName': seller.city,
        'ram:CountryID': seller.country,
      },
    },
    'ram:BuyerTradeParty': {
      'ram:ID': buyer.number,
      'ram:Name': buyer.name,
      'ram:PostalTradeAddress': { 'ram:CountryID': buyer.country },
    },
  };
}

function settlementOf(invoice: Electronic) {
  const { amount, currency, credits } = invoice;
  return {
    ...(invoice.type === '380' ? { 'ram:PaymentReference': invoice.reference } : {}),
    'ram:InvoiceCurrencyCode': currency,
    ...(invoice.type === '380'
      ? { 'ram:SpecifiedTradeSettlementPaymentMeans': meansAndAccount(invoice) }
      : {}),
    'ram:ApplicableTradeTax': {
      'ram:CalculatedAmount': '0',
      'ram:TypeCode': 'VAT',
      'ram:ExemptionReason': invoice.exemption,
      'ram:BasisAmount': amount,
      'ram:CategoryCode': 'O',
      'ram:ExemptionReasonCode': NOT_SUBJECT,
    },
    'ram:BillingSpecifiedPeriod': {
      'ram:StartDateTime': dayOf(invoice.from),
      'ram:EndDateTime': dayOf(invoice.to),
    },
    ...(invoice.dueOn
      ? { 'ram:SpecifiedTradePaymentTerms': { 'ram:DueDateDateTime': dayOf(invoice.dueOn) } }
      : {}),
    'ram:SpecifiedTradeSettlementHeaderMonetarySummation': {
      'ram:LineTotalAmount': amount,
      'ram:TaxBasisTotalAmount': amount,
      'ram:TaxTotalAmount': { '@currencyID': currency, '#': '0' },
      'ram:GrandTotalAmount': amount,
      'ram:DuePayableAmount': amount,
    },
    ...(credits
      ? {
          'ram:InvoiceReferencedDocument': {
            'ram:IssuerAssignedID': credits.number,
            'ram:FormattedIssueDateTime': dayOf(credits.issuedOn, 'qdt'),
          },
        }
      : {}),
  };
}

function meansAndAccount(invoice: Electronic) {
  const { account } = invoice;
  return {
    'ram:TypeCode': meansOf(invoice),
    ...(account
      ? {
          'ram:PayeePartyCreditorFinancialAccount': {
            ...(account.iban ? { 'ram:IBANID': account.iban } : {}),
            'ram:AccountName': account.holder,
            ...(account.account ? { 'ram:ProprietaryID': account.account } : {}),
          },
          ...(account.bic
            ? { 'ram:PayeeSpecifiedCreditorFinancialInstitution': { 'ram:BICID': account.bic } }
            : {}),
        }
      : {}),
  };
}
