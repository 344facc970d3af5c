// What the suites of contracts stand on: the local network with its real protocols, our contracts under test beside it, and ways
// to call them that say why something was refused.
const assert = require('node:assert/strict');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { ethers } = require('ethers');
const { startAnvil } = require('../../devnet/anvil.js');
const { Chain } = require('../../devnet/chain.js');
const { core } = require('../../devnet/aave.js');
const { roles } = require('../../devnet/market.js');
const { snapshot } = require('../../devnet/snapshot.js');
const { compile } = require('../../contracts/compile.js');

// -> {node, chain, book, ours, mine, token(name), pool, owner, guardian, deals, stop}; `ours` and `mine` give artifacts of our
// contracts and of those beside the tests.
async function openStage() {
  const kept = await snapshot();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dealwright-contracts-'));
  compile(folder, ['tests/contracts']);
  const mine = (name) => JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8'));
  const node = await startAnvil({ loadState: kept.state });
  const { deployer, guardian, deals } = roles(await node.rpc('eth_accounts'));
  const chain = new Chain(node, deployer);
  return {
    node, chain, guardian, deals, mine, owner: deployer, ours: kept.ours, book: kept.book,
    token: (name) => chain.at(kept.book.assets[name], kept.ours('LocalToken')),
    pool: chain.at(kept.book.contracts['aave_v3.pool'], core('protocol/pool/Pool')),
    stop: async () => {
      await node.stop();
      fs.rmSync(folder, { recursive: true });
    },
  };
}

// What contracts that ours call say, and pass through.
const OTHERS = new ethers.Interface(['error ForeignInitiator(address)', 'error NotInFlight()',
  'error ERC20InsufficientBalance(address,uint256,uint256)', 'error ERC20InsufficientAllowance(address,uint256,uint256)']);

// The call is refused with this error of the contract's, or with this text.
async function refused(contract, from, name, args, error, value = 0n) {
  const data = contract.face.encodeFunctionData(name, args);
  const call = { from, to: contract.address, data, value: ethers.toQuantity(value) };
  const seen = await contract.chain.node.rpc('eth_call', [call, 'latest']).then(() => 'accepted', (failure) => reason(contract, failure));
  assert.ok(seen === error || seen.startsWith(`${error}(`), `${name} should be refused with ${error}, and is: ${seen}`);
}

// "TooLittle(0x…,3,4)", the text of a plain revert, or what the node says.
function reason(contract, failure) {
  const isData = failure.data && failure.data !== '0x';
  const known = isData ? contract.face.parseError(failure.data) || OTHERS.parseError(failure.data) : null;
  if (known) return known.name === 'Error' ? known.args[0] : `${known.name}(${known.args.join(',')})`;
  return failure.message.replace('eth_call: ', '');
}

// Every event of a receipt that the contract declares: [{name, args}].
function eventsOf(contract, receipt) {
  return receipt.logs.filter((log) => ethers.getAddress(log.address) === contract.address)
    .map((log) => contract.face.parseLog(log)).filter(Boolean);
}

// Moves the chain's clock and mines a block there.
async function pass(node, seconds) {
  await node.rpc('evm_increaseTime', [seconds]);
  await node.rpc('evm_mine');
}

module.exports = { openStage, refused, eventsOf, pass, reason };
