import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import type { Operation } from '#lib/operations.ts';
import { postToApi } from './api-request.ts';
import { dropSession } from './session.ts';

type GraphqlError = { message: string; path?: (string | number)[]; extensions?: { code?: string } };
type Answer<Data> = { data?: Data | null; errors?: GraphqlError[] };

/** How each error of the API appears to the reader. */
const statusOf: Record<string, number> = {
  BAD_REQUEST: 400,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

/**
 * Reads with a persisted query on behalf of the request's person. `locale` and `asOf` are added for documents
 * that declare them. Throws Kit's error for a refusal, and redirects to sign-in when a session is needed.
 */
export async function read<Data, Variables>(
  event: RequestEvent,
  operation: Operation<Data, Variables>,
  ...[variables]: VariablesOf<Variables>
): Promise<Data> {
  return send(event, operation, variables);
}

/**
 * Acts with a persisted mutation. Expected refusals come back in the payload's `refusals`; everything else is
 * thrown as in `read`.
 */
export async function act<Data, Variables>(
  event: RequestEvent,
  operation: Operation<Data, Variables>,
  ...[variables]: VariablesOf<Variables>
): Promise<Data> {
  return send(event, operation, variables);
}

/** What the caller gives: the document's variables without the two that are added, optional when none is left. */
type Given<Variables> = Omit<Variables, 'locale' | 'asOf'> & Partial<Variables>;
type VariablesOf<Variables> =
  Record<string, never> extends Given<Variables>
    ? [variables?: Given<Variables>]
    : [variables: Given<Variables>];

async function send<Data, Variables>(
  event: RequestEvent,
  operation: Operation<Data, Variables>,
  given: object | undefined,
): Promise<Data> {
  const { locale, asOf } = event.locals;
  const added = Object.entries({ locale, asOf }).filter(([name]) => operation.variables.includes(name));
  const response = await post(event, operation.id, { ...Object.fromEntries(added), ...given });
  if (response.status === 413) error(413, 'TOO_LARGE');
  const answer = (await response.json().catch(() => ({}))) as Answer<Data>;
  const fault = faultOf(answer);
  if (fault) refuse(event, fault.extensions?.code ?? 'INTERNAL');
  if (!answer.data) error(502, 'The answer was empty');
  return answer.data;
}

async function post(event: RequestEvent, id: string, variables: object): Promise<Response> {
  try {
    return await postToApi(event, '/graphql', { id, variables });
  } catch {
    return error(503, 'The service cannot be reached');
  }
}

/** The error that leaves the page without its subject. One inside a nullable field only leaves a gap in it. */
function faultOf<Data>(answer: Answer<Data>): GraphqlError | undefined {
  const data = answer.data as Record<string, unknown> | null | undefined;
  return answer.errors?.find((fault) => {
    const root = fault.path?.[0];
    return !data || root === undefined || data[String(root)] == null;
  });
}

function refuse(event: RequestEvent, code: string): never {
  if (code === 'UNAUTHENTICATED') {
    dropSession(event.cookies, event.url);
    const back = event.url.pathname + (event.request.method === 'GET' ? event.url.search : '');
    redirect(303, `/sign-in?next=${encodeURIComponent(back)}`);
  }
  error(statusOf[code] ?? 500, code);
}
