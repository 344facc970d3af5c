// The VS Code extension against a small model of the editor: what it contributes it registers, lenses and the palette
// reach the server, and what the server answers is shown.
import assert from 'node:assert/strict';
import { readFileSync, existsSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../editors/vscode');
const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
const require = createRequire(path.join(folder, 'extension.js'));

function editor({ start = async () => {} } = {}) {
  const seen = { commands: new Map(), asked: [], shown: [], errors: [], warnings: [], documents: [] };
  class EventEmitter {
    event = () => {};
    fire() {}
  }
  class LanguageClient {
    constructor(id, name, server, options) {
      Object.assign(seen, { server, options });
      this.initializeResult = {
        capabilities: { executeCommandProvider: { commands: ['dealwright.showPlan', 'dealwright.runScenario'] } },
      };
    }

    start() {
      return start();
    }

    async stop() {
      seen.stopped = true;
    }

    async sendRequest(method, params) {
      seen.asked.push([method, params]);
      return { passed: params.command !== 'dealwright.runScenario', title: 'a title: words', page: 'a page' };
    }
  }
  const uri = { toString: () => 'file:///d.deal' };
  const vscode = {
    EventEmitter,
    ViewColumn: { Beside: 2 },
    ProgressLocation: { Window: 10 },
    Uri: { from: (parts) => ({ ...parts, toString: () => `${parts.scheme}:${parts.path}` }) },
    commands: {
      registerCommand: (name, act) => seen.commands.set(name, act),
      executeCommand: async () => [
        { name: 'd', detail: 'deal' },
        { name: '"one story"', detail: 'for d' },
      ],
    },
    window: {
      activeTextEditor: { document: { languageId: 'deal', uri } },
      showErrorMessage: async (words) => void seen.errors.push(words),
      showWarningMessage: async (words) => void seen.warnings.push(words),
      showInformationMessage: async (words) => void seen.shown.push(words),
      setStatusBarMessage: (words) => seen.shown.push(words),
      showQuickPick: async (items) => items[0],
      showTextDocument: async (document) => seen.documents.push(document),
      withProgress: (_, act) => act(),
    },
    workspace: {
      getConfiguration: () => ({ get: () => '' }),
      createFileSystemWatcher: () => ({}),
      registerTextDocumentContentProvider: (_, provider) => (seen.provider = provider),
      openTextDocument: async (place) => seen.provider.provideTextDocumentContent(place),
      workspaceFolders: [],
    },
  };
  const load = Module._load;
  Module._load = (name, ...more) => {
    if (name === 'vscode') return vscode;
    if (name === 'vscode-languageclient/node') return { LanguageClient, TransportKind: { stdio: 0 } };
    return load(name, ...more);
  };
  delete require.cache[require.resolve('./extension.js')];
  const extension = require('./extension.js');
  Module._load = load;
  return { seen, extension };
}

async function activated(options) {
  const { seen, extension } = editor(options);
  await extension.activate({ subscriptions: [] });
  return { seen, extension };
}

test('every command that is contributed is registered', async () => {
  const { seen } = await activated();
  for (const { command } of manifest.contributes.commands) assert.ok(seen.commands.has(command), command);
  assert.deepEqual(seen.server, { command: 'dealwright', args: ['lsp'], transport: 0 });
});

test('a command of the palette asks about the open deal and shows the page', async () => {
  const { seen } = await activated();
  await seen.commands.get('dealwright.palette.showPlan')();
  assert.deepEqual(seen.asked, [
    ['workspace/executeCommand', { command: 'dealwright.showPlan', arguments: ['file:///d.deal', 'd'] }],
  ]);
  assert.deepEqual(seen.documents, ['a page']);
});

test('a scenario is chosen by its title, and one that fails warns', async () => {
  const { seen } = await activated();
  await seen.commands.get('dealwright.palette.runScenario')();
  assert.deepEqual(seen.asked[0][1].arguments, ['file:///d.deal', 'd', 'one story']);
  assert.deepEqual(seen.warnings, ['a title: words']);
});

test('a lens passes its own arguments', async () => {
  const { seen } = await activated();
  await seen.options.middleware.executeCommand('dealwright.showPlan', ['file:///other.deal', 'e'], () => {});
  assert.deepEqual(seen.asked[0][1].arguments, ['file:///other.deal', 'e']);
});

test('what the program does not offer is said in words', async () => {
  const { seen } = await activated();
  await seen.commands.get('dealwright.palette.prove')();
  assert.match(seen.errors[0], /no command for that \(prove\)/);
});

test('a program that is not there is said in words', async () => {
  const { seen } = await activated({ start: async () => Promise.reject(new Error('spawn dealwright ENOENT')) });
  assert.match(seen.errors[0], /could not be started as a language server.*dealwright\.path/s);
});

test('the server is stopped with the extension', async () => {
  const { seen, extension } = await activated();
  await extension.deactivate();
  assert.ok(seen.stopped);
});

test('every file that the manifest names is there', () => {
  const { languages, grammars, snippets } = manifest.contributes;
  const files = [manifest.main, ...languages.map((it) => it.configuration), ...grammars.map((it) => it.path), ...snippets.map((it) => it.path)];
  for (const file of files) assert.ok(existsSync(path.join(folder, file)), file);
});
