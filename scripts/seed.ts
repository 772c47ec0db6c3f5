import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { hashPassword, verifyPassword } from '../server/access/passwords.ts';
import { storeRulebook } from '../server/statutes/versions.ts';
import { DEMO_PASSWORD, loadAccess } from './demo/access.ts';
import { loadAffiliateSharing } from './demo/affiliates.ts';
import { loadApplications } from './demo/applications.ts';
import { beginDemo, type Demo } from './demo/demo.ts';
import { loadPasses } from './demo/directory.ts';
import { loadDues } from './demo/dues.ts';
import { loadDuesAccounts } from './demo/dues-accounts.ts';
import { loadDuesBank } from './demo/dues-bank.ts';
import { loadDuesFacts, loadExchangeRates } from './demo/dues-facts.ts';
import { loadCreditNotes, loadInvoiceSettings } from './demo/dues-invoices.ts';
import { loadRelief } from './demo/dues-relief.ts';
import { loadReminders } from './demo/dues-reminders.ts';
import { loadDuesStudio } from './demo/dues-studio.ts';
import { loadLifecycle } from './demo/lifecycle.ts';
import { loadMembership } from './demo/membership.ts';
import { loadNetwork } from './demo/network.ts';
import { loadOrganisations } from './demo/organisations.ts';
import { loadPrivacy } from './demo/privacy.ts';
import { loadProgramme } from './demo/programme.ts';
import { loadReference } from './demo/reference.ts';
import { loadRepresentation } from './demo/representation.ts';
import { loadStanding } from './demo/standing.ts';
import { loadStatutes } from './demo/statutes.ts';
import { withOwnerUrl } from './migrate.ts';
import { CannotStart, runCommand } from './sentence.ts';

/** In the order in which the modules build on each other. */
const LOADERS: ((demo: Demo) => Promise<void>)[] = [
  loadNetwork,
  loadAccess,
  loadMembership,
  loadAffiliateSharing,
  loadPasses,
  loadExchangeRates,
  loadInvoiceSettings,
  loadDues,
  loadDuesStudio,
  loadCreditNotes,
  loadRelief,
  loadReminders,
  loadDuesFacts,
  loadProgramme,
  loadRepresentation,
  loadLifecycle,
  loadApplications,
  loadStatutes,
  loadOrganisations,
  loadPrivacy,
  loadDuesBank,
  // Closes years: whatever books in them comes before.
  loadDuesAccounts,
  // Whatever standing follows from comes before.
  loadStanding,
];

const EMPTY_NAME = { en: 'The network', fr: 'Le réseau', es: 'La red', ar: 'الشبكة' };
const FIRST_ADDRESS = 'secretariat@ninefold.example';

export interface SeedOptions {
  /** `demo`: the demonstration network. `empty`: the network, regions and countries, and one secretariat. */
  kind: 'demo' | 'empty';
  /** How many times larger the generated part is; 1 for the demonstration. */
  scale: number;
  /** Where the files of the demonstration's documents are written; nowhere when left out. */
  files?: string;
}

/** Someone who can sign in, as it is shown to the person who starts Ninefold. */
export interface SignIn {
  email: string;
  password: string;
  name: string;
  /** The office in words. */
  office: string;
  place: string;
}

/**
 * Loads a migrated, empty database, in one transaction: everything or nothing. Answers who can sign in. Throws
 * CannotStart with one sentence when the database already holds a network.
 */
export async function seed(
  ownerUrl: string,
  { kind, scale, files }: SeedOptions,
): Promise<{ signIns: SignIn[] }> {
  const sql = connect(ownerUrl);
  try {
    return await sql.begin(async (transaction) => {
      await refuseNonEmpty(transaction);
      if (kind === 'empty') return { signIns: [await loadEmpty(transaction)] };
      const demo = await beginDemo(transaction, scale, files ?? null);
      for (const load of LOADERS) await load(demo);
      return { signIns: await signInsOf(transaction) };
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The sign-ins of the demonstration network, one for each role; none when the database holds another network. */
export async function demoSignIns(ownerUrl: string): Promise<SignIn[]> {
  const sql = connect(ownerUrl);
  try {
    return await signInsOf(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function connect(ownerUrl: string): postgres.Sql {
  return postgres(ownerUrl, { max: 1, onnotice: () => {} });
}

async function refuseNonEmpty(sql: postgres.TransactionSql): Promise<void> {
  // Two loads at once: the second waits here, then finds the network of the first.
  await sql`lock table network in share row exclusive mode`;
  const [network] = await sql<{ name: string }[]>`select name ->> 'en' as name from network`;
  if (!network) return;
  throw new CannotStart(
    `The database already holds a network ("${network.name}"): loading happens only into an empty database, and nothing was changed.`,
  );
}

async function loadEmpty(sql: postgres.TransactionSql): Promise<SignIn> {
  await loadReference(sql, EMPTY_NAME);
  await storeRulebook(sql, 'ninefold-demonstration');
  await sql`select setval(pg_get_serial_sequence('place', 'id'), 100)`;
  const password = randomBytes(12).toString('base64url');
  const name = 'First secretariat';
  const [person] = await sql<{ id: string }[]>`insert into person (name) values (${name}) returning id`;
  const id = String(person?.id);
  await sql`insert into contact (person_id, place_id, email) values (${id}, 1, ${FIRST_ADDRESS})`;
  await sql`insert into office (person_id, kind, place_id, during)
    values (${id}, 'global_secretariat', 1, tstzrange(now(), null))`;
  await sql`insert into sign_in (person_id, email, password_hash)
    values (${id}, ${FIRST_ADDRESS}, ${await hashPassword(password)})`;
  return { email: FIRST_ADDRESS, password, name, office: 'Global secretariat', place: EMPTY_NAME.en };
}

/** The roles in whose shoes the demonstration can be seen: office, its words, and the region it is looked for in. */
const ROLES = [
  { kind: 'council_secretary', office: 'Council secretary', region: 'CWA' },
  { kind: 'council_treasurer', office: 'Council treasurer', region: 'CWA' },
  { kind: 'regional_coordinator', office: 'Regional coordinator', region: 'CWA' },
  { kind: 'global_secretariat', office: 'Global secretariat', region: null },
  { kind: 'finance', office: 'Finance', region: null },
  { kind: 'returning_officer', office: 'Returning officer', region: null },
  { kind: 'auditor', office: 'Auditor', region: null },
];

async function signInsOf(sql: postgres.Sql | postgres.TransactionSql): Promise<SignIn[]> {
  const rows = await sql<(Omit<SignIn, 'password'> & { hash: string })[]>`
    select distinct on (role.position) s.email, p.name, role.office, s.password_hash as hash,
      coalesce(g.name ->> 'en', org.name, n.name ->> 'en') as place
    from json_to_recordset(${JSON.stringify(ROLES.map((role, position) => ({ ...role, position })))}::text::json)
      as role(position int, kind text, office text, region text)
    join office o on o.kind = role.kind and o.during @> now()
    join sign_in s on s.person_id = o.person_id and s.email like '%@demo.ninefold.example'
    join person p on p.id = o.person_id and p.invented
    cross join network n
    left join region g on g.place_id = o.place_id
    left join member m on m.place_id = o.place_id
    left join organisation org on org.id = m.organisation_id
    left join member_region mr on mr.member_id = m.place_id and mr.during @> current_date
    left join region of_member on of_member.place_id = mr.region_id
    where role.region is null or role.region = coalesce(g.code, of_member.code)
    order by role.position, o.place_id, s.email desc`;
  const unchanged = await hashesOfDemoPassword(rows.map(({ hash }) => hash));
  return rows
    .filter(({ hash }) => unchanged.has(hash))
    .map(({ email, name, office, place }) => ({ email, password: DEMO_PASSWORD, name, office, place }));
}

/** A person of the demonstration may have chosen another password since: theirs is not shown. */
async function hashesOfDemoPassword(hashes: string[]): Promise<Set<string>> {
  const unchanged = new Set<string>();
  for (const hash of new Set(hashes)) if (await verifyPassword(DEMO_PASSWORD, hash)) unchanged.add(hash);
  return unchanged;
}

/** `npm run seed -- --demo [--scale N]` or `npm run seed -- --empty`. */
function optionsOf(args: string[]): SeedOptions {
  const usage = 'Use  npm run seed -- --demo [--scale N]  or  npm run seed -- --empty';
  const options = {
    demo: { type: 'boolean' },
    empty: { type: 'boolean' },
    scale: { type: 'string' },
  } as const;
  let values: { demo?: boolean; empty?: boolean; scale?: string };
  try {
    values = parseArgs({ args, options }).values;
  } catch {
    throw new CannotStart(usage);
  }
  if (Boolean(values.demo) === Boolean(values.empty)) throw new CannotStart(usage);
  const scale = Number(values.scale ?? 1);
  if (!Number.isInteger(scale) || scale < 1 || scale > 1000 || (values.empty && values.scale)) {
    throw new CannotStart(`--scale is a whole number from 1 to 1000, and goes with --demo. ${usage}`);
  }
  return { kind: values.demo ? 'demo' : 'empty', scale };
}

if (import.meta.main) {
  await runCommand(async () => {
    const options = optionsOf(process.argv.slice(2));
    await withOwnerUrl(async (ownerUrl) => {
      const { signIns } = await seed(ownerUrl, options);
      for (const { office, place, email, password } of signIns) {
        console.log([`${office}, ${place}`, email, password].join('\t'));
      }
    });
  });
}
