import { error, type RequestEvent } from '@sveltejs/kit';
import { apiOrigin, ownApi } from './api-request.ts';

/** What the API answers to an upload: the import, or why the file was not taken. */
export type Uploaded =
  | { id: string; known: boolean }
  | { refusals: { code: string; field?: string | null; value?: string | null }[] };

/** What the API answers to a file of reference data: what was read of it, the list that has it, or why it was not taken. */
export type ReferenceTaken =
  | { load: string }
  | { vintage: string }
  | { refusals: { code: string; field?: string | null; value?: string | null }[] };

/** Passes an uploaded file on as a raw stream. A slow line takes as long as it takes. */
export function sendFile(event: RequestEvent, kind: string, place: number, file: File): Promise<Uploaded> {
  return send<Uploaded>(event, '/imports', { kind, place: String(place) }, file);
}

/** As `sendFile`, for a document of an application: by its link's secret, or by its id for an office holder. */
export function sendApplicationDocument(
  event: RequestEvent,
  of: { kind: string; secret?: string; application?: string },
  file: File,
): Promise<Uploaded> {
  const query = { kind: of.kind, ...(of.application ? { application: of.application } : {}) };
  return send<Uploaded>(event, '/application-documents', query, file, byLink(of.secret));
}

/** The header by which an applicant proves itself. */
export const byLink = (secret: string | undefined): Record<string, string> =>
  secret ? { 'x-application-link': secret } : {};

/** As `sendFile`, for a bank's file. */
export function sendBankFile(event: RequestEvent, file: File): Promise<Uploaded> {
  return send<Uploaded>(event, '/bank-files', {}, file);
}

/** As `sendFile`, for a document of a member; `query` says what it is. */
export function sendDocument(
  event: RequestEvent,
  query: Record<string, string>,
  file: File,
): Promise<Uploaded> {
  return send<Uploaded>(event, '/documents', query, file);
}

/** As `sendFile`, for a list of reference data; `query` says what the list is and how its columns are read. */
export function sendReference(
  event: RequestEvent,
  query: Record<string, string>,
  file: File,
): Promise<ReferenceTaken> {
  return send<ReferenceTaken>(event, '/reference-loads', query, file);
}

async function send<Answer>(
  event: RequestEvent,
  path: string,
  query: Record<string, string>,
  file: File,
  proof: Record<string, string> = {},
): Promise<Answer> {
  const parameters = new URLSearchParams({ ...query, filename: file.name.slice(-200) || 'file' });
  const response = await fetch(new URL(`${path}?${parameters}`, apiOrigin(event, ownApi())), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', ...bearer(event), ...proof },
    body: file.stream(),
    duplex: 'half',
    redirect: 'error',
  } as RequestInit).catch(() => error(503, 'The service cannot be reached'));
  if (response.ok || response.status === 422) return (await response.json()) as Answer;
  if (response.status === 401 || response.status === 403) return error(403, 'FORBIDDEN');
  return error(response.status < 500 ? 400 : 500, 'The file was not taken');
}

/** What a browser says to go on with a file that broke off. */
function goingOn({ request }: RequestEvent): Record<string, string> {
  return Object.fromEntries(
    ['range', 'if-range'].flatMap((name) => {
      const value = request.headers.get(name);
      return value ? [[name, value]] : [];
    }),
  );
}

/** A file of the API for the reader, streamed through. `refused` says where else to go with what was refused. */
export async function fileFromApi(
  event: RequestEvent,
  path: string,
  proof: Record<string, string> = {},
  refused?: (answer: unknown) => never,
): Promise<Response> {
  const response = await fetch(new URL(path, apiOrigin(event, ownApi())), {
    headers: { ...bearer(event), ...proof, ...goingOn(event) },
    redirect: 'error',
  }).catch(() => error(503, 'The service cannot be reached'));
  if (response.status === 422 && refused) refused(await response.json());
  if (!response.ok && response.status !== 416)
    error(response.status === 404 ? 404 : response.status >= 500 ? 500 : 403, 'FORBIDDEN');
  const kept = [
    ...['content-type', 'content-disposition', 'content-security-policy'],
    ...['etag', 'accept-ranges', 'content-range'],
  ];
  const headers = kept.flatMap((name) =>
    response.headers.has(name) ? [[name, String(response.headers.get(name))]] : [],
  );
  return new Response(response.body, { status: response.status, headers: Object.fromEntries(headers) });
}

/** A table of the API in one of its formats, of the date that the reader looks at. */
export async function tableFile(
  event: RequestEvent,
  table: 'affiliates' | 'members' | 'duplicates' | 'expiring',
  format: string,
  query: Record<string, string>,
): Promise<Response> {
  if (!['csv', 'xlsx', 'json'].includes(format)) error(404, 'NOT_FOUND');
  const asked = new URLSearchParams(query);
  if (event.locals.asOf && table !== 'duplicates') asked.set('asOf', event.locals.asOf);
  return fileFromApi(event, `/exports/${table}.${format}?${asked}`);
}

function bearer(event: RequestEvent): Record<string, string> {
  return event.locals.accessToken ? { authorization: `Bearer ${event.locals.accessToken}` } : {};
}
