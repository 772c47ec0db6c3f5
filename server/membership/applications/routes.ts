import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerFile } from '../../documents/answer.ts';
import { LOCALES, localeOf } from '../../documents/words.ts';
import { uploadRoute } from '../routes.ts';
import { admissionLetter, type FirstDues } from './admission-letter.ts';
import { handIn, openDocument } from './documents.ts';

const id = { type: 'string', pattern: '^[0-9a-f-]{36}$' };
const params = { type: 'object', properties: { id } };
const query = (required: string[], properties: object) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});
const UPLOAD = {
  schema: {
    querystring: query(['kind', 'filename'], {
      kind: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,40}$' },
      filename: { type: 'string', minLength: 1, maxLength: 200 },
      application: id,
    }),
  },
};

/**
 * Documents of applications and the letter of admission. An applicant proves itself with the secret of the link in a
 * header, which no log keeps; an office holder with the bearer.
 */
export function registerApplicationRoutes(
  app: FastifyInstance,
  database: Database,
  dataDir: string,
  firstDues: FirstDues,
): void {
  uploadRoute<{ kind: string; filename: string; application?: string }>(
    app,
    database,
    '/application-documents',
    UPLOAD,
    (caller, of, body) => handIn(database, caller, dataDir, { ...of, secret: secretIn(body) }, body),
  );
  app.get('/application-documents/:id', { schema: { params } }, async (request, reply) => {
    const { id } = request.params as { id: string };
    const caller = await callerOf(request, database);
    const { filename, body } = await openDocument(database, caller, dataDir, id, secretIn(request.raw));
    return answerFile(reply, filename.replace(/\.pdf$/i, ''), 'pdf', body);
  });
  const LETTER = { schema: { params, querystring: query([], { locale: { enum: [...LOCALES] } }) } };
  app.get('/documents/admissions/:id.pdf', LETTER, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { locale } = request.query as { locale?: string };
    const caller = await callerOf(request, database);
    const secret = secretIn(request.raw);
    const asked = locale ? localeOf(locale) : null;
    const letter = await admissionLetter(database, caller, { id, secret }, asked, firstDues);
    return answerFile(reply, letter.name, 'pdf', letter.pdf);
  });
}

function secretIn({ headers }: Pick<FastifyRequest['raw'], 'headers'>): string | undefined {
  const secret = headers['x-application-link'];
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
}
