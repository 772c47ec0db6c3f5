import { contractExamples } from '#lib/server/contract.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  examples: contractExamples,
  endpoint: `${url.origin}/graphql`,
});
