// The tree-sitter grammar without its generator: its rules are those of grammar/deal.ebnf, they read every deal of the
// repository, and the queries name nothing that does not exist.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import vm from 'node:vm';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const folder = path.join(root, 'editors/tree-sitter');
const read = (file) => readFileSync(path.join(root, file), 'utf8');

// ---- tree-sitter's words for grammars, as data

const rule = (type, parts) => ({ type, parts: parts.map(asRule) });
function asRule(value) {
  if (typeof value === 'string') return { type: 'word', text: value };
  if (value instanceof RegExp || Object.prototype.toString.call(value) === '[object RegExp]') {
    return { type: 'pattern', pattern: new RegExp(value.source, 'y') };
  }
  return value;
}
const words = {
  seq: (...parts) => rule('seq', parts),
  choice: (...parts) => rule('choice', parts),
  optional: (part) => rule('optional', [part]),
  repeat: (part) => rule('repeat', [part]),
  repeat1: (part) => rule('seq', [part, rule('repeat', [part])]),
  prec: (_, part) => asRule(part),
  token: (part) => asRule(part),
  grammar: (given) => given,
};

function load() {
  const module = { exports: {} };
  vm.runInNewContext(read('editors/tree-sitter/grammar.js'), { ...words, module });
  const given = module.exports;
  const $ = new Proxy({}, { get: (_, name) => ({ type: 'rule', name }) });
  const rules = new Map(Object.entries(given.rules).map(([name, make]) => [name, asRule(make($))]));
  return { rules, conflicts: given.conflicts($), word: given.word($), extras: given.extras($) };
}
const grammar = load();

// ---- All ways to read a text by the rules: where a rule that begins here can end

function recogniser(text) {
  const memo = new Map();
  const skipping = /(?:\s|\/\/.*)*/y;
  let furthest = 0;
  const over = (at) => {
    skipping.lastIndex = at;
    return at + skipping.exec(text)[0].length;
  };
  const each = (ends, next) => {
    const found = new Set();
    for (const end of ends) for (const other of next(end)) found.add(other);
    return found;
  };
  function ends(part, from) {
    switch (part.type) {
      case 'word': {
        const at = over(from);
        const end = at + part.text.length;
        if (!text.startsWith(part.text, at)) return [];
        if (/\w$/.test(part.text) && /\w/.test(text[end] ?? ' ')) return [];
        furthest = Math.max(furthest, end);
        return [end];
      }
      case 'pattern': {
        part.pattern.lastIndex = over(from);
        const match = part.pattern.exec(text);
        if (!match) return [];
        furthest = Math.max(furthest, part.pattern.lastIndex);
        return [part.pattern.lastIndex];
      }
      case 'seq':
        return part.parts.reduce((found, next) => each(found, (at) => ends(next, at)), [from]);
      case 'choice':
        return new Set(part.parts.flatMap((option) => [...ends(option, from)]));
      case 'optional':
        return new Set([from, ...ends(part.parts[0], from)]);
      case 'repeat': {
        const found = new Set([from]);
        for (const at of found) for (const end of ends(part.parts[0], at)) found.add(end);
        return found;
      }
      case 'rule': {
        const key = `${part.name}@${over(from)}`;
        if (!memo.has(key)) {
          assert.ok(grammar.rules.has(part.name), `there is no rule ${part.name}`);
          memo.set(key, [...ends(grammar.rules.get(part.name), from)]);
        }
        return memo.get(key);
      }
      default:
        throw new Error(`unknown ${part.type}`);
    }
  }
  const all = ends({ type: 'rule', name: 'file' }, 0);
  return { accepted: [...all].some((end) => over(end) === text.length), furthest };
}

function deals(where) {
  return readdirSync(path.join(root, where), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.deal'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

test('every deal of the repository is read', () => {
  const files = ['workflows', 'stdlib', 'tests/language/accepted', 'tests/language/used'].flatMap(deals)
    .filter((file) => !file.endsWith('used/broken.deal'));
  assert.ok(files.length > 25);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const { accepted, furthest } = recogniser(text);
    const line = text.slice(0, furthest).split('\n').length;
    assert.ok(accepted, `${path.relative(root, file)}:${line}: not read further than here`);
  }
});

test('texts that are no deals are not read', () => {
  for (const text of ['deal { }', 'deal d {', 'step s { }', 'deal d { param x = 5 }',
    'scenario x for d { }', 'deal d { limits { ltv <= } }', 'asset x { decimals 2 }']) {
    assert.equal(recogniser(text).accepted, false, text);
  }
});

test('the rules are those of the language', () => {
  const ebnf = read('grammar/deal.ebnf').replace(/\(\*[\s\S]*?\*\)/g, '');
  const named = [...ebnf.matchAll(/^(\w+)\s*=/gm)].map((match) => match[1]).sort();
  const ours = new Set([...grammar.rules.keys()].map((name) => name.replace(/^_/, '')));
  assert.deepEqual(named.filter((name) => !ours.has(name)), [], 'missing here');
  const own = ['comment', 'documentation_line'];
  assert.deepEqual([...ours].filter((name) => !named.includes(name) && !own.includes(name)), [], 'not in the language');
});

test('conflicts, the word and extras name rules', () => {
  const names = [...grammar.conflicts.flat(), grammar.word, ...grammar.extras].filter((part) => part.type === 'rule');
  for (const { name } of names) assert.ok(grammar.rules.has(name), name);
});

test('the queries name nodes and words that exist', () => {
  const nodes = new Set([...grammar.rules.keys()].filter((name) => !name.startsWith('_')));
  const literal = new Set();
  const collect = (part) => (part.type === 'word' ? literal.add(part.text) : part.parts?.forEach(collect));
  grammar.rules.forEach(collect);
  for (const file of readdirSync(path.join(folder, 'queries'))) {
    const query = read(`editors/tree-sitter/queries/${file}`).replace(/;.*$/gm, '');
    const given = [...query.matchAll(/\((\w+)/g)].map((match) => match[1]);
    assert.ok(given.length > 2, file);
    for (const name of given) assert.ok(nodes.has(name), `${file}: ${name}`);
    for (const [, text] of query.matchAll(/"([^"]+)"/g)) assert.ok(literal.has(text), `${file}: "${text}"`);
    const bare = query.replace(/"[^"]*"/g, '');
    assert.equal(bare.split('(').length, bare.split(')').length, `${file}: brackets`);
  }
});
