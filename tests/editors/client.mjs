// A real protocol client over the program's own standard input and output, for the tests.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import protocol from 'vscode-languageserver-protocol/node.js';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.DEALWRIGHT_APP ?? path.join(root, 'build/release/bin/dealwright');
export const flagshipPath = path.join(root, 'workflows/freeze_resistant_loop/deal.deal');
export const flagship = readFileSync(flagshipPath, 'utf8');
export const uriOf = (file) => pathToFileURL(file).href;

const capabilities = {
  general: { positionEncodings: ['utf-16'] },
  textDocument: {
    synchronization: { didSave: true },
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
    hover: { contentFormat: ['markdown'] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
  },
  workspace: { workspaceFolders: true, inlayHint: { refreshSupport: true } },
};

export class Client {
  static async start({ folder = root, more = {} } = {}) {
    const client = new Client();
    client.process = spawn(program, ['lsp'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
    client.exited = new Promise((resolve) => client.process.on('exit', resolve));
    client.connection = protocol.createProtocolConnection(
      new protocol.StreamMessageReader(client.process.stdout),
      new protocol.StreamMessageWriter(client.process.stdin),
    );
    client.diagnostics = new Map();
    client.waiting = [];
    client.refreshes = 0;
    client.connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
      client.diagnostics.set(`${params.uri}#${params.version}`, params.diagnostics);
      client.waiting = client.waiting.filter((wait) => !wait());
    });
    client.connection.onRequest(protocol.InlayHintRefreshRequest.type, () => {
      client.refreshes += 1;
      client.waiting = client.waiting.filter((wait) => !wait());
      return null;
    });
    client.connection.listen();
    client.server = await client.ask(protocol.InitializeRequest.type, {
      processId: process.pid,
      rootUri: uriOf(folder),
      workspaceFolders: [{ uri: uriOf(folder), name: 'tests' }],
      capabilities,
      initializationOptions: { showsPages: true },
      ...more,
    });
    await client.tell(protocol.InitializedNotification.type, {});
    client.versions = new Map();
    client.texts = new Map();
    return client;
  }

  ask(type, params, token) {
    return this.connection.sendRequest(type, params, token);
  }

  tell(type, params) {
    return this.connection.sendNotification(type, params);
  }

  // Resolves when the condition holds; the suite's time-out is the bound.
  until(holds) {
    return new Promise((resolve) => {
      const wait = () => {
        if (!holds()) return false;
        resolve();
        return true;
      };
      if (!wait()) this.waiting.push(wait);
    });
  }

  async findings(uri) {
    const key = `${uri}#${this.versions.get(uri)}`;
    await this.until(() => this.diagnostics.has(key));
    return this.diagnostics.get(key);
  }

  async open(uri, text) {
    this.versions.set(uri, 1);
    this.texts.set(uri, text);
    await this.tell(protocol.DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId: 'deal', version: 1, text },
    });
    return this.findings(uri);
  }

  async change(uri, contentChanges, text) {
    const version = this.versions.get(uri) + 1;
    this.versions.set(uri, version);
    this.texts.set(uri, text);
    await this.tell(protocol.DidChangeTextDocumentNotification.type, { textDocument: { uri, version }, contentChanges });
  }

  async replaceAll(uri, text) {
    await this.change(uri, [{ text }], text);
    return this.findings(uri);
  }

  // The place n characters after the beginning of the mark.
  at(uri, mark, n = 0) {
    const text = this.texts.get(uri);
    const found = text.indexOf(mark);
    if (found < 0) throw new Error(`the text has no ${mark}`);
    return { textDocument: { uri }, position: placeOf(text, found + n) };
  }

  async end() {
    await this.ask(protocol.ShutdownRequest.type);
    await this.tell(protocol.ExitNotification.type);
    const code = await this.exited;
    this.connection.dispose();
    return code;
  }
}

export function placeOf(text, offset) {
  const before = text.slice(0, offset);
  const line = before.split('\n').length - 1;
  return { line, character: offset - (before.lastIndexOf('\n') + 1) };
}

export function applied(text, edits) {
  const lines = text.split('\n');
  const starts = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  const offset = (place) => Math.min(starts[place.line] + place.character, text.length);
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return sorted.reduce(
    (done, edit) => done.slice(0, offset(edit.range.start)) + edit.newText + done.slice(offset(edit.range.end)),
    text,
  );
}

export { protocol };
