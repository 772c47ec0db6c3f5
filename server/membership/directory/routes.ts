import type { FastifyInstance } from 'fastify';
import QRCode from 'qrcode';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerFile } from '../../documents/answer.ts';
import { type Block, renderDocument } from '../../documents/blocks.ts';
import { country, date, isolated } from '../../documents/formats.ts';
import { LOCALES, type Locale, localeOf, say } from '../../documents/words.ts';
import { Fault } from '../../errors.ts';
import { readAs } from '../../reading/entered.ts';
import { NOBODY } from '../../unit.ts';
import { readPassCode } from './passes.ts';

interface Pass {
  state: string;
  name: string;
  country: string;
  category: string | null;
  categoryName: Record<string, string> | null;
  since: string | null;
  from: string;
  until: string;
  invented: boolean;
  network: Record<string, string>;
}

const code = { type: 'string', maxLength: 40 };
const PDF = {
  schema: {
    params: { type: 'object', properties: { code } },
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: { locale: { enum: [...LOCALES] }, site: { type: 'string', pattern: '^https?://[^/]+$' } },
    },
  },
};

/** A pass as PDF, and its QR code as a picture, for whoever has its code: both say what is public and nothing else. */
export function registerDirectoryRoutes(
  app: FastifyInstance,
  database: Database,
  publicUrl: string | null,
): void {
  // Where nobody has said under which address the product is known, it is the one that the web was asked under.
  const linkOf = (pass: string, asked: unknown) =>
    new URL(`/verify/${pass}`, publicUrl ?? (asked as { site?: string }).site ?? 'http://localhost').href;
  app.get('/documents/passes/:code.pdf', PDF, async (request, reply) => {
    const pass = known((request.params as { code: string }).code);
    const locale = localeOf((request.query as { locale?: string }).locale);
    await callerOf(request, database);
    return answerFile(
      reply,
      `pass-${pass}`,
      'pdf',
      await passPdf(database, pass, linkOf(pass, request.query), locale),
    );
  });
  app.get('/passes/:code/qr.svg', PDF, async (request, reply) => {
    const pass = known((request.params as { code: string }).code);
    return reply
      .header('content-type', 'image/svg+xml')
      .header('content-security-policy', "default-src 'none'; style-src 'none'; sandbox")
      .header('cache-control', 'private, max-age=86400')
      .send(await pictureOf(linkOf(pass, request.query)));
  });
}

/** A code that can be one. */
function known(typed: string): string {
  const pass = readPassCode(typed);
  if (!pass) throw new Fault('NOT_FOUND');
  return pass;
}

const pictureOf = (text: string) =>
  QRCode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });

async function passPdf(database: Database, pass: string, link: string, locale: Locale): Promise<Uint8Array> {
  const [found] = await readAs(
    database,
    NOBODY,
    (sql) => sql<Pass[]>`
    select p.state, o.name, o.country, ms.category, k.name as "categoryName", o.invented, n.name as network,
      p.valid_from::text as from, p.valid_until::text as until,
      (select lower(r)::text from (select unnest(range_agg(h.during)) as r from membership h where h.member_id = p.member_id) u
        where r @> current_date) as since
    from app.checked_pass(${pass}) p join member m on m.place_id = p.member_id join organisation o on o.id = m.organisation_id
    cross join network n
    left join membership ms on ms.member_id = p.member_id and ms.since <= current_date and ms.until > current_date
    left join lateral (select c.name from app.categories(current_date) c where c.code = ms.category) k on true`,
  );
  if (!found) throw new Fault('NOT_FOUND');
  if (found.state !== 'valid' && found.state !== 'coming') throw new Fault('NOT_FOUND', found.state);
  const title = say(locale, 'pass_title');
  const network = found.network[locale] ?? found.network['en'] ?? '';
  const picture = { svg: await pictureOf(link), alt: say(locale, 'pass_qr_alt') };
  return renderDocument({ title, network, blocks: blocksOf(found, pass, link, picture, locale) }, locale);
}

function blocksOf(
  pass: Pass,
  ofCode: string,
  link: string,
  picture: { svg: string; alt: string },
  locale: Locale,
): Block[] {
  const w = (key: string) => say(locale, key);
  const category = pass.categoryName?.[locale] ?? pass.categoryName?.['en'] ?? pass.category ?? '';
  const rows: [string, string][] = [
    [w('pass_member'), pass.name],
    [w('common_country'), country(locale, pass.country)],
    [w('pass_category'), category],
    [w('pass_member_since'), pass.since ? date(locale, pass.since) : ''],
    [w('pass_valid_from'), date(locale, pass.from)],
    [w('pass_valid_until'), date(locale, pass.until)],
  ];
  return [
    { kind: 'heading', text: pass.name },
    { kind: 'facts', rows },
    { kind: 'picture', svg: picture.svg, millimetres: 45, alt: picture.alt },
    { kind: 'paragraph', text: w('pass_check') },
    { kind: 'paragraph', text: isolated(link) },
    { kind: 'facts', rows: [[w('pass_code'), isolated(grouped(ofCode))]] },
    ...(pass.invented ? [{ kind: 'note' as const, text: w('pass_invented') }] : []),
  ];
}

/** A code in groups, as it is read aloud. */
const grouped = (pass: string) => pass.replace(/(.{5})(?=.)/g, '$1-');
