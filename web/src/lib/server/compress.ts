import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Below this many bytes compression costs more than it saves. */
const worthwhile = 600;

/**
 * The page compressed as the browser accepts it. Pages hold no secret that an attacker could probe by its
 * size: tokens stay in cookies and forms are protected by their origin, not by a token in the page.
 */
export async function compressPage(request: Request, response: Response): Promise<Response> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('text/html') || !response.body || response.headers.has('content-encoding'))
    return response;
  const body = Buffer.from(await response.arrayBuffer());
  const encoding = body.length < worthwhile ? null : acceptedEncoding(request);
  const headers = new Headers(response.headers);
  headers.append('vary', 'accept-encoding');
  if (encoding) headers.set('content-encoding', encoding);
  const packed = encoding ? await pack(body, encoding) : body;
  headers.set('content-length', String(packed.length));
  return new Response(new Uint8Array(packed), {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}

function acceptedEncoding(request: Request): 'br' | 'gzip' | null {
  const accepted = request.headers.get('accept-encoding') ?? '';
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : null;
}

function pack(body: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return gzipped(body, { level: 6 });
  return brotli(body, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
  });
}
