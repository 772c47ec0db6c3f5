import { customType } from 'drizzle-orm/pg-core';

/** Types that Drizzle does not know, as the text or value that postgres.js gives. */

/** A period of days [from, until), e.g. `[2020-01-01,)`. */
export const days = customType<{ data: string }>({ dataType: () => 'daterange' });

/** A period of instants [from, until). */
export const instants = customType<{ data: string }>({ dataType: () => 'tstzrange' });

/** An instant with its offset, as text. */
export const instant = customType<{ data: string }>({ dataType: () => 'timestamptz' });

/** Text compared without case. */
export const citext = customType<{ data: string }>({ dataType: () => 'citext' });

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** jsonb that postgres.js serializes: Drizzle's own would be text within text. */
export const json = customType<{ data: unknown }>({ dataType: () => 'jsonb' });

/** The transaction that wrote a row. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });
