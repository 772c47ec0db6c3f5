import type { FastifyInstance, FastifyReply } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerFile } from '../../documents/answer.ts';
import { LOCALES, localeOf } from '../../documents/words.ts';
import { Refused } from '../../errors.ts';
import { ciiOf } from './cii.ts';
import { invoiceContent } from './content.ts';
import { electronicOf } from './electronic.ts';
import { invoicePdf } from './pdf.ts';
import { receiptPdf } from './receipt.ts';
import { ublOf } from './ubl.ts';

const params = { type: 'object', properties: { id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } } };
const query = (properties: object) => ({ type: 'object', additionalProperties: false, properties });
const PDF = { schema: { params, querystring: query({ locale: { enum: [...LOCALES] } }) } };
const XML = { schema: { params, querystring: query({ syntax: { enum: ['ubl', 'cii'] } }) } };

/** Invoices and receipts as files, for those who may read the member's dues. */
export function registerInvoiceRoutes(app: FastifyInstance, database: Database): void {
  app.get('/documents/invoices/:id.pdf', PDF, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { locale } = request.query as { locale?: string };
    const content = await invoiceContent(database, await callerOf(request, database), id);
    const pdf = await invoicePdf(content, locale ? localeOf(locale) : content.locale);
    return answerFile(reply, content.number, 'pdf', pdf);
  });
  app.get('/documents/invoices/:id.xml', XML, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { syntax } = request.query as { syntax?: 'ubl' | 'cii' };
    const content = await invoiceContent(database, await callerOf(request, database), id);
    return refusable(reply, () => {
      const invoice = electronicOf(content);
      return answerFile(reply, content.number, 'xml', syntax === 'cii' ? ciiOf(invoice) : ublOf(invoice));
    });
  });
  app.get('/documents/receipts/:id.pdf', PDF, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { locale } = request.query as { locale?: string };
    const caller = await callerOf(request, database);
    const { name, pdf } = await receiptPdf(database, caller, id, locale ? localeOf(locale) : null);
    return answerFile(reply, name, 'pdf', pdf);
  });
}

function refusable(reply: FastifyReply, answer: () => FastifyReply): FastifyReply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refused) return reply.code(422).send({ refusals: error.refusals });
    throw error;
  }
}
