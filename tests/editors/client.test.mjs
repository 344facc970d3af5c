// The language server as editors meet it: the program as a process, a real client, every feature.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Client, applied, flagship, flagshipPath, program, protocol, root, uriOf } from './client.mjs';

const uri = uriOf(flagshipPath);

async function withFlagship(act) {
  const client = await Client.start();
  try {
    assert.deepEqual(await client.open(uri, flagship), []);
    await act(client);
    assert.equal(await client.end(), 0);
  } finally {
    client.process.kill();
  }
}

test('the server says what it can do', () =>
  withFlagship(async (client) => {
    const can = client.server.capabilities;
    assert.equal(client.server.serverInfo.name, 'dealwright');
    assert.equal(can.positionEncoding, 'utf-16');
    assert.equal(can.textDocumentSync.change, protocol.TextDocumentSyncKind.Incremental);
    for (const ability of [
      'hoverProvider', 'completionProvider', 'signatureHelpProvider', 'definitionProvider', 'declarationProvider',
      'referencesProvider', 'documentHighlightProvider', 'documentSymbolProvider', 'workspaceSymbolProvider',
      'codeActionProvider', 'codeLensProvider', 'documentLinkProvider', 'documentFormattingProvider', 'renameProvider',
      'foldingRangeProvider', 'selectionRangeProvider', 'inlayHintProvider', 'semanticTokensProvider',
      'executeCommandProvider',
    ]) assert.ok(can[ability], ability);
  }));

test('each keystroke of a statement is checked, and the last one is clean', () =>
  withFlagship(async (client) => {
    const line = '    desk.buy(USDTz, pay: cash, max_price: ceiling)       -> lot\n';
    const without = flagship.replace(line, '');
    await client.replaceAll(uri, without);
    let text = without;
    const from = flagship.indexOf(line);
    for (const character of line) {
      const at = from + (text.length - without.length);
      const before = text.slice(0, at);
      const position = { line: before.split('\n').length - 1, character: at - before.lastIndexOf('\n') - 1 };
      text = before + character + text.slice(at);
      await client.change(uri, [{ range: { start: position, end: position }, text: character }], text);
    }
    assert.equal(text, flagship);
    assert.deepEqual(await client.findings(uri), []);
  }));

test('findings are those of the command line', () =>
  withFlagship(async (client) => {
    const broken = flagship.replace('from working)', 'from workin)').replace('desk.buy(', 'desk.by(');
    const found = await client.replaceAll(uri, broken);
    const said = JSON.parse(spawnSync(program, ['check', '--json', '-'], { input: broken }).stdout);
    assert.deepEqual(
      found.map((finding) => [finding.code, finding.range.start.line + 1, finding.range.start.character + 1]),
      said.diagnostics.map((finding) => [finding.code, finding.line, finding.column]),
    );
  }));

test('a broken flagship shows its fix, and applying it makes `check` pass', () =>
  withFlagship(async (client) => {
    const broken = flagship.replace('from working)', 'from workin)');
    const [finding] = await client.replaceAll(uri, broken);
    const actions = await client.ask(protocol.CodeActionRequest.type, {
      textDocument: { uri }, range: finding.range, context: { diagnostics: [finding] },
    });
    assert.equal(actions[0].kind, 'quickfix');
    assert.match(actions[0].title, /working/);
    const fixed = applied(broken, actions[0].edit.changes[uri]);
    assert.equal(spawnSync(program, ['check', '-'], { input: fixed }).status, 0);
    assert.deepEqual(await client.replaceAll(uri, fixed), []);
  }));

test('hover, definition, references, highlights, rename', () =>
  withFlagship(async (client) => {
    const hover = await client.ask(protocol.HoverRequest.type, client.at(uri, 'of 70% of lot', 10));
    assert.match(hover.contents.value, /holding lot: USDTz/);
    const own = await client.ask(protocol.DefinitionRequest.type, client.at(uri, 'of 70% of lot', 10));
    assert.deepEqual(own.range.start, client.at(uri, '-> lot', 3).position);
    const library = await client.ask(protocol.DefinitionRequest.type, client.at(uri, 'aave.borrow(USDT', 6));
    const file = new URL(library.uri);
    assert.match(readFileSync(file, 'utf8').split('\n')[library.range.start.line], /action borrow/);
    const references = await client.ask(protocol.ReferencesRequest.type, {
      ...client.at(uri, '-> lot', 3), context: { includeDeclaration: true },
    });
    assert.equal(references.filter((place) => place.uri === uri).length, 2);
    const marked = await client.ask(protocol.DocumentHighlightRequest.type, client.at(uri, '-> lot', 3));
    assert.equal(marked.length, 2);
    const { placeholder } = await client.ask(protocol.PrepareRenameRequest.type, client.at(uri, '-> lot', 3));
    assert.equal(placeholder, 'lot');
    const edit = await client.ask(protocol.RenameRequest.type, { ...client.at(uri, '-> lot', 3), newName: 'bag' });
    assert.deepEqual(await client.replaceAll(uri, applied(flagship, edit.changes[uri])), []);
    await assert.rejects(
      client.ask(protocol.RenameRequest.type, { ...client.at(uri, '-> bag', 3), newName: 'No' }),
      /snake_case/,
    );
  }));

test('a file of the library is shown without findings', () =>
  withFlagship(async (client) => {
    const place = await client.ask(protocol.DefinitionRequest.type, client.at(uri, 'aave.borrow(USDT', 6));
    assert.deepEqual(await client.open(place.uri, readFileSync(new URL(place.uri), 'utf8')), []);
    const prelude = new URL('prelude.deal', place.uri);
    assert.deepEqual(await client.open(prelude.href, readFileSync(prelude, 'utf8')), []);
  }));

test('completion and signatures', () =>
  withFlagship(async (client) => {
    const { items } = await client.ask(protocol.CompletionRequest.type, client.at(uri, 'aave.borrow(USDT', 5));
    assert.deepEqual(items.map((item) => item.label), ['borrow', 'flash', 'repay', 'supply', 'withdraw']);
    assert.equal(items[0].insertTextFormat, protocol.InsertTextFormat.Snippet);
    const help = await client.ask(protocol.SignatureHelpRequest.type, client.at(uri, 'ltv: 25%', 6));
    assert.equal(help.activeParameter, 1);
    const [from, to] = help.signatures[0].parameters[1].label;
    assert.equal(help.signatures[0].label.slice(from, to), 'ltv: ratio');
  }));

test('symbols, folding, selections, links, colours', () =>
  withFlagship(async (client) => {
    const document = { textDocument: { uri } };
    const symbols = await client.ask(protocol.DocumentSymbolRequest.type, document);
    assert.equal(symbols[0].name, 'freeze_resistant_loop');
    const found = await client.ask(protocol.WorkspaceSymbolRequest.type, { query: 'open_credit' });
    assert.ok(found.some((symbol) => symbol.location.uri === uri));
    const folds = await client.ask(protocol.FoldingRangeRequest.type, document);
    assert.deepEqual(folds[0], { startLine: 0, endLine: 3, kind: 'imports' });
    const [selection] = await client.ask(protocol.SelectionRangeRequest.type, {
      ...document, positions: [client.at(uri, '-> lot', 3).position],
    });
    assert.ok(selection.parent.parent);
    assert.deepEqual(await client.ask(protocol.DocumentLinkRequest.type, document), []);
    const all = await client.ask(protocol.SemanticTokensRequest.type, document);
    const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
    const some = await client.ask(protocol.SemanticTokensRangeRequest.type, { ...document, range });
    assert.ok(some.data.length > 0 && some.data.length < all.data.length);
    assert.deepEqual(all.data.slice(0, some.data.length), some.data);
  }));

test('formatting is what `fmt` writes', () =>
  withFlagship(async (client) => {
    const untidy = flagship.replace('  step buy after', '      step   buy   after');
    await client.replaceAll(uri, untidy);
    const edits = await client.ask(protocol.DocumentFormattingRequest.type, {
      textDocument: { uri }, options: { tabSize: 2, insertSpaces: true },
    });
    assert.equal(applied(untidy, edits), spawnSync(program, ['fmt', '-'], { input: untidy }).stdout.toString());
  }));

test('hints show types, and what dry runs leave of limits', () =>
  withFlagship(async (client) => {
    await client.until(() => client.refreshes > 0);
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const hints = await client.ask(protocol.InlayHintRequest.type, { textDocument: { uri }, range });
    const labels = hints.map((hint) => hint.label);
    assert.ok(labels.includes(': Debt of USDT'), labels.join());
    assert.ok(labels.some((label) => /^[\d.]+% left$/.test(label)), labels.join());
    const hover = await client.ask(protocol.HoverRequest.type, client.at(uri, 'ltv             <= 30%', 1));
    assert.match(hover.contents.value, /[\d.]+% against 30%/);
  }));

test('lenses run plans and scenarios in the engine', () =>
  withFlagship(async (client) => {
    const lenses = await client.ask(protocol.CodeLensRequest.type, { textDocument: { uri } });
    const titled = (title) => lenses.filter((lens) => lens.command.title === title);
    assert.equal(titled('run scenario').length, 6);
    for (const title of ['show plan', 'dry run', 'show worst path']) assert.equal(titled(title).length, 1, title);
    const run = (lens) =>
      client.ask(protocol.ExecuteCommandRequest.type, {
        command: lens.command.command, arguments: lens.command.arguments,
      });
    const played = await run(titled('run scenario')[0]);
    assert.equal(played.title, 'the whole loop: 4 expectations held');
    assert.equal(played.passed, true);
    const plan = await run(titled('show plan')[0]);
    assert.equal(plan.page, spawnSync(program, ['plan', flagshipPath]).stdout.toString());
    const said = spawnSync(program, ['dry-run', '--scenario', 'the whole loop', flagshipPath]).stdout.toString();
    assert.ok((await run(titled('dry run')[0])).page.endsWith(said));
    const page = await client.ask(protocol.ExecuteCommandRequest.type, {
      command: 'dealwright.explain', arguments: ['D400'],
    });
    assert.match(page.page, /D400/);
  }));

test('a story in a file of its own is played against the deal beside it', () =>
  withFlagship(async (client) => {
    const file = path.join(path.dirname(flagshipPath), 'scenarios.deal');
    assert.deepEqual(await client.open(uriOf(file), readFileSync(file, 'utf8')), []);
    const lenses = await client.ask(protocol.CodeLensRequest.type, { textDocument: { uri: uriOf(file) } });
    const { command, arguments: given } = lenses[0].command;
    const report = await client.ask(protocol.ExecuteCommandRequest.type, { command, arguments: given });
    assert.equal(report.passed, true, report.page);
    assert.match(report.title, /^ether cannot be wrapped: \d+ expectations? held$/);
  }));

test('a scenario that fails says why', () =>
  withFlagship(async (client) => {
    await client.replaceAll(uri, flagship.replace('expect core == 500 ETH', 'expect core == 499 ETH'));
    const report = await client.ask(protocol.ExecuteCommandRequest.type, {
      command: 'dealwright.runScenario', arguments: [uri, 'freeze_resistant_loop', 'the whole loop'],
    });
    assert.equal(report.passed, false);
    assert.match(report.page, /BROKEN\s+line \d+\s+expect core == 499 ETH/);
  }));

test('a cancelled request is answered as cancelled', () =>
  withFlagship(async (client) => {
    const source = new protocol.CancellationTokenSource();
    const answer = client.ask(
      protocol.ExecuteCommandRequest.type,
      { command: 'dealwright.showWorstPath', arguments: [uri, 'freeze_resistant_loop'] },
      source.token,
    );
    source.cancel();
    await assert.rejects(answer, (error) => error.code === protocol.LSPErrorCodes.RequestCancelled);
    const hover = await client.ask(protocol.HoverRequest.type, client.at(uri, '-> lot', 3));
    assert.ok(hover, 'the session goes on');
  }));

test('modules of the project: unsaved text counts, names are renamed across files, nothing leaves the root', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'deal wright-'));
  try {
    writeFileSync(path.join(folder, 'dealwright.toml'), '');
    mkdirSync(path.join(folder, 'parts'));
    const gold = path.join(folder, 'parts/gold.deal');
    const deal = path.join(folder, 'ä deal.deal');
    writeFileSync(gold, 'asset GOLD { decimals 8 }\n');
    writeFileSync(deal, 'use "./parts/gold.deal"\n\ndeal d {\n  buckets of 10 GOLD { working 100% }\n}\n');
    const client = await Client.start({ folder });
    const [goldUri, dealUri] = [uriOf(gold), uriOf(deal)];
    assert.deepEqual(await client.open(dealUri, readFileSync(deal, 'utf8')), []);
    const [link] = await client.ask(protocol.DocumentLinkRequest.type, { textDocument: { uri: dealUri } });
    assert.equal(link.target, goldUri);
    const place = await client.ask(protocol.DefinitionRequest.type, client.at(dealUri, 'GOLD', 1));
    assert.equal(place.uri, goldUri);
    await client.open(goldUri, readFileSync(gold, 'utf8'));
    const edit = await client.ask(protocol.RenameRequest.type, { ...client.at(goldUri, 'GOLD', 1), newName: 'SILVER' });
    assert.deepEqual(Object.keys(edit.changes).sort(), [dealUri, goldUri].sort());
    client.diagnostics.clear();
    await client.replaceAll(goldUri, 'asset SILVER { decimals 8 }\n');
    const [finding] = await client.findings(dealUri);
    assert.equal(finding.code, 'D200');
    const outside = await client.replaceAll(dealUri, 'use "../outside.deal"\n');
    assert.equal(outside[0].code, 'D203');
    assert.equal(await client.end(), 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('places are counted in UTF-16 units, or in bytes where both agree on it', async () => {
  const text = '// \u00e4\u{1F4B0}\nuse weth // \u{1F4B0}\nuse wet // \u{1F4B0}\n';
  for (const [units, column] of [['utf-16', 4], ['utf-8', 4]]) {
    const client = await Client.start({ more: { capabilities: { general: { positionEncodings: [units] } } } });
    assert.equal(client.server.capabilities.positionEncoding, units);
    const found = await client.open(uriOf(path.join(root, 'workflows/unsaved.deal')), text);
    assert.equal(found[0].range.start.line, 2);
    assert.equal(found[0].range.start.character, column);
    const inside = 'deal \u{1F4B0} {\n}\n';
    const [odd] = await client.replaceAll(uriOf(path.join(root, 'workflows/unsaved.deal')), inside);
    assert.equal(odd.range.end.character - odd.range.start.character, units === 'utf-8' ? 4 : 2);
    await client.end();
  }
});

test('bytes that are no message get an error, and the session goes on', async () => {
  const server = spawn(program, ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const frame = (message) => `Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`;
  let out = '';
  server.stdout.on('data', (bytes) => (out += bytes));
  server.stdin.write('GET / HTTP/1.1\r\n\r\n' + frame('{') + frame('[]'));
  server.stdin.write(frame('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'));
  server.stdin.end();
  const code = await new Promise((resolve) => server.on('exit', resolve));
  assert.equal(code, 1, 'an editor that goes away without saying so');
  assert.match(out, /-32700/);
  assert.match(out, /-32600/);
  assert.match(out, /"id":1,"result"/);
});
