// The command devnet/start: reads its options, brings the network up, writes the profile, says what there is, and waits.
const fs = require('fs');
const path = require('path');
const { startAnvil, CHAIN_ID } = require('./anvil.js');
const { roles } = require('./market.js');
const { writeProfile } = require('./profile.js');
const { snapshot } = require('./snapshot.js');

const HELP = `usage: devnet/start [options]

Starts a chain on 127.0.0.1 with real Aave v3, Uniswap v2 and v3, WETH9 and our contracts, writes a network profile for it, and
runs until it is ended (Ctrl-C). Nothing of it stays but the profile.

  --port N           port of the node (8545); 0 takes a free one
  --profile FILE     where the profile goes (networks/local.toml)
  --block-time S     a block every S seconds; without it, one for each transaction
  --accounts N       accounts, 3 to 50 (10): the first owns everything, the last is the guardian, those between are for deals
  --fresh            deploys everything anew instead of loading what was kept in build/devnet
  --until-eof        ends when standard input does: for tests and scripts
  --json             says what there is as one line of JSON
`;

function options(words) {
  const said = { port: 8545, profile: 'networks/local.toml', accounts: 10 };
  const flags = { '--fresh': 'fresh', '--until-eof': 'untilEof', '--json': 'json' };
  const number = (word, text, low, high) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text || '') || value < low || value > high) usage(`${word} is a number from ${low} to ${high}`);
    return value;
  };
  for (let i = 0; i < words.length; ++i) {
    const word = words[i];
    if (word === '--help') {
      process.stdout.write(HELP);
      process.exit(0);
    } else if (flags[word]) said[flags[word]] = true;
    else if (word === '--port') said.port = number(word, words[++i], 0, 65535);
    else if (word === '--block-time') said.blockTime = number(word, words[++i], 0.01, 3600);
    else if (word === '--accounts') said.accounts = number(word, words[++i], 3, 50);
    else if (word === '--profile') said.profile = words[++i] || usage('--profile wants a file');
    else usage(`there is no option ${JSON.stringify(word)}`);
  }
  return said;
}

function usage(what) {
  process.stderr.write(`devnet: ${what}; --help lists the options\n`);
  process.exit(2);
}

async function main() {
  const said = options(process.argv.slice(2));
  const started = Date.now();
  const kept = await snapshot({ fresh: said.fresh, accounts: said.accounts });
  const node = await startAnvil({ port: said.port, loadState: kept.state, accounts: said.accounts, blockTime: said.blockTime });
  const dead = () => {
    process.stderr.write('devnet: anvil has ended\n');
    process.exit(7);
  };
  const end = async (code) => {
    node.child.off('exit', dead);
    await node.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0));
  node.child.once('exit', dead);
  if (said.untilEof) process.stdin.resume().on('end', () => end(0));

  const { deployer, guardian, deals } = roles(await node.rpc('eth_accounts'));
  fs.mkdirSync(path.dirname(said.profile), { recursive: true });
  await writeProfile(said.profile, node, kept.book, deals);
  const ready = { url: node.url, chain_id: CHAIN_ID, profile: said.profile, snapshot: kept.was, milliseconds: Date.now() - started };
  if (said.json) process.stdout.write(JSON.stringify({ ...ready, deployer, guardian, deals, ...kept.book }) + '\n');
  else process.stdout.write(page(ready, kept.book, deployer, deals));
}

function page(ready, book, deployer, deals) {
  const width = Math.max(...Object.keys(book.contracts).map((name) => name.length));
  const line = (name, text) => `  ${name.padEnd(width)}  ${text}\n`;
  return `local network: chain ${ready.chain_id} at ${ready.url}, ${ready.snapshot === 'kept' ? 'loaded' : 'deployed'} in ` +
    `${(ready.milliseconds / 1000).toFixed(1)} s\nprofile: ${ready.profile}\n\ncontracts\n` +
    Object.entries(book.contracts).map(([name, address]) => line(name, address)).join('') +
    '\nassets\n' + Object.entries(book.assets).map(([name, address]) => line(name, address)).join('') +
    `\naccounts\n${line('owner', deployer)}` + line('deals', `${deals.length}, 10,000 ETH each, from ${deals[0]} on`) +
    '\nCtrl-C ends it.\n';
}

main().catch((error) => {
  process.stderr.write(`devnet: ${error.message}\n`);
  process.exit(7);
});
