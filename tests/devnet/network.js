// The local network as its users start it: devnet/start in a folder of its own, ended with the test.
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Node } = require('../../devnet/anvil.js');
const { Chain } = require('../../devnet/chain.js');

const ROOT = path.join(__dirname, '../..');

// -> {said: what it printed as JSON, node, chain (as the deployer), folder, profile: its path, child, end()}.
async function startNetwork(words = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dealwright-devnet-'));
  const child = spawn(path.join(ROOT, 'devnet/start'), ['--port', '0', '--until-eof', '--json', ...words],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = JSON.parse(await firstLine(child));
  const node = new Node(said.url);
  return {
    said, node, folder, child, chain: new Chain(node, said.deployer), profile: path.join(folder, said.profile),
    end: async () => {
      const gone = ended(child);
      child.stdin.end();
      await gone;
      fs.rmSync(folder, { recursive: true });
    },
  };
}

// Everything until the first line end; fails with what it said on standard error when it ends before that.
function firstLine(child) {
  return new Promise((resolve, reject) => {
    let out = '';
    let err = '';
    child.stdout.on('data', (bytes) => {
      out += bytes;
      if (out.includes('\n')) resolve(out.split('\n')[0]);
    });
    child.stderr.on('data', (bytes) => { err += bytes; });
    child.once('exit', (code) => reject(new Error(`devnet/start ended with ${code}: ${err}`)));
  });
}

const ended = (child) => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
  else child.once('exit', resolve);
});

// Whether somebody answers there, looked at until it is as expected or ten seconds are over.
async function answers(node, expected) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const does = await node.rpc('eth_chainId').then(() => true, () => false);
    if (does === expected || Date.now() > deadline) return does;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

module.exports = { startNetwork, ended, answers, ROOT };
