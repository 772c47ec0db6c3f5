import { createHash } from 'node:crypto';
import type { TransactionSql } from 'postgres';
import type { Edition } from '../rules/edition.ts';
import { givenIn } from '../rules/given.ts';
import { assess, editionOn, type Rulebook } from '../rules/rulebook.ts';
import { dayFromText, type Json, toJson } from '../rules/values.ts';
import { factsAsked, readsDay } from '../statutes/facts-read.ts';
import { DAYS_OVERDUE, daysOverdue } from '../statutes/overdue.ts';
import { rulebookAt } from '../statutes/versions.ts';
import { type Remedy, remediesOf } from './remedies.ts';
import { type Day, type Facts, inOrder } from './sources.ts';

export type Light = 'good' | 'warn' | 'bad' | 'none';

/** What the rulebook says of facts on a day, as it is kept: the status, and why. */
export interface Judged {
  status: string;
  light: Light;
  statusRow: { id: string } & Record<string, unknown>;
  whyRow: { id: string; facts: unknown; why: unknown; remedies: Remedy[][] };
}

/** What an article says on standing, before it is kept. */
interface Said {
  status: string;
  light: Light;
  details: Record<string, Json>;
  article: string;
  trace: unknown;
}

/** The article that the key names, or the first on standing where a rulebook calls its own otherwise. */
const KEY = 'standing';

/** A version of the network's rulebook, and the day from which it applies. */
interface Version {
  version: number;
  from: Day;
  book: Rulebook;
  /** Keys of its articles on standing. */
  kinds: ReadonlySet<string>;
}

/** The network's rules on standing: which facts they read, on which days they change, and what they say of facts. */
export class StandingRules {
  private readonly rulebook: string;
  private readonly versions: readonly Version[];
  private readonly editions = new Map<
    Edition,
    { key: number; article: string | null; asked: readonly string[]; daily: boolean }
  >();
  private readonly judged = new Map<string, Judged>();

  constructor(rulebook: string, versions: readonly Version[]) {
    this.rulebook = rulebook;
    this.versions = versions;
  }

  /** Days on which the rules change. */
  get days(): Day[] {
    const articles = this.versions.flatMap(({ book }) =>
      book.articles.flatMap(({ validFrom, retroactiveFrom }) => [validFrom, retroactiveFrom ?? null]),
    );
    return inOrder([...this.versions.map(({ from }) => from), ...articles]);
  }

  /** The facts that the rule of a day reads; none where it has none. */
  asked(day: Day): readonly string[] {
    return this.on(day)?.asked ?? [];
  }

  /** The currency of the rulebook of the day. */
  currency(day: Day): string {
    return this.on(day)?.version.book.document.currency ?? '';
  }

  /** Whether the rule of the day reads the day itself, so that what it says may change although no fact does. */
  daily(day: Day): boolean {
    return this.on(day)?.daily ?? false;
  }

  /** What the rule of the day says of the facts; null before the first rulebook, and where it has no such rule. */
  judge(day: Day, lasting: Facts): Judged | null {
    const on = this.on(day);
    if (!on?.article) return null;
    const article = on.article;
    const facts = on.asked.includes(DAYS_OVERDUE) ? withDaysOverdue(lasting, day) : lasting;
    const key = `${on.version.version} ${on.key} ${on.daily ? day : ''} ${JSON.stringify(facts)}`;
    const known = this.judged.get(key);
    if (known) return known;
    const say = (changed: Facts) => saidOf(on.version.book, article, changed, day);
    const said = say(facts);
    const remedies =
      said.light === 'good' || said.light === 'none'
        ? []
        : remediesOf(facts, on.asked, (changed) => say(changed).light);
    const made = this.rows(on.version.version, said, facts, remedies);
    if (this.judged.size > 200_000) this.judged.clear();
    this.judged.set(key, made);
    return made;
  }

  private on(day: Day) {
    const version = this.versions.find(({ from }) => from <= day);
    const at = dayFromText(day);
    if (!version || !at) return null;
    const edition = editionOn(version.book, at);
    let known = this.editions.get(edition);
    if (!known) {
      const articles = [...edition.articles.values()].filter(({ key }) => version.kinds.has(key));
      const article = (articles.find(({ key }) => key === KEY) ?? articles[0])?.key ?? null;
      known = {
        key: this.editions.size,
        article,
        asked: article ? withThoseBehind(factsAsked(edition, article)) : [],
        daily:
          article !== null &&
          (readsDay(edition, article) || factsAsked(edition, article).includes(DAYS_OVERDUE)),
      };
      this.editions.set(edition, known);
    }
    return { ...known, version };
  }

  private rows(version: number, said: Said, facts: Facts, remedies: Remedy[][]): Judged {
    const {
      name,
      reason,
      consequences,
      exception,
      excepted_by,
      light: _light,
      without_exception: _without,
      ...attributes
    } = said.details;
    const status = {
      rulebook: this.rulebook,
      version,
      article: said.article,
      status: said.status,
      light: said.light,
      name: name ?? null,
      reason: typeof reason === 'string' ? { en: reason } : (reason ?? null),
      consequences: consequences ?? [],
      attributes,
      excepted: exception === true,
      excepted_by: typeof excepted_by === 'string' ? excepted_by : null,
    };
    const why = { facts, why: said.trace, remedies };
    return {
      status: said.status,
      light: said.light,
      statusRow: { id: idOf(status), ...status },
      whyRow: { id: idOf(why), ...why },
    };
  }
}

/** The rules of the network's rulebook, in all its versions. */
export async function standingRules(sql: TransactionSql): Promise<StandingRules> {
  const rows = await sql<{ rulebook: string; version: number; from: Day }[]>`
    select v.rulebook, v.version, v.effective_from::text as from from rulebook_version v join network n on n.rulebook = v.rulebook
    order by v.version desc`;
  const versions = [];
  for (const { rulebook, version, from } of rows) {
    const book = await rulebookAt(sql, { rulebook, version });
    const own = book.document.articles.filter(({ kind }) => kind === 'standing');
    versions.push({ version, from, book, kinds: new Set(own.map(({ key }) => key)) });
  }
  return new StandingRules(rows[0]?.rulebook ?? '', versions);
}

/** What the article says. Where facts are missing nothing can be said: that is a status of its own, without a light. */
function saidOf(book: Rulebook, article: string, facts: Facts, day: Day): Said {
  const found = assess(book, facts, { asOf: day })(article);
  if (!found.ok) {
    const faults = found.faults.map(({ code, article: no, reason, fact }) => ({
      code,
      article: no,
      reason,
      ...(fact ? { fact } : {}),
      given: givenIn(reason),
    }));
    return { status: 'undetermined', light: 'none', details: {}, article, trace: { faults } };
  }
  const value = toJson(found.result);
  const details = (found.details && found.details.size > 0 ? toJson(found.details) : {}) as Record<
    string,
    Json
  >;
  const status = typeof value === 'boolean' ? (value ? 'good' : 'not_in_good_standing') : String(value);
  const stated = details['light'];
  const light =
    stated === 'good' || stated === 'warn' || stated === 'bad' ? stated : status === 'good' ? 'good' : 'bad';
  return { status, light, details, article: found.article.no, trace: found.trace };
}

/** Amounts and days overdue are put right by paying years: those are looked up too, and since when. */
function withThoseBehind(asked: readonly string[]): string[] {
  const overdue = ['amount_overdue', 'amounts_overdue', DAYS_OVERDUE].some((name) => asked.includes(name));
  return overdue ? [...new Set([...asked, 'years_unpaid', 'overdue_since'])] : [...asked];
}

function withDaysOverdue(facts: Facts, day: Day): Facts {
  const since = facts['overdue_since'];
  const value = since ? daysOverdue(String(since.value), day) : 0;
  return { ...facts, [DAYS_OVERDUE]: { value, source: 'dues_ledger' } };
}

/** The same content has the same id, whoever works it out. */
function idOf(content: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}
