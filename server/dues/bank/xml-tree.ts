import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { JobFailed } from '../../jobs.ts';

/** An element with its parts, as far as they were not taken off while the file was read. */
export interface Element {
  name: string;
  /** The line of the file on which it opens. */
  line: number;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** No bank writes deeper, or more within one movement; a file that does wants our memory. */
const MOST = { depth: 40, elements: 20_000, silence: 256 * 1024, text: 20_000 };

/**
 * Reads an XML file piece by piece in bounded memory. An element that `takes` names by its path is handed over when it
 * closes and then forgotten; the root comes first of all, as it opens, under the path `/`. Refuses a document type, and with it every entity; refuses what is malformed or ends too
 * early, each with the line.
 */
export async function* readXml(
  path: string,
  takes: (path: string) => boolean,
): AsyncGenerator<[string, Element]> {
  const reader = new TreeReader(takes);
  const decoder = await decoderFor(path);
  for await (const chunk of createReadStream(path)) {
    reader.write(decode(decoder, chunk as Buffer));
    yield* reader.drain();
  }
  reader.write(decode(decoder));
  reader.end();
  yield* reader.drain();
}

function decode(decoder: TextDecoder, chunk?: Buffer): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new JobFailed('bank_file_encoding', decoder.encoding);
  }
}

/** By its byte order mark, else as the file itself declares; UTF-8 where it says nothing. */
async function decoderFor(path: string): Promise<TextDecoder> {
  const file = await open(path);
  const head = Buffer.alloc(256);
  await file.read(head, 0, head.length, 0).finally(() => file.close());
  const marked =
    head[0] === 0xff && head[1] === 0xfe
      ? 'utf-16le'
      : head[0] === 0xfe && head[1] === 0xff
        ? 'utf-16be'
        : null;
  const declared = /^\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(
    head.toString('latin1'),
  )?.[1];
  try {
    return new TextDecoder(marked ?? declared ?? 'utf-8', { fatal: true });
  } catch {
    throw new JobFailed('bank_file_encoding', declared ?? '');
  }
}

class TreeReader {
  private readonly parser = new SaxesParser({ xmlns: false, position: true });
  private readonly open: Element[] = [];
  private readonly counts: number[] = [];
  private readonly found: [string, Element][] = [];
  private readonly takes: (path: string) => boolean;
  private alive = 0;
  private heardAt = 0;

  constructor(takes: (path: string) => boolean) {
    this.takes = takes;
    this.parser.on('error', (error) => {
      throw error;
    });
    this.parser.on('doctype', () => {
      throw new JobFailed('bank_file_entities', String(this.parser.line));
    });
    this.parser.on('opentag', ({ name, attributes }) =>
      this.begin(name, attributes as Record<string, string>),
    );
    this.parser.on('text', (text) => this.say(text));
    this.parser.on('cdata', (text) => this.say(text));
    this.parser.on('closetag', () => this.close());
  }

  write(text: string): void {
    if (this.open.length === 0 && /<!DOCTYPE|<!ENTITY/i.test(text)) {
      throw new JobFailed('bank_file_entities', String(this.parser.line));
    }
    this.guarded(() => this.parser.write(text), 'bank_file_malformed');
    if (this.parser.position - this.heardAt > MOST.silence) this.fail('bank_file_malformed');
  }

  end(): void {
    this.guarded(() => this.parser.close(), 'bank_file_truncated');
  }

  *drain(): Generator<[string, Element]> {
    yield* this.found.splice(0);
  }

  private guarded(body: () => void, code: string): void {
    try {
      body();
    } catch (error) {
      if (error instanceof JobFailed) throw error;
      this.fail(code);
    }
  }

  private fail(code: string): never {
    throw new JobFailed(code, String(this.parser.line));
  }

  private begin(qualified: string, attributes: Record<string, string>): void {
    this.heardAt = this.parser.position;
    const name = qualified.slice(qualified.indexOf(':') + 1);
    this.counts.push(this.alive);
    this.alive += 1;
    if (this.open.length >= MOST.depth || this.alive > MOST.elements) this.fail('bank_file_malformed');
    const element = { name, line: this.parser.line, attributes, text: '', children: [] };
    if (this.open.length === 0) this.found.push(['/', element]);
    this.open.push(element);
  }

  private say(text: string): void {
    this.heardAt = this.parser.position;
    const element = this.open.at(-1);
    if (!element || element.text.length > MOST.text) return;
    element.text += text;
  }

  private close(): void {
    this.heardAt = this.parser.position;
    const path = this.open.map(({ name }) => name).join('/');
    const element = this.open.pop() as Element;
    const before = this.counts.pop() ?? 0;
    if (this.takes(path)) {
      this.found.push([path, element]);
      this.alive = before;
    } else this.open.at(-1)?.children.push(element);
  }
}

/** The first element at a path below, e.g. `Acct/Id/IBAN`. */
export function at(element: Element | undefined, path: string): Element | undefined {
  let found = element;
  for (const name of path.split('/')) found = found?.children.find((child) => child.name === name);
  return found;
}

export function all(element: Element | undefined, name: string): Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text at a path below; null where there is none. */
export function textAt(element: Element | undefined, path: string): string | null {
  return at(element, path)?.text.trim() || null;
}

/** The text at the first of several paths that has one. */
export function textOf(element: Element | undefined, ...paths: string[]): string | null {
  for (const path of paths) {
    const text = textAt(element, path);
    if (text) return text;
  }
  return null;
}
