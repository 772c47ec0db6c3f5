import { defineParams } from '@sveltejs/kit/params';
import { membershipActs } from '#lib/membership-acts.ts';

/** What the parts of addresses in brackets may be. */
export const params = defineParams({
  number: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
  membershipAct: (text) => membershipActs.find((act) => act === text),
  uuid: (text) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text) ? text : undefined),
});
