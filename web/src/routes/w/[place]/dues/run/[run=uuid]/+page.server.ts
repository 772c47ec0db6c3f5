import { error } from '@sveltejs/kit';
import { DuesRunResult } from '#lib/operations.ts';
import { read } from '#lib/server/api.ts';
import type { PageServerLoad } from './$types';

const SORTS = { name: 'NAME', amount: 'AMOUNT' } as const;

/** A run as it was issued: each assessment with its calculation. */
export const load: PageServerLoad = async (event) => {
  const { searchParams } = event.url;
  const sort = searchParams.get('sort') ?? 'name';
  const key = sort.replace(/^-/, '') as keyof typeof SORTS;
  const { duesRun } = await read(event, DuesRunResult, {
    id: event.params.run,
    first: 50,
    after: searchParams.get('after'),
    before: searchParams.get('before'),
    sort: SORTS[key] ?? SORTS.name,
    descending: sort.startsWith('-'),
  });
  if (!duesRun) error(404, 'NOT_FOUND');
  return { run: duesRun, sort: key in SORTS ? sort : 'name' };
};
