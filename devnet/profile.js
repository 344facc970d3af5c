// The network profile of the local network: TOML as docs/guides/network-profiles.md describes it, and key files for the deals.
const fs = require('fs');
const path = require('path');
const { ethers } = require('ethers');
const { ASSETS } = require('./tokens.js');

// What anvil derives its accounts from. Everybody knows it: these keys are worth nothing.
const MNEMONIC = 'test test test test test test test test test test test junk';
const PASSWORD = 'local network';
// EIP-1967: where a proxy keeps the address of its code.
const IMPLEMENTATION = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';

const codeHash = async (node, address) => ethers.keccak256(await node.rpc('eth_getCode', [address, 'latest']));

async function contractLines(node, name, address, verified) {
  const lines = [`[contracts."${name}"]`, `address = "${address}"`, `code_hash = "${await codeHash(node, address)}"`];
  const slot = await node.rpc('eth_getStorageAt', [address, IMPLEMENTATION, 'latest']);
  if (BigInt(slot) !== 0n) {
    const behind = ethers.getAddress('0x' + slot.slice(-40));
    lines.push(`implementation = "${behind}"`, `implementation_code_hash = "${await codeHash(node, behind)}"`);
  }
  return [...lines, `verified = "${verified}"`, ''];
}

function price(asset) {
  return 'price = { contract = "aave_v3.oracle", function = "getAssetPrice(address asset) returns (uint256 price)", ' +
    `arguments = ["${asset}"], decimals = 8 }`;
}

// -> the profile's text. `keys`: the folder of the key files as the profile names it.
async function profileText(node, book, deals, keys) {
  const made = 'deployed by devnet/start';
  const lines = [
    '# The network profile of the local network, written anew by devnet/start each time.',
    'format = 1',
    'chain_id = 138',
    'native = "ETH"',
    '',
    '[[endpoints]]',
    'name = "anvil"',
    `url = "${node.url}"`,
    '',
    '[finality]',
    'depth = 1',
    '',
    '[fees]',
    'per_gas_max = "200 gwei"',
    'tip_max = "2 gwei"',
    '',
  ];
  for (const [name, address] of Object.entries(book.contracts)) lines.push(...(await contractLines(node, name, address, made)));
  lines.push('# Prices are those that Aave goes by, for it is Aave that liquidates.', '[assets.ETH]', 'decimals = 18', price('WETH'), '');
  for (const [name, { decimals }] of Object.entries(ASSETS)) {
    const address = book.assets[name];
    lines.push(`[assets.${name}]`, `address = "${address}"`, `code_hash = "${await codeHash(node, address)}"`,
      `decimals = ${decimals}`);
    if (book.feeds[name]) lines.push(price(name));
    lines.push(`verified = "${made}"`, '');
  }
  deals.forEach((address, i) => lines.push(`[accounts.deal${i + 1}]`, `address = "${ethers.getAddress(address)}"`,
    `key_file = "${keys}/deal${i + 1}.json"`, `password_file = "${keys}/password"`, 'funding_min = "1"', ''));
  lines.push('[names]', `treasury = "${ethers.getAddress(deals[deals.length - 1])}"`, '');
  return lines.join('\n');
}

// Writes the profile and, in a folder beside it, a key file for each deal's account.
async function writeProfile(file, node, book, deals) {
  const keys = `${path.basename(file, '.toml')}-keys`;
  const folder = path.join(path.dirname(file), keys);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  replace(path.join(folder, 'password'), `${PASSWORD}\n`);
  deals.forEach((address, i) => {
    const target = path.join(folder, `deal${i + 1}.json`);
    if (fs.existsSync(target)) return; // the same keys each time, and stretching a password takes a while
    const wallet = ethers.HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${i + 1}`);
    if (wallet.address !== ethers.getAddress(address)) throw new Error('the node has other accounts than its mnemonic gives');
    // The least work that key files may ask for.
    replace(target, ethers.encryptKeystoreJsonSync({ address: wallet.address, privateKey: wallet.privateKey }, PASSWORD,
      { scrypt: { N: 2048, r: 8, p: 1 } }) + '\n');
  });
  fs.writeFileSync(file, await profileText(node, book, deals, keys));
}

function replace(file, text) {
  const unfinished = `${file}.${process.pid}`;
  fs.writeFileSync(unfinished, text, { mode: 0o600 });
  fs.renameSync(unfinished, file);
}

module.exports = { writeProfile, MNEMONIC };
