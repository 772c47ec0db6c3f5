import type { Unit } from '../../unit.ts';

/** Which lines of the inbox are looked at anew; `members`: those that are proposed for one of them. */
export type Scope = { file: string } | { members: number[] } | { lines: string[] } | 'all';

/** Lines by member are found before anything about them changes. */
export async function scopeOf({ sql }: Unit, scope: Scope): Promise<Scope> {
  if (scope === 'all' || !('members' in scope)) return scope;
  const rows = await sql<{ id: string }[]>`
    select i.line_id as id from bank_inbox i where i.member_id = any(${scope.members}::int[])
      or exists (select from jsonb_array_elements(i.others) o where (o ->> 'member')::int = any(${scope.members}::int[]))`;
  return { lines: rows.map(({ id }) => id) };
}

/** SQL for the rows `i` of the inbox that are looked at. */
export function chosen({ sql }: Unit, scope: Scope) {
  if (scope === 'all' || 'members' in scope) return sql`true`;
  if ('file' in scope)
    return sql`i.line_id in (select f.id from bank_line f where f.file_id = ${scope.file})`;
  return sql`i.line_id = any(${scope.lines}::uuid[])`;
}
