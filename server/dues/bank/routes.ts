import type { FastifyInstance } from 'fastify';
import type { Database } from '../../database.ts';
import { uploadRoute } from '../../membership/routes.ts';
import { takeIn } from '../../membership/uploads.ts';
import { beginBankFile } from './files.ts';

const UPLOAD = {
  schema: {
    querystring: {
      type: 'object',
      required: ['filename'],
      additionalProperties: false,
      properties: { filename: { type: 'string', minLength: 1, maxLength: 200 } },
    },
  },
};

/** Takes in a bank's file as a raw stream, with the caller's own right. */
export function registerBankRoutes(app: FastifyInstance, database: Database, dataDir: string): void {
  uploadRoute<{ filename: string }>(app, database, '/bank-files', UPLOAD, (caller, { filename }, body) =>
    takeIn(database, caller, dataDir, body, {
      permit: async (unit) => {
        await unit.permit('bank.match', 1);
      },
      begin: (unit, id, file) => beginBankFile(unit, id, filename, file),
    }),
  );
}
