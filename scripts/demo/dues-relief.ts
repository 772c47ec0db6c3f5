import { takeOff } from '../../server/dues/reductions.ts';
import { type Debt, type Effect, effectOf } from '../../server/dues/relief/effect.ts';
import { type ReliefRules, reliefRulesOn } from '../../server/dues/relief/rules.ts';
import { NO_TERMS, type Terms, termColumns } from '../../server/dues/relief/terms.ts';
import { Exact } from '../../server/rules/exact.ts';
import type { ReliefKind, ReliefStepKind } from '../../server/types.ts';
import type { Unit } from '../../server/unit.ts';
import { type Demo, insertRows } from './demo.ts';

/** A request as the demonstration tells it. Days count back from today, months forward from the decision. */
interface Story {
  kind: ReliefKind;
  askedAgo: number;
  terms?: (demo: Demo) => Partial<Terms>;
  reason: string;
  documents?: string;
  step?: { kind: ReliefStepKind; ago: number; reason?: string; resolution?: string; majority?: string };
}

/** What becomes of a request in the demonstration: each once for every dozen members that owe something. All invented. */
const STORIES: Story[] = [
  {
    kind: 'plan',
    askedAgo: 12,
    terms: (demo) => ({ instalments: 6, firstOn: shifted(demo, 40), everyMonths: 1 }),
    reason: 'Our main grant ended in summer; we can pay in six months',
    documents: 'Budget of the year; letter of the donor',
  },
  {
    kind: 'plan',
    askedAgo: 70,
    terms: (demo) => ({ instalments: 4, firstOn: shifted(demo, 20), everyMonths: 2 }),
    reason: 'Two years came together after a change of office',
    step: { kind: 'granted', ago: 40, resolution: 'EC (demonstration) 4', majority: '6 to 1' },
  },
  {
    kind: 'plan',
    askedAgo: 90,
    terms: (demo) => ({ instalments: 3, firstOn: shifted(demo, -6), everyMonths: 1 }),
    reason: 'Membership fees come in late this year',
    step: { kind: 'granted', ago: 60, resolution: 'EC (demonstration) 5' },
  },
  {
    kind: 'waiver',
    askedAgo: 25,
    reason: 'The earthquake destroyed the office and its archive',
    documents: 'Report of the civil protection',
  },
  {
    kind: 'waiver',
    askedAgo: 120,
    reason: 'The organisation had no income in the year of the flood',
    step: { kind: 'granted', ago: 80, resolution: 'CR (demonstration) 11', majority: 'two thirds' },
  },
  {
    kind: 'reduction',
    askedAgo: 100,
    terms: () => ({ share: Exact.of(1, 2) }),
    reason: 'Half of the affiliates left to found an association of their own',
    step: { kind: 'granted', ago: 80, resolution: 'CR (demonstration) 12' },
  },
  {
    kind: 'currency',
    askedAgo: 18,
    terms: () => ({ share: Exact.of(3, 10) }),
    reason: 'The national currency lost 30 % against the dollar since January',
    documents: 'Rates of the central bank',
  },
  {
    kind: 'delay',
    askedAgo: 30,
    terms: (demo) => ({ dueOn: shifted(demo, 60) }),
    reason: 'The general assembly that adopts our budget meets in two months',
    step: { kind: 'granted', ago: 15, resolution: 'RC (demonstration) 2' },
  },
  {
    kind: 'waiver',
    askedAgo: 110,
    reason: 'We would rather spend the amount on a campaign',
    step: { kind: 'refused', ago: 80, reason: 'The reserves suffice', resolution: 'CR (demonstration) 13' },
  },
  {
    kind: 'delay',
    askedAgo: 45,
    terms: (demo) => ({ dueOn: shifted(demo, 30) }),
    reason: 'A transfer is held by the bank',
    step: { kind: 'withdrawn', ago: 38, reason: 'The transfer arrived' },
  },
];

/** Requests for relief of members that owe dues, and what became of them. */
export async function loadRelief(demo: Demo): Promise<void> {
  const { sql, today } = demo;
  const rules = await reliefRulesOn(sql, today);
  const debtors = await debtorsOf(demo);
  const secretariat =
    demo.people.find(({ offices }) => offices.some(({ kind }) => kind === 'global_secretariat'))?.id ?? null;
  const cases = debtors.slice(0, 3 * STORIES.length * demo.scale).map((debtor, index) => {
    const story = STORIES[index % STORIES.length] as Story;
    const terms = { ...NO_TERMS, ...story.terms?.(demo) };
    const decidedOn = shifted(demo, -(story.step?.ago ?? 0));
    const effect = effectOf(story.kind, terms, { debts: debtor.debts, years: [] }, rules, decidedOn);
    return { id: demo.random.uuid(), ...debtor, story, terms, effect, decidedOn };
  });
  await insertRows(
    sql,
    'relief',
    cases.map((one) => requestOf(demo, one, rules)),
  );
  await insertRows(
    sql,
    'relief_cover',
    cases.flatMap(({ id, member, debts }) =>
      debts.map(({ assessment, region }) => ({
        relief_id: id,
        assessment_id: assessment,
        member_id: member,
        region_id: region,
      })),
    ),
  );
  const stepped = cases.filter(({ story }) => story.step);
  await insertRows(
    sql,
    'relief_step',
    stepped.map((one) => stepOf(demo, one, rules, secretariat)),
  );
  for (const one of cases.filter(({ story }) => story.step?.kind === 'granted'))
    await bookGrant(demo, one, secretariat);
}

interface Debtor {
  member: number;
  region: number;
  treasurer: string | null;
  debts: (Debt & { region: number })[];
}

interface Case extends Debtor {
  id: string;
  story: Story;
  terms: Terms;
  effect: Effect;
  decidedOn: string;
}

/** Invented members that owe something, a region after the other in turn; whoever shows the treasurer's part stays free. */
async function debtorsOf({ sql, members }: Demo): Promise<Debtor[]> {
  const invented = members.filter((one) => one.invented && one.until === null).map(({ id }) => id);
  return sql<(Debtor & { debts: never })[]>`
    select b.member_id as member, mr.region_id as region,
      (select o.person_id from office o where o.place_id = b.member_id and o.kind = 'council_treasurer' and o.during @> now() limit 1) as treasurer,
      jsonb_agg(jsonb_build_object('assessment', b.assessment_id, 'year', b.year, 'asked', (b.amount - b.reduced)::text,
        'outstanding', b.outstanding::text, 'dueOn', b.due_on, 'region', b.region_id) order by b.year) as debts
    from assessment_balance b join member_region mr on mr.member_id = b.member_id and mr.during @> current_date
    where b.outstanding > 0 and b.due_on < current_date and b.due_on > current_date - 330 and b.member_id = any(${invented}::int[])
    group by b.member_id, mr.region_id
    order by row_number() over (partition by mr.region_id order by b.member_id), b.member_id`.then((rows) =>
    rows.map((row) => ({
      ...row,
      debts: (row.debts as (Record<'asked' | 'outstanding', string> & Debt & { region: number })[]).map(
        (debt) => ({
          ...debt,
          asked: BigInt(debt.asked),
          outstanding: BigInt(debt.outstanding),
        }),
      ),
    })),
  );
}

function requestOf(demo: Demo, { id, member, region, treasurer, story, terms }: Case, rules: ReliefRules) {
  const askedOn = shifted(demo, -story.askedAgo);
  return {
    id,
    member_id: member,
    region_id: region,
    kind: story.kind,
    currency: rules.currency,
    ...termColumns(terms),
    reason: `${story.reason} (demonstration)`,
    documents: story.documents ?? null,
    asked_on: askedOn,
    lapses_on: rules.requestUntil(askedOn),
    asked_by: treasurer,
    asked_at: `${askedOn}T10:00:00Z`,
    invented: true,
  };
}

function stepOf(demo: Demo, one: Case, rules: ReliefRules, secretariat: string | null) {
  const { story, terms, effect, decidedOn } = one;
  const { kind, reason, resolution, majority } = story.step ?? { kind: 'withdrawn' as const };
  const decider = rules.decider(story.kind);
  const decided = kind === 'granted' || kind === 'refused';
  const granted = kind === 'granted';
  return {
    id: demo.random.uuid(),
    relief_id: one.id,
    member_id: one.member,
    region_id: one.region,
    kind,
    on_day: decidedOn,
    reason: reason ?? null,
    body: decided ? decider?.body : null,
    resolution: resolution ?? null,
    majority: majority ?? null,
    ...termColumns(granted ? terms : NO_TERMS),
    expires_on: granted ? effect.expiresOn : null,
    grace_days: granted && story.kind === 'plan' ? rules.graceDays : null,
    rulebook: decided ? rules.code : null,
    version: decided ? rules.version : null,
    article: decided ? decider?.article : null,
    why: decided ? decider?.why : null,
    recorded_by: decided ? secretariat : one.treasurer,
    recorded_at: `${decidedOn}T15:00:00Z`,
  };
}

/** The instalments of a plan; what a waiver or reduction takes off, through the ledger. */
async function bookGrant({ sql }: Demo, one: Case, actor: string | null): Promise<void> {
  await insertRows(
    sql,
    'relief_instalment',
    one.effect.instalments.map(({ dueOn, amount }, index) => ({
      relief_id: one.id,
      member_id: one.member,
      number: index + 1,
      due_on: dueOn,
      amount: amount.toString(),
    })),
  );
  for (const { debt, takesOff, why } of one.effect.lines.filter(({ takesOff }) => takesOff > 0n)) {
    const unit = { sql, actor } as Unit;
    const transaction = await takeOff(unit, {
      assessment: debt.assessment,
      by: takesOff,
      account: 'relief',
      reason: String(one.story.step?.resolution),
    });
    const booking = {
      transaction_id: transaction,
      relief_id: one.id,
      member_id: one.member,
      region_id: one.region,
    };
    await insertRows(sql, 'relief_booking', [
      { ...booking, assessment_id: debt.assessment, amount: takesOff.toString(), why },
    ]);
  }
}

/** The day so many days after today. */
function shifted({ today }: Demo, days: number): string {
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}
