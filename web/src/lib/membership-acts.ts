/** The acts on a membership that have a page of their own, in the order in which they are offered. */
export const membershipActs = [
  'renew',
  'suspend',
  'restore',
  'change_category',
  'move',
  'resign',
  'withdraw',
  'exclude',
  'appeal',
  'dissolve',
  'succeed',
  'readmit',
] as const;

export type MembershipAct = (typeof membershipActs)[number];

/** Acts of which the page shows first what they would do. */
export const previewedActs: readonly string[] = [
  'resign',
  'exclude',
  'change_category',
  'succeed',
  'readmit',
];

/** Acts that end or limit a membership. */
export const gravityOf = (act: string) =>
  ['suspend', 'resign', 'exclude', 'dissolve', 'succeed'].includes(act) ? 'danger' : 'main';
