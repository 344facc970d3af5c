// The grammar as VS Code, Sublime Text and JetBrains editors run it: their tokenizer, our file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { root } from './client.mjs';

const grammarPath = path.join(root, 'editors/vscode/syntaxes/deal.tmLanguage.json');
export const grammarText = readFileSync(grammarPath, 'utf8');

const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
const onigLib = oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength)).then(() => ({
  createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
  createOnigString: (text) => new oniguruma.OnigString(text),
}));
const registry = new textmate.Registry({
  onigLib,
  loadGrammar: async (scope) => (scope === 'source.deal' ? textmate.parseRawGrammar(grammarText, grammarPath) : null),
});
export const grammar = await registry.loadGrammar('source.deal');

// [{ line, start, end, scope }] for every token that has a scope of its own.
export function tokensOf(text) {
  let state = textmate.INITIAL;
  const found = [];
  text.split('\n').forEach((content, line) => {
    const result = grammar.tokenizeLine(content, state);
    state = result.ruleStack;
    for (const token of result.tokens) {
      const scope = token.scopes.at(-1);
      const end = Math.min(token.endIndex, content.length);
      if (scope !== 'source.deal' && token.startIndex < end) {
        found.push({ line, start: token.startIndex, end, scope, scopes: token.scopes });
      }
    }
  });
  return found;
}

// What a reader would call it: the class of colours that a theme gives.
export function classOf(token) {
  const has = (part) => token.scopes.some((scope) => scope.startsWith(part));
  if (has('comment')) return 'comment';
  if (has('string')) return 'string';
  if (has('constant.numeric')) return 'number';
  if (has('keyword.operator.word') || has('keyword.control')) return 'keyword';
  if (has('keyword.operator')) return 'operator';
  if (has('entity.name.type') || has('support.type')) return 'type';
  if (has('punctuation')) return 'punctuation';
  return 'name';
}
