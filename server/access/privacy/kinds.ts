/**
 * The kinds of data that not everybody sees, by the capability that guards them in every statement and policy. A test
 * compares the list with the guards of all types of the contract, so that no kind is left unsaid.
 */
export const DATA_KINDS = [
  'contacts.read',
  'offices.read',
  'affiliates.read',
  'affiliates.manage',
  'affiliate_dues.read',
  'organisations.manage',
  'applications.read',
  'documents.read',
  'dues.read',
  'bank.read',
  'activities.read',
  'meetings.read',
  'reports.read',
  'audit.read',
  'mail.manage',
] as const;

/** What of it is about persons. */
export const PERSONAL_KINDS = ['contacts.read', 'offices.read', 'audit.read', 'mail.manage'] as const;

/** Names of code as a list of SQL. */
export const asArray = (kinds: readonly string[]) => `array[${kinds.map((kind) => `'${kind}'`).join(', ')}]`;
