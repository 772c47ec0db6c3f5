import { type DraftChange, documentWith, type RulebookJson } from '../../server/statutes/draft-document.ts';
import { faultsOf, newestVersion } from '../../server/statutes/drafts.ts';
import { documentAt } from '../../server/statutes/versions.ts';
import type { Demo } from './demo.ts';

const TITLE = 'Standing after three years (demonstration)';

/** A change of the rulebook that waits for a decision: invented, like the rulebook of the demonstration itself. */
export async function loadStatutes({ sql, people }: Demo): Promise<void> {
  const author = people.find(({ offices }) => offices.some(({ kind }) => kind === 'global_secretariat'));
  if (!author) return;
  const newest = await newestVersion(sql);
  const base = (await documentAt(sql, newest)) as RulebookJson;
  const standing = base.articles.find(({ key }) => key === 'standing');
  if (!standing) return;
  const entry = {
    ...standing,
    text: {
      en: 'A member that has left the dues of three or more years unpaid, or that is suspended, is not in good standing.',
      fr: 'Un membre dont les cotisations de trois années ou plus sont impayées, ou qui est suspendu, n’est pas en règle.',
      es: 'Un miembro con cuotas impagas de tres o más años, o suspendido, no está al día.',
      ar: 'العضو الذي لم يسدد اشتراكات ثلاث سنوات أو أكثر، أو الموقوف، ليس في وضع سليم.',
    },
    rule: "if(suspended, 'suspended', years_unpaid >= 3, 'in_arrears', 'good')",
  };
  const change: DraftChange = { part: 'article', key: 'standing', entry };
  const decision = { validFrom: '2999-01-01', adoptedBy: { body: 'draft' } };
  const faults = faultsOf(documentWith(base, [change], decision));
  const [draft] = await sql<{ id: string }[]>`
    insert into rulebook_draft (rulebook, base_version, title, started_by)
    values (${newest.rulebook}, ${newest.version}, ${TITLE}, ${author.id}) returning id`;
  await sql`insert into rulebook_draft_change (draft_id, part, key, entry, faults, changed_by)
    values (${String(draft?.id)}, 'article', 'standing', ${sql.json(entry as never)}, ${sql.json(faults as never)}, ${author.id})`;
}
