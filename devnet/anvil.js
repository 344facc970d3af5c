// Starts anvil on the loopback and speaks JSON-RPC to it. The node ends with us, however we end.
const path = require('path');
const { spawn } = require('child_process');

const CHAIN_ID = 138;
const UP_MS_MAX = 30_000;

const program = () => path.join(path.dirname(require.resolve('@foundry-rs/anvil-linux-amd64/package.json')), 'bin', 'anvil');

// {port?, loadState?, timestamp?, blockTime?, accounts?, more?} -> a node. Without a port it takes a free one itself, so that two
// that start at once never meet.
async function startAnvil(options = {}) {
  const words = ['--host', '127.0.0.1', '--port', String(options.port || 0), '--chain-id', String(CHAIN_ID),
    '--accounts', String(options.accounts || 10)];
  if (options.loadState) words.push('--load-state', options.loadState);
  if (options.timestamp) words.push('--timestamp', String(options.timestamp));
  if (options.blockTime) words.push('--block-time', String(options.blockTime));
  words.push(...(options.more || []));
  // The kernel ends it when we are killed: nothing of a local network outlives the command that started it.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program(), ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    return new Node(`http://${await listening(child, options.port)}`, child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

// Where it says that it listens. It talks on about every request; nobody hears that.
function listening(child, port) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('anvil does not come up')), UP_MS_MAX);
    const done = (act, value) => {
      clearTimeout(timer);
      child.stdout.removeAllListeners('data');
      child.stdout.resume();
      act(value);
    };
    let said = '';
    let wrong = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
      const address = /Listening on (127\.0\.0\.1:\d+)/.exec(said);
      if (address) done(resolve, address[1]);
    });
    child.stderr.on('data', (bytes) => { wrong = (wrong + bytes).slice(-2000); });
    child.once('error', (error) => done(reject, error));
    child.once('exit', () => done(reject, new Error(/address (already )?in use/i.test(wrong + said)
      ? `port ${port} is in use` : `anvil ended at once: ${wrong.trim()}`)));
  });
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
