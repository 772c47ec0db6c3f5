import { one } from '../reading/shape.ts';

/** Relations that rows of bodies and of meetings share, by the column that leads there. */
export const bodyOf = one(
  'Body',
  (c) => `body ${c}`,
  (c, r) => `${c}.id = ${r}.body_id`,
);
export const memberOf = one(
  'Member',
  (c) => `member ${c}`,
  (c, r) => `${c}.place_id = ${r}.member_id`,
);
export const meetingOf = one(
  'Meeting',
  (c) => `meeting ${c}`,
  (c, r) => `${c}.id = ${r}.meeting_id`,
);
export const person = (by: string) =>
  one(
    'Person',
    (c) => `person ${c}`,
    (c, r) => `${c}.id = ${r}.${by}`,
  );
