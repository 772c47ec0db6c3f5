import { m } from '#lib/paraglide/messages.js';

const ACCOUNTS = [
  'receivable',
  'income',
  'bank',
  'credit',
  'region_share',
  'correction',
  'relief',
  'discount',
  'write_off',
  'suspense',
  'bank_charges',
  'exchange',
  'rate_difference',
  'transfer',
  'between_regions',
] as const;

/** The accounts that entries stand on, in the order of the books. */
export const LEDGER_ACCOUNTS = ACCOUNTS.filter((one) => one !== 'between_regions');

/** The name of an account, or its code where it has none. */
export function accountName(account: string): string {
  const known = ACCOUNTS.find((one) => one === account);
  return known ? m[`dues_account_${known}`]() : account;
}
