// The VS Code extension: starts `dealwright lsp` and shows what its commands answer. Everything clever
// is in the server; here are a process, a panel and the ways to them.
'use strict';

const childProcess = require('child_process');
const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

const pageScheme = 'dealwright-page';
const serverCommands = {
  'dealwright.dryRun': 'a dry run',
  'dealwright.showPlan': 'the plan',
  'dealwright.prove': 'the proof',
  'dealwright.showWorstPath': 'the worst path',
};

let client;

function programPath() {
  return vscode.workspace.getConfiguration('dealwright').get('path') || 'dealwright';
}

async function startClient() {
  const command = programPath();
  client = new LanguageClient(
    'dealwright',
    'Dealwright',
    { command, args: ['lsp'], transport: TransportKind.stdio },
    {
      documentSelector: [
        { language: 'deal', scheme: 'file' },
        { language: 'deal', scheme: 'untitled' },
      ],
      synchronize: {
        fileEvents: vscode.workspace.createFileSystemWatcher('**/{*.deal,dealwright.lock,dealwright.toml,abi/*.json}'),
      },
      initializationOptions: { showsPages: true },
      middleware: { executeCommand: (name, args, next) => runFromLens(name, args, next) },
    },
  );
  try {
    await client.start();
  } catch (error) {
    const choice = await vscode.window.showErrorMessage(
      `The program \`${command}\` could not be started as a language server: ${error.message}. ` +
        'Set where it lies in the setting `dealwright.path`.',
      'Open Settings',
    );
    if (choice) vscode.commands.executeCommand('workbench.action.openSettings', 'dealwright.path');
  }
}

// Pages are texts of their own: they can be searched, kept beside the deal and copied from.
class Pages {
  constructor() {
    this.texts = new Map();
    this.changed = new vscode.EventEmitter();
    this.onDidChange = this.changed.event;
  }

  provideTextDocumentContent(uri) {
    return this.texts.get(uri.toString()) || '';
  }

  async show(name, page) {
    const uri = vscode.Uri.from({ scheme: pageScheme, path: `/${name.replace(/[^\w .-]/g, '_')}.txt` });
    this.texts.set(uri.toString(), page);
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: false,
    });
  }
}

const pages = new Pages();

async function showReport(report) {
  if (!report || typeof report.title !== 'string') return;
  vscode.window.setStatusBarMessage(report.title, 10000);
  if (!report.passed) vscode.window.showWarningMessage(report.title);
  await pages.show(report.title.split(':')[0], report.page || report.title);
}

async function ask(command, args) {
  if (!client) throw new Error('The language server is not running: see the setting `dealwright.path`.');
  const offered = client.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
  if (!offered.includes(command)) {
    throw new Error(`This version of dealwright has no command for that (${command.replace('dealwright.', '')}).`);
  }
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Dealwright' },
    () => client.sendRequest('workspace/executeCommand', { command, arguments: args }),
  );
}

// A lens names its document and deal; the palette does not, and then the open editor counts.
async function runFromLens(name, args, next) {
  try {
    const report = await ask(name, args);
    await showReport(report);
    return report;
  } catch (error) {
    vscode.window.showErrorMessage(error.message);
    return undefined;
  }
}

async function chooseDeal(uri) {
  const symbols = (await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', uri)) || [];
  const deals = symbols.filter((symbol) => symbol.detail === 'deal').map((symbol) => symbol.name);
  if (deals.length <= 1) return deals[0];
  return vscode.window.showQuickPick(deals, { placeHolder: 'Which deal?' });
}

async function chooseScenario(uri) {
  const symbols = (await vscode.commands.executeCommand('vscode.executeDocumentSymbolProvider', uri)) || [];
  const scenarios = symbols
    .filter((symbol) => symbol.detail.startsWith('for '))
    .map((symbol) => ({ label: symbol.name.replace(/^"|"$/g, ''), description: symbol.detail.slice(4) }));
  const chosen = await vscode.window.showQuickPick(scenarios, { placeHolder: 'Which scenario?' });
  return chosen && { deal: chosen.description, scenario: chosen.label };
}

function openDeal() {
  const editor = vscode.window.activeTextEditor;
  if (editor && editor.document.languageId === 'deal') return editor.document.uri;
  vscode.window.showInformationMessage('Open a deal first.');
  return undefined;
}

async function runOnDeal(command) {
  const uri = openDeal();
  if (!uri) return;
  const deal = await chooseDeal(uri);
  if (!deal) {
    vscode.window.showInformationMessage(`The file has no deal, so there is nothing for ${serverCommands[command]}.`);
    return;
  }
  await runFromLens(command, [uri.toString(), deal]);
}

async function runScenario() {
  const uri = openDeal();
  const chosen = uri && (await chooseScenario(uri));
  if (chosen) await runFromLens('dealwright.runScenario', [uri.toString(), chosen.deal, chosen.scenario]);
}

// The whole folder as continuous integration sees it: the command itself, with what is on the disk.
function checkFolder() {
  const folder = (vscode.workspace.workspaceFolders || [])[0];
  if (!folder) {
    vscode.window.showInformationMessage('Open a folder first.');
    return;
  }
  childProcess.execFile(
    programPath(),
    ['check', '--color', 'never', '.'],
    { cwd: folder.uri.fsPath, maxBuffer: 64 * 1024 * 1024 },
    (error, out, err) => {
      if (error && error.code === 'ENOENT') {
        vscode.window.showErrorMessage(`There is no program \`${programPath()}\`; set \`dealwright.path\`.`);
        return;
      }
      pages.show('check', out + err);
    },
  );
}

async function explain() {
  const code = await vscode.window.showInputBox({ prompt: 'A code as findings show it', placeHolder: 'D400' });
  if (code) await runFromLens('dealwright.explain', [code]);
}

async function activate(context) {
  const register = (name, act) => context.subscriptions.push(vscode.commands.registerCommand(name, act));
  context.subscriptions.push(vscode.workspace.registerTextDocumentContentProvider(pageScheme, pages));
  register('dealwright.check', checkFolder);
  register('dealwright.restart', async () => {
    await stopClient();
    await startClient();
  });
  // The client registers what the server offers under the same names and passes it to `runFromLens`
  // with the lens's arguments; these are for the palette, which gives none.
  paletteCommands(register);
  await startClient();
}

function paletteCommands(register) {
  register('dealwright.palette.runScenario', runScenario);
  register('dealwright.palette.explain', explain);
  for (const command of Object.keys(serverCommands)) {
    register(command.replace('dealwright.', 'dealwright.palette.'), () => runOnDeal(command));
  }
}

async function stopClient() {
  const old = client;
  client = undefined;
  if (old) await old.stop().catch(() => undefined);
}

module.exports = { activate, deactivate: stopClient };
