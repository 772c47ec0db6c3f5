import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { renderDocument } from '../../server/documents/blocks.ts';
import { documentFile } from '../../server/membership/organisations/documents.ts';
import { type Demo, type DemoMember, period } from './demo.ts';

/** Names as councils of these countries might bear them: invented like the councils themselves. */
const OWN_SCRIPT: Record<string, [language: string, name: string]> = {
  ...Object.fromEntries(
    [
      'DZ',
      'BH',
      'EG',
      'IQ',
      'JO',
      'KW',
      'LB',
      'LY',
      'MA',
      'OM',
      'PS',
      'QA',
      'SA',
      'SD',
      'SY',
      'TN',
      'AE',
      'YE',
      'MR',
    ].map((country) => [country, ['ar', 'المجلس الوطني للتنمية الاجتماعية'] as [string, string]]),
  ),
  ...Object.fromEntries(
    ['RU', 'BY', 'KZ', 'KG'].map((country) => [
      country,
      ['ru', 'Национальный совет по социальному развитию'] as [string, string],
    ]),
  ),
  BG: ['bg', 'Национален съвет за социално развитие'],
  UA: ['uk', 'Національна рада соціального розвитку'],
  GR: ['el', 'Εθνικό Συμβούλιο Κοινωνικής Ανάπτυξης'],
  JP: ['ja', '全国社会開発協議会'],
  CN: ['zh', '全国社会发展理事会'],
  TH: ['th', 'สภาพัฒนาสังคมแห่งชาติ'],
  GE: ['ka', 'სოციალური განვითარების ეროვნული საბჭო'],
  AM: ['hy', 'Սոցիալական զարգացման ազգային խորհուրդ'],
  ET: ['am', 'ብሔራዊ የማህበራዊ ልማት ምክር ቤት'],
  BD: ['bn', 'জাতীয় সামাজিক উন্নয়ন পরিষদ'],
  NP: ['ne', 'राष्ट्रिय सामाजिक विकास परिषद्'],
  IL: ['he', 'המועצה הלאומית לפיתוח חברתי'],
};
/** The one of the named members whose name in its own script is widely known. */
const KOREA = { country: 'KR', language: 'ko', name: '한국사회복지협의회' };
const INVENTED = 'invented for the demonstration';

/** Names, kinds, identifiers, contacts and documents of the members, and two records entered twice. */
export async function loadOrganisations(demo: Demo): Promise<void> {
  const rows = await demo.sql<
    { member: number; id: string }[]
  >`select place_id as member, organisation_id as id from member`;
  const of = new Map(rows.map(({ member, id }) => [member, id]));
  const members = demo.members.map((member) => ({ ...member, organisation: String(of.get(member.id)) }));
  await loadNames(demo, members);
  await loadKindsAndNumbers(demo, members);
  await loadContacts(demo, members);
  await loadDocuments(demo, members);
  await loadTwice(demo, members);
}

type Known = DemoMember & { organisation: string };

async function loadNames({ sql }: Demo, members: Known[]): Promise<void> {
  const names = members.flatMap((member, index) => {
    const common = { organisation_id: member.organisation, member_id: member.id, invented: member.invented };
    const own = member.invented ? OWN_SCRIPT[member.country] : undefined;
    const former = member.invented && index % 7 === 3 && member.since < '2020';
    return [
      ...(own && member.category === 'A'
        ? [{ ...common, kind: 'other', language: own[0], name: own[1], borne: null, source: INVENTED }]
        : []),
      ...(member.country === KOREA.country && !member.invented
        ? [
            {
              ...common,
              kind: 'other',
              language: KOREA.language,
              name: KOREA.name,
              borne: null,
              source: 'its usual name; taken from no register',
            },
          ]
        : []),
      ...(former
        ? [
            {
              ...common,
              kind: 'former',
              language: 'en',
              name: `${member.name.replace(/ (Council|Network)$/, '')} Committee`,
              borne: period('1990-01-01', '2014-01-01'),
              source: INVENTED,
            },
          ]
        : []),
    ];
  });
  for (const name of names) await sql`insert into organisation_name ${sql(name)}`;
}

async function loadKindsAndNumbers({ sql }: Demo, members: Known[]): Promise<void> {
  for (const { organisation, id, category, invented } of members) {
    const kinds = category === 'A' ? ['national_council', 'umbrella'] : ['network'];
    for (const kind of kinds)
      await sql`insert into organisation_kind (organisation_id, member_id, kind, invented) values (${organisation}, ${id}, ${kind}, ${invented})`;
    if (!invented) continue;
    await sql`insert into organisation_identifier (organisation_id, member_id, list, number, source, invented)
      values (${organisation}, ${id}, 'XI-PB', ${`DEMO-${id}`}, ${INVENTED}, true)`;
  }
}

async function loadContacts({ sql }: Demo, members: Known[]): Promise<void> {
  for (const { id, category, until, invented } of members) {
    if (category !== 'A' || until !== null || !invented) continue;
    await sql`insert into contact (place_id, name, role, email, phone) values
      (${id}, 'Office (invented)', 'general', ${`office.${id}@demo.ninefold.example`}, ${`+000 555 ${String(id).padStart(4, '0')}`})`;
  }
}

const TITLES = { statutes: 'Statutes', audit: 'Audited accounts', annual_report: 'Annual report' } as const;

/** Statutes and audits of every member; some end soon, and two have ended with none after them. */
async function loadDocuments(demo: Demo, members: Known[]): Promise<void> {
  const { sql, today } = demo;
  const files = new Map<string, Uint8Array>();
  for (const [kind, title] of Object.entries(TITLES)) files.set(kind, await invented(title));
  for (const [index, member] of members.filter((one) => one.until === null).entries()) {
    const ends = index % 5 === 2 ? 45 : 240;
    const documents: [keyof typeof TITLES, string, string | null][] = [
      ['statutes', member.since, null],
      ['audit', day(today, ends - 365), day(today, ends)],
      ...(index === 12 || index === 31
        ? [['annual_report', day(today, -420), day(today, -55)] as [keyof typeof TITLES, string, string]]
        : []),
    ];
    for (const [kind, from, until] of documents) {
      const bytes = files.get(kind) ?? new Uint8Array();
      const file = randomUUID();
      await sql`insert into document (member_id, organisation_id, kind, title, valid, file, filename, bytes, hash, uploaded_at, invented)
        values (${member.id}, ${member.organisation}, ${kind}, ${TITLES[kind]}, ${period(from, until)}, ${file}, ${`${kind}-${member.id}.pdf`},
          ${bytes.length}, ${createHash('sha256').update(bytes).digest()}, greatest(${from}::date, '2015-01-01'::date), true)`;
      if (demo.files) await keep(documentFile(demo.files, file), bytes);
    }
  }
}

async function keep(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { mode: 0o600 });
}

/** A page that says what it is: no document of anybody. */
const invented = (title: string) =>
  renderDocument(
    {
      title,
      network: 'Ninefold demonstration network',
      blocks: [
        {
          kind: 'paragraph',
          text: 'This document is invented for the demonstration and belongs to no organisation.',
        },
      ],
    },
    'en',
  );

/** Two records that somebody entered twice: one waits to be compared, one was merged. */
async function loadTwice({ sql, people }: Demo, members: Known[]): Promise<void> {
  const by =
    people.find((person) => person.offices.some((office) => office.kind === 'global_secretariat'))?.id ??
    null;
  const [waiting, merged] = members.filter(
    (member) => member.invented && member.category === 'A' && member.until === null,
  );
  if (!waiting || !merged) return;
  const enter = async (name: string, country: string) => {
    const [row] = await sql<{ id: string }[]>`
      insert into organisation (name, country, source, invented) values (${name}, ${country}, ${INVENTED}, true) returning id`;
    return String(row?.id);
  };
  await enter(`${waiting.name} (registered office)`, waiting.country);
  const second = await enter(`${merged.name} – secretariat`, merged.country);
  await sql`insert into organisation_merge (merged_id, survivor_id, by_id, reason, invented)
    values (${second}, ${merged.organisation}, ${by}, 'Entered twice by an import', true)`;
}

const day = (today: string, days: number) =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
