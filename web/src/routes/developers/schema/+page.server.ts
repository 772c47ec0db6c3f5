import { contractTypes } from '#lib/server/contract.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ types: contractTypes });
