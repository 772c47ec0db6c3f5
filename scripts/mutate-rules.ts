/**
 * Mutation test of server/rules: `node scripts/mutate-rules.ts [COUNT] [SEED]`. Works on two copies in the temporary folder,
 * side by side: changes one operator, constant or condition at a time and runs the engine's tests until one fails; a mutant
 * that no test notices survives.
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

interface Mutant {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly line: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
};
const METHODS: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  floor: 'ceil',
  ceil: 'floor',
  some: 'every',
  every: 'some',
  reverse: 'slice',
};
const NAMES: Readonly<Record<string, string>> = { minOf: 'maxOf', maxOf: 'minOf', ZERO: 'ONE', ONE: 'ZERO' };

/** Not the engine's behaviour: tests, measuring, this file. */
const LEFT_OUT = /(\.test\.ts|testing\.ts|bench\.ts|mutate\.ts)$/;

function mutantsOf(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const add = (node: ts.Node, text: string) =>
    found.push({
      file,
      start: node.getStart(),
      end: node.getEnd(),
      text,
      line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1,
    });
  const visit = (node: ts.Node): void => {
    if (
      ts.isImportDeclaration(node) ||
      ts.isTypeNode(node) ||
      ts.isInterfaceDeclaration(node) ||
      isWording(node) ||
      isCache(node)
    )
      return;
    if (ts.isBinaryExpression(node)) {
      const other = OPERATORS[node.operatorToken.getText()];
      if (other) add(node.operatorToken, other);
    }
    if (ts.isPropertyAccessExpression(node)) {
      const other = METHODS[node.name.text];
      if (other && ts.isCallExpression(node.parent) && node.parent.expression === node) add(node.name, other);
    }
    if (ts.isIdentifier(node) && NAMES[node.text] && !ts.isVariableDeclaration(node.parent))
      add(node, NAMES[node.text] as string);
    if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true');
    if (ts.isIfStatement(node)) add(node.expression, 'false');
    if (ts.isNumericLiteral(node) && Number(node.text) < 100 && !isOrder(node))
      add(node, String(Number(node.text) + 1));
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node, node.operand.getText());
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** Sentences of faults are worded, not computed. */
function isWording(node: ts.Node): boolean {
  return ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node);
}

/**
 * What is kept so as not to be computed again, and the emptying of what is kept: without it a computation gives the same
 * and only takes longer, which no test of results can notice.
 */
function isCache(node: ts.Node): boolean {
  return (
    ts.isIfStatement(node) &&
    (/^if \((known|known !== undefined)\) return known;$/.test(node.getText()) ||
      /\.clear\(\);$/.test(node.getText()))
  );
}

/** `a < b ? -1 : a > b ? 1 : 0`, or `a < b ? -1 : 1`: of an order only the sign counts, 2 is as good as 1. */
function isOrder(node: ts.Node): boolean {
  const parts = ts.isPrefixUnaryExpression(node.parent) ? node.parent.parent : node.parent;
  return ts.isConditionalExpression(parts) && /\? -1 : (.+ \? 1 : 0|1)$/s.test(topOf(parts).getText());
}

function topOf(node: ts.Node): ts.Node {
  return ts.isConditionalExpression(node.parent) ? topOf(node.parent) : node;
}

function sample(all: Mutant[], count: number, seed: number): Mutant[] {
  let state = seed;
  const random = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  return all
    .map((mutant) => ({ mutant, by: random() }))
    .sort((a, b) => a.by - b.by)
    .slice(0, count)
    .map(({ mutant }) => mutant);
}

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  mkdirSync(join(copy, 'server'));
  cpSync(join(root, 'server/rules'), join(copy, 'server/rules'), { recursive: true });
  cpSync(join(root, 'schema/rulebooks'), join(copy, 'schema/rulebooks'), { recursive: true });
  const forms = 'web/src/lib/ui/rulebook/rule-forms.json';
  cpSync(join(root, forms), join(copy, forms));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  symlinkSync(join(root, 'server/node_modules'), join(copy, 'server/node_modules'));
  writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
  return copy;
}

/** A mutant that the tests cannot finish is noticed as well. */
function survives(copy: string): Promise<boolean> {
  const words = [
    'node_modules/vitest/vitest.mjs',
    'run',
    'server/rules',
    '--no-isolate',
    '--pool=threads',
    '--maxWorkers=1',
    '--bail=1',
    '--reporter=dot',
    '--testTimeout=20000',
  ];
  const tests = spawn(process.execPath, words, { cwd: copy, timeout: 120_000, stdio: 'ignore' });
  return new Promise((resolve) => tests.on('close', (status) => resolve(status === 0)));
}

async function mutate(copy: string, mutant: Mutant): Promise<boolean> {
  const path = join(copy, 'server/rules', mutant.file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end));
  const alive = await survives(copy);
  writeFileSync(path, source);
  if (alive)
    console.log(
      `survived: ${mutant.file}:${mutant.line} '${source.slice(mutant.start, mutant.end).slice(0, 60)}' → '${mutant.text}'`,
    );
  return alive;
}

/** Takes mutants from the shared list until none is left. */
async function lane(copy: string, left: Mutant[], score: Score): Promise<void> {
  for (let mutant = left.pop(); mutant; mutant = left.pop()) {
    if (await mutate(copy, mutant)) score.survivors += 1;
    score.done += 1;
  }
}

interface Score {
  done: number;
  survivors: number;
}

function tell({ done, survivors }: Score, all: number, seed: number): void {
  const killed = done - survivors;
  console.log(
    `${killed} of ${done} mutants killed (${((100 * killed) / done).toFixed(1)} %), drawn from ${all} with seed ${seed}`,
  );
}

async function main(count: number, seed: number): Promise<void> {
  const copies = [copyTree(), copyTree()];
  try {
    const [first = ''] = copies;
    if (!(await survives(first))) throw new Error('the tests fail before anything is changed');
    const folder = join(first, 'server/rules');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !LEFT_OUT.test(file))
      .sort();
    const all = files.flatMap((file) => mutantsOf(file, readFileSync(join(folder, file), 'utf8')));
    const chosen = sample(all, count, seed);
    const [left, score] = [[...chosen], { done: 0, survivors: 0 }];
    // Interrupted, it tells the score so far once the mutants at hand are done.
    process.once('SIGINT', () => left.splice(0));
    await Promise.all(copies.map((copy) => lane(copy, left, score)));
    tell(score, all.length, seed);
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true });
  }
}

await main(Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 1));
