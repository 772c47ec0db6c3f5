import { type Demo, type DemoMember, insertRows } from './demo.ts';
import { Random } from './random.ts';

/** So many years before the present one have a window; from October the coming one has, too. */
const YEARS_BEFORE = 3;
/** So many members of each region have not declared yet for the newest year: whoever looks around can do it. */
const STILL_AWAITED = 4;

type Figures = Record<string, string>;

interface DeclarationRow {
  id: string;
  member_id: number;
  region_id: number;
  year: number;
  figures: Figures;
  declared_by: string | null;
  declared_as: string;
  declared_at: string;
  corrects: string | null;
  reason: string | null;
  invented: true;
}

/**
 * What members declared in the last years: most in time, some late, some corrected, some not at all, of whom a few have
 * a fact determined. And invented exchange rates and prices. Everything is invented and marked so.
 */
export async function loadDuesFacts(demo: Demo): Promise<void> {
  // A row of its own: the rest of the demonstration stays as it is, whatever changes here.
  const random = new Random(1948);
  const [thisYear, month] = demo.today.split('-').map(Number) as [number, number];
  const last = month >= 10 ? thisYear + 1 : thisYear;
  const people = officersOf(demo);
  const figures = new Map(demo.members.map((member) => [member.id, firstFigures(random, member)]));
  for (let year = thisYear - YEARS_BEFORE; year <= last; year++) {
    await setWindow(demo, year);
    const newest = year === last;
    await declare(demo, random, year, { figures, people, newest });
  }
  await loadPrices(demo, random, thisYear);
}

async function setWindow({ sql, people }: Demo, year: number): Promise<void> {
  const setter = people.find(({ offices }) => offices.some(({ kind }) => kind === 'global_secretariat'));
  await sql`insert into declaration_window (year, opens_on, closes_on, set_by, set_at)
    values (${year}, make_date(${year - 1}, 10, 1), make_date(${year}, 1, 31), ${setter?.id ?? null}, make_date(${year - 1}, 9, 15))`;
}

/** Who declares for a council: its treasurer, or else its secretary. */
function officersOf({ people }: Demo): Map<number, { id: string; kind: string }> {
  const officers = new Map<number, { id: string; kind: string }>();
  for (const kind of ['council_secretary', 'council_treasurer']) {
    for (const { id, offices } of people)
      for (const office of offices) if (office.kind === kind) officers.set(office.placeId, { id, kind });
  }
  return officers;
}

function firstFigures(random: Random, { incomeGroup }: DemoMember): Figures {
  const members = random.int(8, 400) * 10;
  const each = { L: 2, LM: 5, UM: 14, H: 40 }[incomeGroup ?? 'LM'] ?? 5;
  return {
    members: String(members),
    income: String(members * each + random.int(0, 99) * 10),
    employees: String(random.int(0, 12)),
  };
}

/** A year later: a little more or less, seldom much. */
function grown(random: Random, figures: Figures): Figures {
  const by = random.chance(0.06) ? random.int(-40, 60) : random.int(-6, 9);
  const change = (value: string | undefined) => String(Math.round((Number(value) * (100 + by)) / 100));
  return {
    members: change(figures['members']),
    income: change(figures['income']),
    employees: figures['employees'] ?? '0',
  };
}

interface Declaring {
  figures: Map<number, Figures>;
  people: Map<number, { id: string; kind: string }>;
  newest: boolean;
}

async function declare(
  demo: Demo,
  random: Random,
  year: number,
  { figures, people, newest }: Declaring,
): Promise<void> {
  const { sql, today } = demo;
  const members = demo.members.filter(
    ({ since, until }) => since < `${year - 1}-10-01` && (until ?? '9999') > `${year}-02-01`,
  );
  const ids = await sql<
    { id: string }[]
  >`select uuidv7() as id from generate_series(1, ${2 * members.length}) order by 1`;
  const seen = new Map<number, number>();
  const firsts: DeclarationRow[] = [];
  const corrections: DeclarationRow[] = [];
  const missing: DemoMember[] = [];
  for (const [index, member] of members.entries()) {
    const now = grown(random, figures.get(member.id) ?? {});
    figures.set(member.id, now);
    const chance = member.invented ? random.next() : 0;
    const nth = seen.get(member.regionId) ?? 0;
    seen.set(member.regionId, nth + 1);
    const day = dayOf(random, year, chance, newest);
    if (chance > 0.94 || day > today || (newest && nth < STILL_AWAITED)) {
      missing.push(member);
      continue;
    }
    const by = people.get(member.id);
    const row: DeclarationRow = {
      id: String(ids[index]?.id),
      member_id: member.id,
      region_id: member.regionId,
      year,
      figures: now,
      declared_by: by?.id ?? null,
      declared_as: by?.kind ?? 'council_secretary',
      declared_at: `${day}T10:00:00Z`,
      corrects: null,
      reason: null,
      invented: true,
    };
    firsts.push(row);
    if (chance > 0.5 && chance < 0.56 && `${year}-03-10` <= today)
      corrections.push(corrected(row, String(ids[members.length + index]?.id), `${year}-03-10`));
  }
  await insertRows(sql, 'declaration', [...firsts, ...corrections]);
  if (!newest) await determineSome(demo, year, missing, figures);
}

/** The day on which somebody declares: within the window, or some weeks after it. */
function dayOf(random: Random, year: number, chance: number, newest: boolean): string {
  if (chance > 0.86) return `${year}-02-${String(random.int(3, 27)).padStart(2, '0')}`;
  const inAutumn = newest || random.chance(0.4);
  const [before, months] = inAutumn ? [year - 1, random.int(10, 12)] : [year, 1];
  return `${before}-${String(months).padStart(2, '0')}-${String(random.int(2, 28)).padStart(2, '0')}`;
}

function corrected(row: DeclarationRow, id: string, day: string): DeclarationRow {
  const members = String(Number(row.figures['members']) + 40);
  const reason = 'Two branches were missing (demonstration)';
  const figures = { ...row.figures, members };
  return { ...row, id, figures, declared_at: `${day}T10:00:00Z`, corrects: row.id, reason };
}

/** Every second of those who declared nothing has its number of members determined, in spring. */
async function determineSome(
  { sql, today }: Demo,
  year: number,
  missing: DemoMember[],
  figures: Map<number, Figures>,
): Promise<void> {
  const rows = missing
    .filter((_, index) => index % 2 === 0 && `${year}-04-15` <= today)
    .map(({ id, regionId }) => ({
      member_id: id,
      region_id: regionId,
      year,
      fact: 'members',
      value: figures.get(id)?.['members'] ?? '0',
      reason: 'As in its annual report (demonstration)',
      determined_at: `${year}-04-15T10:00:00Z`,
    }));
  // Columns with a default must be named where rows come from JSON.
  if (rows.length > 0)
    await sql`insert into determined_fact (member_id, region_id, year, fact, value, reason, determined_at)
      select r.* from jsonb_to_recordset(${sql.json(rows)})
        r (member_id int, region_id int, year int, fact text, value text, reason text, determined_at timestamptz)`;
}

/** Units of each currency for one euro, from which a random walk begins. */
const RATES: Record<string, number> = {
  USD: 1.09,
  GBP: 0.86,
  CHF: 0.96,
  JPY: 162,
  BRL: 5.6,
  INR: 91,
  KES: 141,
  PHP: 62,
  MXN: 19.2,
  EGP: 52,
  XOF: 655.957,
};

/** Invented exchange rates of the last two years: the invoices of the runs name what is payable in other currencies. */
export async function loadExchangeRates(demo: Demo): Promise<void> {
  const random = new Random(1949);
  const thisYear = Number(demo.today.slice(0, 4));
  const rates = { ...RATES };
  for (const year of [thisYear - 1, thisYear]) {
    const list = await vintage(demo, 'exchange_rate', String(year));
    const rows = monthsOf(year, demo.today).flatMap((day) =>
      Object.keys(rates).map((currency) => {
        const fixed = currency === 'XOF';
        rates[currency] = (rates[currency] ?? 1) * (fixed ? 1 : 1 + random.int(-15, 15) / 1000);
        const rate = fixed ? '655.957' : (rates[currency] ?? 1).toFixed(4);
        return { vintage_id: list, base: 'EUR', currency, day, rate };
      }),
    );
    await insertRows(demo.sql, 'exchange_rate', rows);
  }
}

async function loadPrices(demo: Demo, random: Random, thisYear: number): Promise<void> {
  let level = 100;
  for (const year of [thisYear - 1, thisYear]) {
    const list = await vintage(demo, 'price_index', String(year));
    const rows = monthsOf(year, demo.today)
      .slice(1)
      .map((ended) => {
        level *= 1 + random.int(0, 5) / 1000;
        const month = new Date(Date.parse(ended) - 86_400_000).toISOString().slice(0, 7);
        return { vintage_id: list, series: 'consumer_prices', period: month, ended, value: level.toFixed(2) };
      });
    await insertRows(demo.sql, 'price_index', rows);
  }
}

/** The first days of the months of a year that have begun. */
function monthsOf(year: number, today: string): string[] {
  const days = Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}-01`);
  return days.filter((day) => day <= today);
}

/** A list of a year, loaded when the year was over, or just now. */
async function vintage({ sql }: Demo, series: string, label: string): Promise<string> {
  const [made] = await sql<
    { id: string }[]
  >`insert into reference_vintage (series, label, source, invented, loaded_at)
    values (${series}, ${label}, 'Invented for the demonstration', true, least(now(), make_date(left(${label}, 4)::int + 1, 1, 5))) returning id`;
  return String(made?.id);
}
