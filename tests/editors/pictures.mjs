// The pictures of the guide to editors: deals as the TextMate grammar colours them, in SVG, with what the server
// says on top. `node pictures.mjs` draws them anew, `--check` fails when they are not what would be drawn.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, flagship, flagshipPath, protocol, root, uriOf } from './client.mjs';
import { classOf, tokensOf } from './textmate.mjs';

const folder = path.join(root, 'docs/guides/pictures');
const colours = {
  comment: '#6a737d', string: '#032f62', number: '#005cc5', keyword: '#d73a49', operator: '#d73a49', type: '#6f42c1',
  name: '#24292e', punctuation: '#24292e', function: '#22863a', hint: '#8a8f98', error: '#cb2431',
};
const size = { character: 8.4, line: 20, left: 48, top: 14 };

const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const span = (text, x, y, fill, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y}" fill="${fill}"${more}>${escaped(text).replace(/ /g, '\u00a0')}</text>`;

// Lines [first, last) of a text; hints are [{ line, character, text }], marks are findings.
function drawn(text, first, last, { hints = [], marks = [], box } = {}) {
  const lines = text.split('\n');
  const tokens = tokensOf(text);
  const body = [];
  let widest = 0;
  for (let line = first; line < last; line += 1) {
    const y = size.top + (line - first) * size.line + 4;
    body.push(span(String(line + 1).padStart(3), 8, y, '#b0b5bb'));
    const here = hints.filter((hint) => hint.line === line).sort((a, b) => a.character - b.character);
    const shift = (character) =>
      here.filter((hint) => hint.character <= character).reduce((sum, hint) => sum + hint.text.length + 1, 0);
    const x = (character) => size.left + (character + shift(character)) * size.character;
    let at = 0;
    const put = (to, fill) => {
      const words = lines[line].slice(at, to);
      if (words.trim()) {
        const blank = words.length - words.trimStart().length;
        body.push(span(words.trim(), x(at + blank), y, fill));
      }
      at = to;
    };
    for (const token of tokens.filter((other) => other.line === line)) {
      put(token.start, colours.name);
      const fill = token.scope.includes('entity.name.function') || token.scope.includes('support.function')
        ? colours.function : colours[classOf(token)];
      put(token.end, fill);
    }
    put(lines[line].length, colours.name);
    let before = 0;
    for (const hint of here) {
      body.push(span(hint.text, size.left + (hint.character + before) * size.character + 4, y, colours.hint, ' font-size="12"'));
      before += hint.text.length + 1;
    }
    for (const mark of marks.filter((other) => other.range.start.line === line)) {
      const from = x(mark.range.start.character);
      const to = x(mark.range.end.character - 1) + size.character;
      body.push(`<path d="M${from.toFixed(1)} ${y + 4}H${to.toFixed(1)}" stroke="${colours.error}" stroke-width="2" stroke-dasharray="3 2"/>`);
    }
    widest = Math.max(widest, (lines[line].length + shift(lines[line].length)) * size.character);
  }
  let height = size.top + (last - first) * size.line;
  if (box) {
    const top = height + 2;
    const rows = box.flatMap((row) => row.match(/.{1,92}(?:\s|$)|.{1,92}/g) ?? ['']);
    body.push(`<rect x="${size.left}" y="${top}" width="${94 * size.character}" height="${rows.length * size.line + 10}" rx="4" fill="#f6f8fa" stroke="#d1d5da"/>`);
    rows.forEach((row, i) => body.push(span(row.trimEnd(), size.left + 10, top + 19 + i * size.line, '#24292e', ' font-size="13"')));
    height = top + rows.length * size.line + 20;
    widest = Math.max(widest, 95 * size.character);
  }
  const width = Math.ceil(size.left + widest + 24);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="ui-monospace,Menlo,Consolas,monospace" font-size="14"><rect width="100%" height="100%" fill="#ffffff"/>\n` +
    `${body.join('\n')}\n</svg>\n`;
}

const uri = uriOf(flagshipPath);

async function pictures() {
  const client = await Client.start();
  await client.open(uri, flagship);
  const all = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
  const answered = await client.ask(protocol.InlayHintRequest.type, { textDocument: { uri }, range: all });
  // Types only: what is left of limits is the engine's to say and would be drawn anew with every change of it.
  const hints = answered.filter((hint) => hint.kind).map((hint) => ({ ...hint.position, text: hint.label }));
  const hover = await client.ask(protocol.HoverRequest.type, client.at(uri, 'of 70% of lot', 10));
  const page = hover.contents.value.split('\n').filter((line) => line && !line.startsWith('```'));
  const items = (await client.ask(protocol.CompletionRequest.type, client.at(uri, 'aave.borrow(USDT', 5))).items;
  const broken = flagship.replace('from working)', 'from workin)');
  const [finding] = await client.replaceAll(uri, broken);
  await client.end();
  const at = (mark) => flagship.slice(0, flagship.indexOf(mark)).split('\n').length - 1;
  return {
    'colours.svg': drawn(flagship, at('  limits {'), at('  step repay')),
    'hints.svg': drawn(flagship, at('  step open_credit'), at('  ladder redeem'), { hints }),
    'finding.svg': drawn(broken, at('  step open_credit'), at('  step open_credit') + 5, {
      marks: [finding], box: `${finding.code}: ${finding.message}`.split('\n'),
    }),
    'hover.svg': drawn(flagship, at('  ladder redeem'), at('  ladder redeem') + 3, { box: page }),
    'completion.svg': drawn(flagship, at('    aave.borrow(USDT'), at('    aave.borrow(USDT') + 1, {
      box: items.map((item) => `${item.label.padEnd(10)} ${item.detail}`.slice(0, 92)),
    }),
  };
}

const check = process.argv.includes('--check');
mkdirSync(folder, { recursive: true });
let stale = false;
for (const [name, svg] of Object.entries(await pictures())) {
  const file = path.join(folder, name);
  if (!check) {
    writeFileSync(file, svg);
    continue;
  }
  let there = '';
  try {
    there = readFileSync(file, 'utf8');
  } catch {
    // Said below.
  }
  if (there !== svg) {
    console.error(`docs/guides/pictures/${name} is not what would be drawn: run tests/editors/pictures.mjs`);
    stale = true;
  }
}
process.exit(stale ? 1 : 0);
