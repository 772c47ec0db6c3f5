import { type DraftChange, documentWith, type RulebookJson } from '../../server/statutes/draft-document.ts';
import { faultsOf, newestVersion } from '../../server/statutes/drafts.ts';
import { documentAt } from '../../server/statutes/versions.ts';
import type { Demo } from './demo.ts';

/** Changes of the rulebook that wait for a decision: what each puts into an article. */
const DRAFTS: { title: string; key: string; change: object; condition?: { from: string; to: string } }[] = [
  {
    title: 'Standing after three years (demonstration)',
    key: 'standing',
    change: {
      text: {
        en: 'A member that has left the dues of three or more years unpaid, or that is suspended, is not in good standing.',
        fr: 'Un membre dont les cotisations de trois années ou plus sont impayées, ou qui est suspendu, n’est pas en règle.',
        es: 'Un miembro con cuotas impagas de tres o más años, o suspendido, no está al día.',
        ar: 'العضو الذي لم يسدد اشتراكات ثلاث سنوات أو أكثر، أو الموقوف، ليس في وضع سليم.',
      },
    },
    /** The same levels, with one condition changed. */
    condition: { from: 'years_unpaid >= 2', to: 'years_unpaid >= 3' },
  },
  {
    title: 'Dues by number of members (demonstration)',
    key: 'dues',
    change: {
      text: {
        en: 'The yearly dues follow from category and income group. A member with up to 500 members pays 15 percent less, one with more than 2000 pays 20 percent more.',
        fr: 'La cotisation annuelle dépend de la catégorie et du groupe de revenu. Jusqu’à 500 membres, elle est réduite de 15 % ; au-delà de 2000, elle est majorée de 20 %.',
        es: 'La cuota anual depende de la categoría y del grupo de ingresos. Hasta 500 miembros se reduce un 15 %; con más de 2000 aumenta un 20 %.',
        ar: 'يتحدد الاشتراك السنوي بحسب الفئة ومجموعة الدخل. يُخفَّض بنسبة 15 في المئة لمن له حتى 500 عضو، ويُزاد 20 في المئة لمن له أكثر من 2000.',
      },
      bands: {
        by_size: {
          whole: true,
          argumentUnit: 'person',
          rows: [{ to: '500', value: '0.85' }, { to: '2000', value: '1' }, { value: '1.2' }],
        },
      },
      rule: 'yearly(category, income_group) * by_size(members)',
    },
  },
];

/** Drafts of the rulebook, invented like the rulebook of the demonstration itself. */
export async function loadStatutes({ sql, people }: Demo): Promise<void> {
  const author = people.find(({ offices }) => offices.some(({ kind }) => kind === 'global_secretariat'));
  if (!author) return;
  const newest = await newestVersion(sql);
  const base = (await documentAt(sql, newest)) as RulebookJson;
  for (const { title, key, change, condition } of DRAFTS) {
    const article = base.articles.findLast((one) => one.key === key);
    if (!article) continue;
    const changed = JSON.stringify({ ...article, ...change });
    const entry = JSON.parse(condition ? changed.replace(condition.from, condition.to) : changed);
    const changes: DraftChange[] = [{ part: 'article', key, entry }];
    const decision = { validFrom: '2999-01-01', adoptedBy: { body: 'draft' } };
    const faults = faultsOf(documentWith(base, changes, decision));
    const [draft] = await sql<{ id: string }[]>`
      insert into rulebook_draft (rulebook, base_version, title, started_by)
      values (${newest.rulebook}, ${newest.version}, ${title}, ${author.id}) returning id`;
    await sql`insert into rulebook_draft_change (draft_id, part, key, entry, faults, changed_by)
      values (${String(draft?.id)}, 'article', ${key}, ${sql.json(entry as never)}, ${sql.json(faults as never)}, ${author.id})`;
  }
}
