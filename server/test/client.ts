import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signAccess } from '../access/bearer.ts';
import { createToken } from '../access/tokens.ts';
import { type Api, type ApiOptions, buildApi } from '../app.ts';
import { configure } from '../config.ts';
import { openDatabase } from '../database.ts';
import { refreshMarked } from '../standing/refresh.ts';
import { act } from '../unit.ts';
import { testDatabase } from './database.ts';
import { loadWorld, type World } from './world.ts';

export interface GraphqlAnswer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
  data: any;
  errors?: { message: string; extensions: { code: string; detail?: string } }[];
}

/** One named world behind the API's front door. */
export interface Front {
  api: Api;
  world: World;
  /** The owner's URL, for what a test arranges behind the API's back. */
  ownerUrl: string;
  /** Where this installation keeps its files. */
  dataDir: string;
  /** Sends a document as a person of the world (null: an outside program cannot be nobody, so the public is `read`). */
  as(person: string | null, document: string, variables?: Record<string, unknown>): Promise<GraphqlAnswer>;
  /** The person's bearer of a session, as the web has it. */
  session(person: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Opens the API over a database of its own with the named world. Documents go through POST /graphql like those
 * of the web: `as` registers each as a persisted operation first, so that every test runs the compiled path.
 */
export async function openFront(options?: ApiOptions): Promise<Front> {
  const own = await testDatabase();
  const world = await loadWorld(own.url);
  const dataDir = mkdtempSync(join(tmpdir(), 'ninefold-api-'));
  const config = configure({
    databaseUrl: own.url,
    dataDir,
    webBuild: null,
    pool: 3,
    logLevel: process.env['LOG_LEVEL'] ?? 'silent',
  });
  const database = openDatabase(own.url, config.pool);
  const api = await buildApi(config, database, options);
  await refreshMarked(database);
  const bearers = new Map<string, string>();
  const session = async (person: string) => {
    const id = world.people[person];
    if (!id) throw new Error(`nobody called ${person}`);
    const known = bearers.get(person);
    if (known) return known;
    const [row] = await database.acts<{ id: string }[]>`
      insert into session (person_id, ends_at) values (${id}, now() + interval '1 hour') returning id`;
    const bearer = signAccess(api.app, id, String(row?.id));
    bearers.set(person, bearer);
    return bearer;
  };
  const as: Front['as'] = async (person, document, variables) => {
    const id = api.persist(document);
    const headers = person ? { authorization: `Bearer ${await session(person)}` } : {};
    const answer = await api.app.inject({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: { id, variables: variables ?? {} },
    });
    return { status: answer.statusCode, ...answer.json() };
  };
  return {
    api,
    world,
    ownerUrl: own.url,
    dataDir,
    as,
    session,
    close: async () => {
      await api.app.close();
      await database.close();
      await own.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A token of the person's own for outside programs, with the capabilities named. */
export async function tokenOf(
  front: Front,
  person: string,
  place: number,
  capabilities: string[],
): Promise<string> {
  const claims = JSON.parse(
    Buffer.from((await front.session(person)).split('.')[1] ?? '', 'base64url').toString(),
  );
  const made = await act(front.api.database, { kind: 'session', id: claims.sid }, (unit) =>
    createToken(unit, {
      placeId: place,
      label: 'test',
      capabilities,
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  );
  return made.secret;
}
