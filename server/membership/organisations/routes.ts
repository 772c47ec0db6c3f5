import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerFile } from '../../documents/answer.ts';
import { Fault } from '../../errors.ts';
import { readAs } from '../../reading/entered.ts';
import { uploadRoute } from '../routes.ts';
import { takeIn } from '../uploads.ts';
import { AS_DOCUMENT, beginDocument, documentFile, type GivenDocument, permitDocument } from './documents.ts';

/** A day as it was typed: one that is none is refused at its field. */
const day = { type: 'string', maxLength: 40 };
const UPLOAD = {
  schema: {
    querystring: {
      type: 'object',
      required: ['member', 'kind', 'title', 'from', 'filename'],
      additionalProperties: false,
      properties: {
        member: { type: 'integer', minimum: 1 },
        kind: { enum: ['statutes', 'audit', 'annual_report', 'other'] },
        title: { type: 'string', maxLength: 4000 },
        from: day,
        until: day,
        replaces: { type: 'string', pattern: '^[0-9a-f-]{36}$' },
        filename: { type: 'string', minLength: 1, maxLength: 200 },
      },
    },
  },
};
const FILE = {
  schema: { params: { type: 'object', properties: { id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } } } },
};

/** Documents come as a raw stream and are answered to be kept, never to be shown: with the caller's own right. */
export function registerDocumentRoutes(app: FastifyInstance, database: Database, dataDir: string): void {
  uploadRoute<GivenDocument>(app, database, '/documents', UPLOAD, (caller, given, body) =>
    takeIn(database, caller, dataDir, body, {
      name: randomUUID,
      keeping: AS_DOCUMENT,
      permit: (unit) => permitDocument(unit, given),
      begin: (unit, file, stored) => beginDocument(unit, file, given, stored),
    }),
  );
  app.get('/documents/members/:id.pdf', FILE, async (request, reply) => {
    const { id } = request.params as { id: string };
    const found = await readAs(database, await callerOf(request, database), async (sql) => {
      const [row] = await sql<{ file: string; filename: string }[]>`
        select file, filename from document where id = ${id}
          and (1 = any(app.reach('documents.read')) or member_id = any(app.document_members()))`;
      if (!row) throw new Fault('NOT_FOUND');
      return row;
    });
    const path = documentFile(dataDir, found.file);
    await access(path).catch(() => {
      throw new Fault('NOT_FOUND', 'file');
    });
    return answerFile(reply, found.filename.replace(/\.pdf$/i, ''), 'pdf', createReadStream(path));
  });
}
