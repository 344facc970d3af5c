// The TextMate grammar against the server's own colours over every deal of the repository, and the words
// of all editors against those of the language.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { Client, protocol, root, uriOf } from './client.mjs';
import { classOf, grammarText, tokensOf } from './textmate.mjs';

const read = (file) => readFileSync(path.join(root, file), 'utf8');

function dealsBelow(folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.deal'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

// The server's colours as classes: what no theme tells apart is one.
const classes = {
  comment: 'comment', keyword: 'keyword', string: 'string', number: 'number', operator: 'operator', type: 'type',
};

async function serverTokens(client, uri) {
  const legend = client.server.capabilities.semanticTokensProvider.legend.tokenTypes;
  const { data } = await client.ask(protocol.SemanticTokensRequest.type, { textDocument: { uri } });
  const found = [];
  let line = 0;
  let start = 0;
  for (let i = 0; i < data.length; i += 5) {
    line += data[i];
    start = data[i] === 0 ? start + data[i + 1] : data[i + 1];
    found.push({ line, start, end: start + data[i + 2], kind: classes[legend[data[i + 3]]] ?? 'name' });
  }
  return found;
}

test('the grammar colours every deal as the server does', async () => {
  const client = await Client.start();
  const files = [...dealsBelow('workflows'), ...dealsBelow('stdlib'), ...dealsBelow('tests/language/accepted')];
  assert.ok(files.length > 20);
  let compared = 0;
  const exact = [];
  const words = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const uri = uriOf(path.join(root, 'workflows', `textmate-${compared}.deal`));
    client.texts.set(uri, text);
    await client.tell(protocol.DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'deal', version: 1, text },
    });
    const byLine = new Map();
    for (const token of tokensOf(text)) {
      if (!byLine.has(token.line)) byLine.set(token.line, []);
      byLine.get(token.line).push(token);
    }
    for (const token of await serverTokens(client, uri)) {
      const mine = (byLine.get(token.line) ?? []).find((other) => other.start <= token.start && token.start < other.end);
      const kind = mine ? classOf(mine) : 'name';
      compared += 1;
      if (kind === token.kind) continue;
      const content = text.split('\n')[token.line];
      const report = `${path.relative(root, file)}:${token.line + 1}: ${content.slice(token.start, token.end)} is ${token.kind}, not ${kind}`;
      const sure = ['comment', 'string', 'number', 'type', 'operator'];
      if (sure.includes(kind) || sure.includes(token.kind)) exact.push(report);
      else words.push(report);
    }
    await client.tell(protocol.DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }
  await client.end();
  assert.ok(compared > 4000, `${compared} tokens`);
  assert.deepEqual(exact, [], 'comments, texts, numbers, types and signs are told exactly');
  // A name that is also a word of the language is told by the parser alone.
  assert.ok(words.length * 50 < compared, `${words.length} of ${compared}:\n${words.slice(0, 60).join('\n')}`);
});

test('the grammar has one state at the end of every line', () => {
  for (const file of dealsBelow('tests/language/findings')) {
    const text = readFileSync(file, 'utf8');
    const after = tokensOf(`${text}\n// the end`).at(-1);
    assert.ok(after.scope.startsWith('comment'), `${file} leaves something open`);
  }
});

// ---- Words: grammar/deal.ebnf is the source, and a test of its own holds it against the parser.

const quoted = [...new Set([...read('grammar/deal.ebnf').matchAll(/"([A-Za-z_]+)"/g)].map((match) => match[1]))].sort();
const differences = (words) => {
  const given = new Set(words);
  return {
    missing: quoted.filter((word) => !given.has(word)),
    unknown: [...given].filter((word) => !quoted.includes(word)).sort(),
  };
};
const none = { missing: [], unknown: [] };

test('the words of the TextMate grammar are those of the language', () => {
  const { types, words } = JSON.parse(grammarText).repository;
  const lists = [types, ...words.patterns].flatMap((rule) => rule.match.match(/\(\?:([A-Za-z_|]+)\)/)[1].split('|'));
  assert.deepEqual(differences(lists), none);
});

test('the words of the Vim syntax are those of the language', () => {
  const lines = read('editors/vim/syntax/deal.vim').split('\n');
  const words = lines
    .filter((line) => /^syntax match deal(Word|OperatorWord|TypeWord|Boolean) /.test(line))
    .flatMap((line) => line.match(/%\(([A-Za-z_|]+)\)/)[1].split('|'));
  assert.deepEqual(differences(words), none);
});

test('the words of the tree-sitter grammar are those of the language', () => {
  const source = read('editors/tree-sitter/grammar.js').replace(/\/\/.*$/gm, '');
  const words = [...source.matchAll(/'([A-Za-z_]+)'/g)].map((match) => match[1]).filter((word) => word !== 'deal_language');
  assert.deepEqual(differences(words), none);
});

test('the units of all grammars are those of the language', () => {
  const units = ['ms', 's', 'm', 'h', 'd'];
  const scanned = read('docs/language/reference.md');
  for (const unit of units) assert.match(scanned, new RegExp(`\\d${unit}\\b`), `the reference knows no ${unit}`);
  const { numbers } = JSON.parse(grammarText).repository;
  const duration = numbers.patterns.find((rule) => rule.name.includes('duration')).match;
  assert.match(duration, new RegExp(`\\(\\?:${units.join('\\|')}\\)`));
  assert.ok(read('editors/vim/syntax/deal.vim').includes(units.join('\\|')));
  assert.match(read('editors/tree-sitter/grammar.js'), new RegExp(units.join('\\|')));
  const signs = [...read('grammar/deal.ebnf').match(/compare_sign {4}= (.*) ;/)[1].matchAll(/"([^"]+)"/g)].map((m) => m[1]);
  for (const sign of signs) {
    assert.ok(tokensOf(`a ${sign} b`).some((token) => token.scope === 'keyword.operator.comparison.deal'), sign);
  }
});

test('snippets are deals without a syntax error', async () => {
  const client = await Client.start();
  const snippets = JSON.parse(read('editors/vscode/snippets/deal.json'));
  const wrapped = {
    file: (text) => text,
    deal: (text) => `deal d {\n${text}\n}\n`,
    step: (text) => `deal d {\nstep s {\n${text}\n}\n}\n`,
  };
  const place = { deal: 'file', scenario: 'file', protocol: 'file', asset: 'file', when: 'step' };
  for (const [name, { body }] of Object.entries(snippets)) {
    const text = body
      .join('\n')
      .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
      .replace(/\$\{(\d+):([^}]*)\}/g, '$2')
      .replace(/\$2\b/g, 'capital')
      .replace(/\$8\b/g, 'paid')
      .replace(/\$\d+/g, '');
    const uri = uriOf(path.join(root, 'workflows', `snippet-${name}.deal`));
    const found = await client.open(uri, wrapped[place[name] ?? 'deal'](text));
    const syntax = found.filter((finding) => /^D1/.test(finding.code) && finding.code !== 'D109');
    assert.deepEqual(syntax.map((finding) => finding.message), [], `${name}:\n${text}`);
  }
  await client.end();
});
