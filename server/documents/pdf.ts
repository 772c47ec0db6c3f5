/** PDF documents, set by Typst within the process. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { digits } from './formats.ts';
import { type Locale, say } from './words.ts';

/** A template is a file of templates/. It gets its data as JSON: no value is ever part of Typst source. */
export type Template = 'document' | 'invoice';

/** What every document says of itself; the templates read the rest of its fields. */
export interface DocumentData {
  /** Title of the file, and of its first page. */
  title: string;
  /** Name of the network, as the letterhead shows it. */
  network: string;
  [field: string]: unknown;
}

const TEMPLATES = new URL('templates/', import.meta.url).pathname;
/** Typst keeps what it has computed for this many documents more. */
const CACHE_AGE = 10;

let compiler: NodeCompiler | undefined;

/** Made once, when the first document is asked for: it takes half a second and some memory. */
function theCompiler(): NodeCompiler {
  compiler ??= NodeCompiler.create({ workspace: TEMPLATES, fontArgs: [{ fontPaths: fontFolders() }] });
  return compiler;
}

function fontFolders(): string[] {
  const require = createRequire(import.meta.url);
  const folder = (name: string) => dirname(require.resolve(`@expo-google-fonts/${name}/package.json`));
  return ['noto-sans', 'noto-sans-arabic'].flatMap((name) =>
    ['400Regular', '700Bold'].map((weight) => join(folder(name), weight)),
  );
}

/**
 * The document as a tagged PDF by PDF/UA-1, with its fonts embedded. The same data give the same bytes. The work is
 * done at once (some 15 ms a page): whoever makes many lets others have their turn in between.
 */
export async function renderPdf(template: Template, data: DocumentData, locale: Locale): Promise<Uint8Array> {
  const typst = theCompiler();
  const page = say(locale, 'document_page');
  const envelope = { ...data, locale, page, digits: digits(locale) };
  const compiled = typst.compile({
    mainFilePath: join(TEMPLATES, `${template}.typ`),
    inputs: { data: JSON.stringify(envelope) },
  });
  const { result } = compiled;
  if (!result) throw new Error(`${template}: ${faultOf(typst, compiled.takeDiagnostics())}`);
  const pdf = typst.pdf(result, { pdfStandard: 'ua-1' });
  typst.evictCache(CACHE_AGE);
  return pdf;
}

function faultOf(
  typst: NodeCompiler,
  error: ReturnType<ReturnType<NodeCompiler['compile']>['takeDiagnostics']>,
) {
  if (!error) return 'no reason given';
  return JSON.stringify(typst.fetchDiagnostics(error));
}
