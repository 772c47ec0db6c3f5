import { readFileSync } from 'node:fs';
import { invoiceSchema } from '@e-invoice-eu/core';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { XMLParser } from 'fast-xml-parser';
import { XmlBufferInputProvider, XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import { Refused } from '../../errors.ts';
import { ciiOf } from './cii.ts';
import type { InvoiceContent } from './content.ts';
import { electronicOf } from './electronic.ts';
import { ublOf } from './ubl.ts';

const CONTENT: InvoiceContent = {
  id: '00000000-0000-7000-8000-000000000001',
  kind: 'invoice',
  number: 'INV-2026-000012',
  reference: 'RF55INV2026000012',
  member: 11,
  year: 2026,
  amount: 145_050n,
  remaining: 145_050n,
  open: 145_050n,
  currency: 'EUR',
  issuedOn: '2026-02-01',
  dueOn: '2026-03-31',
  addressee: 'Côte & <Council> “Élan” — المجلس',
  country: 'CI',
  locale: 'fr',
  charges: 'payer',
  rates: [],
  reason: null,
  credits: null,
  article: '3.1',
  version: 2,
  difference: false,
  why: null,
  invented: true,
  network: { en: 'The network' },
  issuer: {
    name: 'The Network ivzw & Co',
    registration: '0123.456.789',
    street: 'Hoogstraat 1',
    postcode: '1000',
    city: 'Brussels',
    country: 'BE',
  },
  accounts: [
    {
      currency: 'EUR',
      holder: 'The Network',
      iban: 'BE68539007547034',
      account: null,
      bic: 'GKCCBEBB',
      bank: 'A bank',
    },
  ],
  today: '2026-02-01',
};

const CREDIT: InvoiceContent = {
  ...CONTENT,
  kind: 'credit_note',
  number: 'CN-2026-000001',
  dueOn: null,
  reason: 'Asked twice',
  credits: { number: 'INV-2026-000012', issuedOn: '2026-02-01' },
};

const CASES: [string, InvoiceContent][] = [
  ['an invoice', CONTENT],
  ['a credit note', CREDIT],
  ['an invoice in yen', { ...CONTENT, currency: 'JPY', accounts: [] }],
  ['an invoice in dinars', { ...CONTENT, currency: 'TND' }],
  [
    'an invoice to an account without IBAN',
    {
      ...CONTENT,
      currency: 'USD',
      accounts: [
        { currency: 'USD', holder: 'The Network', iban: null, account: '12-3456', bic: null, bank: null },
      ],
    },
  ],
  [
    'an issuer without postcode',
    { ...CONTENT, issuer: { ...(CONTENT.issuer as never as object), postcode: null } as never },
  ],
];

describe('in the syntax of UN/CEFACT', () => {
  const folder = new URL('../../../schema/xsd/factur-x-1.07.3/', import.meta.url);
  let validator: XsdValidator;
  beforeAll(() => {
    const main = 'Factur-X_1.07.3_EN16931.xsd';
    const parts = [
      'QualifiedDataType',
      'ReusableAggregateBusinessInformationEntity',
      'UnqualifiedDataType',
    ].map((part) => `Factur-X_1.07.3_EN16931_urn_un_unece_uncefact_data_standard_${part}_100.xsd`);
    const files = Object.fromEntries(
      [main, ...parts].map((name) => [name, readFileSync(new URL(name, folder))]),
    );
    xmlRegisterInputProvider(new XmlBufferInputProvider(files as never));
    validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(files[main] as never, { url: main }));
  });

  test.each(CASES)('%s is valid by the schema of EN 16931', (_name, content) => {
    const xml = ciiOf(electronicOf(content));
    expect(() => validator.validate(XmlDocument.fromString(xml))).not.toThrow();
  });

  test('the schema refuses what is wrong', () => {
    const xml = ciiOf(electronicOf(CONTENT));
    for (const wrong of [
      xml.replace('<ram:TypeCode>380</ram:TypeCode>', ''),
      xml.replace('<ram:GrandTotalAmount>1450.50', '<ram:GrandTotalAmount>much'),
      xml.replace(/<ram:BuyerTradeParty>[\s\S]*<\/ram:BuyerTradeParty>/, ''),
    ]) {
      expect(wrong).not.toBe(xml);
      expect(() => validator.validate(XmlDocument.fromString(wrong))).toThrow();
    }
  });
});

/** A part of the JSON schema in which the norm's elements of UBL stand, in their order. */
interface Part {
  type?: string;
  $ref?: string;
  properties?: Record<string, Part>;
  items?: Part;
}

describe('in the syntax of UBL 2.1', () => {
  const schema = invoiceSchema as never as Part & { $defs: Record<string, Record<string, Part>> };
  const validate = new Ajv2019({ strict: false, allErrors: true }).compile(schema as never);

  test.each(CASES)('%s has the elements of EN 16931, all that it needs, in their order', (_name, content) => {
    const json = jsonOf(ublOf(electronicOf(content)));
    validate(json);
    expect(validate.errors ?? []).toEqual([]);
  });

  test('what is missing, unknown or in another order is found', () => {
    const xml = ublOf(electronicOf(CONTENT));
    const missing = jsonOf(xml.replace(/<cac:TaxTotal>[\s\S]*<\/cac:TaxTotal>/, ''));
    expect(validate(missing)).toBe(false);
    const wrongCode = jsonOf(xml.replace('<cbc:ID>O</cbc:ID>', '<cbc:ID>QQ</cbc:ID>'));
    expect(validate(wrongCode)).toBe(false);
    expect(() =>
      jsonOf(xml.replace(/(<cbc:IssueDate>.*<\/cbc:IssueDate>)\s*(<cbc:DueDate>.*<\/cbc:DueDate>)/, '$2$1')),
    ).toThrow('order');
    expect(() => jsonOf(xml.replaceAll('cbc:DueDate', 'cbc:DueDay'))).toThrow('unknown');
  });

  /** The XML as the schema wants it: a credit note's own names as an invoice's, attributes beside their element. */
  function jsonOf(xml: string): unknown {
    const same = xml
      .replaceAll(/CreditNote-2/g, 'Invoice-2')
      .replaceAll('CreditNoteTypeCode', 'InvoiceTypeCode')
      .replaceAll('CreditNoteLine', 'InvoiceLine')
      .replaceAll('CreditedQuantity', 'InvoicedQuantity')
      .replaceAll(/(<\/?)CreditNote\b/g, '$1Invoice');
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      parseTagValue: false,
      ignoreDeclaration: true,
    });
    const [root] = parser.parse(same) as { Invoice: Node[] }[];
    const part = schema.properties?.['ubl:Invoice'] as Part;
    return { 'ubl:Invoice': objectOf(root?.Invoice ?? [], part) };
  }

  type Node = Record<string, unknown> & { ':@'?: Record<string, string> };

  function objectOf(nodes: Node[], part: Part): Record<string, unknown> {
    const properties = resolved(part).properties ?? {};
    const order = Object.keys(properties);
    const found: Record<string, unknown> = {};
    let last = -1;
    for (const node of nodes) {
      const name = Object.keys(node).find((key) => key !== ':@') as string;
      const at = order.indexOf(name);
      if (at < 0) throw new Error(`${name} is unknown`);
      if (at < last) throw new Error(`${name} is not in its order`);
      last = at;
      const of = resolved(properties[name] as Part);
      const item = of.type === 'array' ? resolved(of.items as Part) : of;
      const children = node[name] as Node[];
      const value = item.properties ? objectOf(children, item) : String(children[0]?.['#text'] ?? '');
      found[name] = of.type === 'array' ? [...((found[name] as unknown[]) ?? []), value] : value;
      for (const [key, text] of Object.entries(node[':@'] ?? {})) found[`${name}@${key}`] = text;
    }
    return found;
  }

  function resolved(part: Part): Part {
    const [, , group, name] = part.$ref?.split('/') ?? [];
    return group && name ? (schema.$defs[group]?.[name] as Part) : part;
  }
});

test('an amount in thousandths that the norm cannot write is refused', () => {
  expect(electronicOf({ ...CONTENT, currency: 'TND' }).amount).toBe('145.05');
  expect(() => electronicOf({ ...CONTENT, currency: 'TND', amount: 145_051n })).toThrow(Refused);
});

test('an invoice that nobody was named to issue is refused with the day', () => {
  expect(() => electronicOf({ ...CONTENT, issuer: null })).toThrow(Refused);
});
