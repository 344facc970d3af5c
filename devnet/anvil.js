// Starts anvil on the loopback and speaks JSON-RPC to it. The node ends with us, however we end.
const fs = require('fs');
const net = require('net');
const path = require('path');
const { spawn } = require('child_process');

const CHAIN_ID = 138;
const UP_MS_MAX = 30_000;

const program = () => path.join(path.dirname(require.resolve('@foundry-rs/anvil-linux-amd64/package.json')), 'bin', 'anvil');

// A port that was free a moment ago; this one, when one is named.
function freePort(port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', (error) => reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use`) : error));
    server.listen(port, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

// {port?, loadState?, timestamp?, blockTime?, accounts?, more?} -> a node.
async function startAnvil(options = {}) {
  const port = await freePort(options.port || 0);
  const words = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(CHAIN_ID), '--silent',
    '--accounts', String(options.accounts || 10)];
  if (options.loadState) words.push('--load-state', options.loadState);
  if (options.timestamp) words.push('--timestamp', String(options.timestamp));
  if (options.blockTime) words.push('--block-time', String(options.blockTime));
  words.push(...(options.more || []));
  // The kernel ends it when we are killed: nothing of a local network outlives the command that started it.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program(), ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (bytes) => (said = (said + bytes).slice(-2000)));
  const node = new Node(`http://127.0.0.1:${port}`, child);
  const deadline = Date.now() + UP_MS_MAX;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`anvil ended at once: ${said.trim()}`);
    try {
      await node.rpc('eth_chainId');
      // Somebody else's node would answer too.
      if (child.exitCode === null) return node;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`anvil does not answer on port ${port}: ${error.message}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

class Node {
  constructor(url, child) {
    this.url = url;
    this.child = child;
    this.id = 0;
  }

  async rpc(method, params = []) {
    const answer = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: ++this.id, method, params }),
    });
    const { result, error } = await answer.json();
    if (error) throw Object.assign(new Error(`${method}: ${error.message}`), { code: error.code, data: error.data });
    return result;
  }

  get ended() {
    return this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async stop() {
    if (this.ended) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }
}

module.exports = { startAnvil, Node, CHAIN_ID };
