import type { Acts } from '../../contract.ts';
import { badRequest, Fault, refuse } from '../../errors.ts';
import { enterByLink } from '../../membership/applications/links.ts';
import { admissionRulesOn } from '../../membership/applications/rules.ts';
import type { SimulateAdmissionInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { firstDuesOf, type Newcomer } from './first-dues.ts';

export const admissionDuesActs = {
  simulateAdmission: async (unit, { input }) => {
    const newcomer = await newcomerOf(unit, input);
    const dues = await firstDuesOf(unit.sql, newcomer);
    const text = (amount: bigint | null) => amount?.toString() ?? null;
    return {
      from: newcomer.from,
      category: newcomer.category,
      ...dues,
      amount: text(dues.amount),
      wholeYear: text(dues.wholeYear),
      deposit: text(dues.deposit),
      left: text(dues.left),
    };
  },
} satisfies Partial<Acts>;

/** The application as a newcomer: for whoever may read it, or holds its link. */
async function newcomerOf(unit: Unit, input: SimulateAdmissionInput): Promise<Newcomer> {
  if (!input.id === !input.secret) throw badRequest('id or secret');
  const id = input.secret ? await enterByLink(unit, input.secret) : String(input.id);
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Fault('NOT_FOUND');
  const [found] = await unit.sql<(Newcomer & { far: boolean })[]>`
    select a.country, a.region_id as region, coalesce(${input.category ?? null}, a.category) as category,
      coalesce(${input.from ?? null}::date, current_date)::text as from,
      abs(coalesce(${input.from ?? null}::date, current_date) - current_date) > 366 as far,
      coalesce((select jsonb_object_agg(c.fact, c.value) from app.application_checklist(a.id) c
        where c.fact is not null and c.value is not null), '{}') as declared
    from application a where a.id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  if (found.far) refuse('date_far', 'from', found.from);
  const rules = await admissionRulesOn(unit.sql, found.from);
  if (!rules?.category(found.category)) refuse('category_unknown', 'category', found.category);
  return found;
}
