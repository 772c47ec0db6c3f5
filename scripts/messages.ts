import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OFFICES } from '../server/access/capabilities.ts';
import { runCommand } from './sentence.ts';

const ROOT = join(import.meta.dirname, '..');
/** The language the others are compared with. */
const BASE = 'en';
const LOCALES = [BASE, 'fr', 'es', 'ar'];

/** A text, or texts to choose among by the plural form of an input. */
type Message = string | Variants[];
interface Variants {
  declarations: string[];
  selectors: string[];
  match: Record<string, string>;
}
type Catalogue = Record<string, Message>;

/** What is wrong with the catalogues, a line each: every language must say everything, with the same inputs. */
export function faultsOf(catalogues: Record<string, Catalogue>, refusalCodes: string[]): string[] {
  const base = catalogues[BASE] ?? {};
  const faults = refusalCodes
    .filter((code) => !(`refusal_${code}` in base))
    .map((code) => `${BASE}: refusal_${code} is missing, and the server refuses with "${code}"`);
  for (const [locale, catalogue] of Object.entries(catalogues)) {
    for (const key of Object.keys(base)) {
      if (!(key in catalogue)) faults.push(`${locale}: ${key} is missing`);
    }
    for (const [key, message] of Object.entries(catalogue)) {
      const original = base[key];
      if (original === undefined) faults.push(`${locale}: ${key} is unknown to ${BASE}`);
      else
        faults.push(
          ...faultsOfMessage(locale, message, original).map((fault) => `${locale}: ${key} ${fault}`),
        );
    }
    const keys = Object.keys(catalogue);
    if (keys.join() !== keys.toSorted().join())
      faults.push(`${locale}: the keys are not in alphabetical order`);
  }
  return faults;
}

function faultsOfMessage(locale: string, message: Message, original: Message): string[] {
  const faults: string[] = [];
  if (textsOf(message).some((text) => text.trim() === '')) faults.push('is empty');
  const [inputs, expected] = [inputsOf(message), inputsOf(original)];
  if (inputs.join() !== expected.join())
    faults.push(`has the inputs {${inputs}}, and ${BASE} has {${expected}}`);
  if (typeof message !== 'string')
    faults.push(...message.flatMap((variants) => formsMissing(locale, variants)));
  return faults;
}

/** Plural forms of the language that neither stand in the message nor are caught by "*". */
function formsMissing(locale: string, { declarations, match }: Variants): string[] {
  return declarations.flatMap((declaration) => {
    const [, name] = /^local (\w+) = \w+: plural/.exec(declaration) ?? [];
    if (!name) return [];
    const ordinal = declaration.includes('ordinal') ? 'ordinal' : 'cardinal';
    const needed = new Intl.PluralRules(locale, { type: ordinal }).resolvedOptions().pluralCategories;
    const given = Object.keys(match).map(
      (forms) => new RegExp(`\\b${name}=(\\S+?)(,|$)`).exec(forms)?.[1] ?? '*',
    );
    if (given.includes('*')) return [];
    return needed.filter((form) => !given.includes(form)).map((form) => `lacks the plural form "${form}"`);
  });
}

function inputsOf(message: Message): string[] {
  const declared = typeof message === 'string' ? [] : message.flatMap((variants) => variants.declarations);
  const locals = declared.flatMap((line) => /^local (\w+)/.exec(line)?.[1] ?? []);
  const inputs = declared.flatMap((line) => /^input (\w+)/.exec(line)?.[1] ?? []);
  const used = textsOf(message).flatMap((text) =>
    [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''),
  );
  return [...new Set([...inputs, ...used])].filter((name) => !locals.includes(name)).sort();
}

function textsOf(message: Message): string[] {
  return typeof message === 'string'
    ? [message]
    : message.flatMap((variants) => Object.values(variants.match));
}

function readCatalogue(locale: string): Catalogue {
  const { $schema: _, ...messages } = JSON.parse(
    readFileSync(join(ROOT, 'web', 'messages', `${locale}.json`), 'utf8'),
  );
  return messages;
}

/** The codes with which acts refuse, as they are written in the server's sources. */
function readRefusalCodes(): string[] {
  const files = globSync('server/**/*.ts', { cwd: ROOT }).filter(
    (file) => !/node_modules|\.test\.ts$/.test(file),
  );
  const texts = files.map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const refusals = /(?:\brefuse\(|\bRefused\(\{ code: )\s*'([a-z0-9_]+)'/g;
  return [
    ...new Set(texts.flatMap((text) => [...text.matchAll(refusals)].map((found) => found[1] ?? ''))),
  ].sort();
}

/** Names of the server that screens show through the catalogues: offices, capabilities, and the acts of the audit. */
function readNames(): string[] {
  const offices = Object.entries(OFFICES).flatMap(([office, { may }]) => [
    `office_${office}`,
    ...may.map((capability) => `capability_${capability.replace('.', '_')}`),
  ]);
  const sdl = globSync('schema/*.graphql', { cwd: ROOT }).map((file) =>
    readFileSync(join(ROOT, file), 'utf8'),
  );
  const mutations = sdl.flatMap(
    (text) => /^(?:extend )?type Mutation \{\n([\s\S]*?)^\}/m.exec(text)?.[1] ?? [],
  );
  const acts = mutations.flatMap((text) =>
    [...text.matchAll(/^ {2}(\w+)\(/gm)].map((found) => `act_${found[1]}`),
  );
  return [...new Set([...offices, ...acts.filter((act) => !act.startsWith('act_preview'))])];
}

async function check(): Promise<void> {
  const catalogues = Object.fromEntries(LOCALES.map((locale) => [locale, readCatalogue(locale)]));
  const faults = faultsOf(catalogues, readRefusalCodes());
  const named = new Set(Object.keys(catalogues[BASE] ?? {}));
  faults.push(
    ...readNames()
      .filter((name) => !named.has(name))
      .map((name) => `${BASE}: ${name} is missing`),
  );
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.main) await runCommand(check);
