/** Good standing; something is due soon or incomplete; not in good standing or suspended; unknown or no member. */
export type Standing = 'good' | 'warn' | 'bad' | 'none';
