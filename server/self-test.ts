import type { Api } from './app.ts';

/**
 * What the edge must refuse, asked of the edge itself before it listens: a setting that a new version of a
 * library reads differently stops the start instead of opening a door.
 */
const REFUSED: [what: string, body: unknown, headers?: Record<string, string>][] = [
  ['a document of its own from the public', { query: '{ network { name { value } } }' }],
  ['an unknown operation', { id: '0'.repeat(64) }],
  ['a batch', [{ id: '0'.repeat(64) }]],
  ['a document that is no text', { query: { kind: 'Document', definitions: [] } }],
  ['an empty bearer', { query: '{ __typename }' }, { authorization: 'Bearer ' }],
  [
    'an unsigned bearer',
    { query: '{ __typename }' },
    { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.' },
  ],
  ['an unknown token', { query: '{ __typename }' }, { authorization: `Bearer nf_${'x'.repeat(43)}` }],
];

export async function selfTest({ app }: Api): Promise<void> {
  await app.ready();
  for (const [what, payload, headers] of REFUSED) {
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      payload: payload as object,
      headers: headers ?? {},
    });
    if (answer.statusCode < 400) throw new Error(`self-test: the API accepted ${what}`);
  }
  const get = await app.inject({ method: 'GET', url: '/graphql?query={__typename}' });
  if (get.statusCode === 200 && get.headers['content-type']?.includes('json'))
    throw new Error('self-test: the API answers GET');
  const form = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'text/plain' },
    payload: '{"query":"{__typename}"}',
  });
  if (form.statusCode < 400) throw new Error('self-test: the API accepted text/plain');
}
