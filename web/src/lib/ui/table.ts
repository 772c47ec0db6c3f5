/** A column of a table: `sort` is the key that goes into `?sort=`; `hidden` keeps its label for screen readers. */
export type Column = { label: string; sort?: string; numeric?: boolean; hidden?: boolean };
