import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jwt from '@fastify/jwt';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Database } from '../database.ts';
import { Fault } from '../errors.ts';
import { type Caller, NOBODY } from '../unit.ts';
import { hashOf, isApiToken } from './tokens.ts';
import { type Proven, VerifiedBearers } from './verified.ts';

const ISSUER = 'ninefold';
const AUDIENCE = 'ninefold-api';
export const ACCESS_SECONDS = 300;

/** By the instance that holds the signing key: what one installation proved says nothing to another. */
const verified = new WeakMap<object, VerifiedBearers>();

/** Signs and checks access tokens: ES256, five minutes, no roles inside; offices are read at every request. */
export async function registerBearer(app: FastifyInstance, dataDir: string): Promise<void> {
  const { privateKey, publicKey } = signingKey(dataDir);
  await app.register(jwt, {
    secret: { private: privateKey, public: publicKey },
    sign: {
      algorithm: 'ES256',
      expiresIn: '5m',
      iss: ISSUER,
      aud: AUDIENCE,
      header: { typ: 'at+jwt', alg: 'ES256' },
    } as never,
    verify: {
      algorithms: ['ES256'],
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      requiredClaims: ['exp', 'iat', 'sub', 'sid', 'iss', 'aud'],
      checkTyp: 'at+jwt',
      maxAge: '10m',
      cache: false,
    } as never,
  });
  verified.set(app.jwt, new VerifiedBearers());
}

export function signAccess(app: FastifyInstance, person: string, session: string): string {
  return app.jwt.sign({ sub: person, sid: session } as never);
}

/** Who sends this request: nobody without a bearer; a bearer that is not valid is refused, never ignored. */
export async function callerOf(request: FastifyRequest, database: Database): Promise<Caller> {
  const header = request.headers.authorization;
  if (header === undefined) return NOBODY;
  const bearer = /^Bearer ([\w.-]{20,2000})$/.exec(header)?.[1];
  if (!bearer) throw new Fault('UNAUTHENTICATED');
  if (isApiToken(bearer)) {
    const [row] = await database.acts<
      { id: string | null }[]
    >`select app.token_lookup(${hashOf(bearer)}) as id`;
    if (!row?.id) throw new Fault('UNAUTHENTICATED');
    return { kind: 'token', id: row.id };
  }
  return { kind: 'session', id: sessionOf(request, bearer) };
}

function sessionOf(request: FastifyRequest, bearer: string): string {
  const { jwt } = request.server;
  const bearers = verified.get(jwt);
  if (!bearers) throw new Error('bearers are not registered');
  return bearers.session(bearer, () => proveBearer(jwt, bearer));
}

function proveBearer(jwt: FastifyInstance['jwt'], bearer: string): Proven {
  try {
    const claims = jwt.verify<{ sid: unknown; iat: number; exp: number }>(bearer);
    if (
      typeof claims.sid === 'string' &&
      /^[0-9a-f-]{36}$/.test(claims.sid) &&
      claims.iat * 1000 < Date.now() + 60_000
    )
      return { session: claims.sid, until: claims.exp * 1000 };
  } catch {
    // whatever is wrong with it, the answer is the same
  }
  throw new Fault('UNAUTHENTICATED');
}

/** The installation's key, made at the first start and kept in its data folder. */
function signingKey(dataDir: string): { privateKey: string; publicKey: string } {
  const path = join(dataDir, 'access-key.pem');
  mkdirSync(dataDir, { recursive: true });
  let privateKey: string;
  try {
    privateKey = readFileSync(path, 'utf8');
  } catch {
    const made = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    privateKey = made.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    writeFileSync(path, privateKey, { mode: 0o600, flag: 'wx' });
  }
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new Error(`${path} is no P-256 key`);
  }
  return { privateKey, publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString() };
}
