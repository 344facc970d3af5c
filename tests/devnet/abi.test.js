// The interfaces of the standard library against those that the protocols' own packages, and our compiler, give: an entry that
// differs in a name, a type or what is indexed fails, and so does a file that nothing here compares.
const assert = require('node:assert/strict');
const fs = require('fs');
const path = require('path');
const { before, describe, it } = require('node:test');
const { snapshot } = require('../../devnet/snapshot.js');

const ROOT = path.join(__dirname, '../..');
const FOLDER = path.join(ROOT, 'stdlib/abi');
const aave = (file) => require(`@aave/core-v3/artifacts/contracts/${file}.sol/${file.split('/').pop()}.json`).abi;
const periphery = (file) => require(`@uniswap/v3-periphery/artifacts/contracts/${file}.sol/${file.split('/').pop()}.json`).abi;

// Names that differ where the standard or a deployed contract says so, with why.
const ALSO = {
  // The registry of Chainlink is in no package here; FeedRegistryInterface, as its documentation prints it.
  'chainlink_feed_registry.json': [{
    type: 'function', name: 'latestRoundData', stateMutability: 'view',
    inputs: [{ name: 'base', type: 'address' }, { name: 'quote', type: 'address' }],
    outputs: ['roundId:uint80', 'answer:int256', 'startedAt:uint256', 'updatedAt:uint256', 'answeredInRound:uint80']
      .map((pair) => ({ name: pair.split(':')[0], type: pair.split(':')[1] })),
  }],
};

// The packages' entries for each file of the library; several where one file stands for several contracts.
const sources = (ours) => ({
  'aave_v3_data_provider.json': [aave('misc/AaveProtocolDataProvider')],
  'aave_v3_oracle.json': [aave('misc/AaveOracle')],
  'aave_v3_pool.json': [aave('protocol/pool/Pool')],
  'chainlink_feed_registry.json': [ALSO['chainlink_feed_registry.json']],
  'discount_desk.json': [ours('DiscountDesk').abi],
  'erc20.json': [require('@openzeppelin/contracts/build/contracts/ERC20.json').abi],
  'redemption_window.json': [ours('RedemptionWindow').abi],
  'uniswap_v2_factory.json': [require('@uniswap/v2-core/build/IUniswapV2Factory.json').abi],
  'uniswap_v2_router.json': [require('@uniswap/v2-periphery/build/UniswapV2Router02.json').abi],
  'uniswap_v2_pair.json': [require('@uniswap/v2-core/build/IUniswapV2Pair.json').abi],
  'uniswap_v3_factory.json': [require('@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json').abi],
  'uniswap_v3_pool.json': [require('@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json').abi],
  'uniswap_v3_quoter.json': [periphery('lens/QuoterV2')],
  'uniswap_v3_router.json': [periphery('SwapRouter')],
  'weth9.json': [require('@uniswap/v2-periphery/build/WETH9.json').abi],
});

const type = (one) => (one.type.startsWith('tuple') ? one.type.replace('tuple', `(${one.components.map(type).join(',')})`) : one.type);
const signature = (entry) => `${entry.type} ${entry.name}(${entry.inputs.map(type).join(',')})`;
// What of a parameter counts: its type, whether it is indexed, its name and those of its components.
const shape = (one) => ({
  type: one.type, name: one.name, ...(one.indexed === undefined ? {} : { indexed: one.indexed }),
  ...(one.components ? { components: one.components.map(shape) } : {}),
});
// Compilers before 0.6 write `constant` and `payable` instead.
const mutability = (entry) => entry.stateMutability || (entry.constant ? 'view' : entry.payable ? 'payable' : 'nonpayable');
const facts = (entry) => ({
  signature: signature(entry), inputs: entry.inputs.map(shape), outputs: (entry.outputs || []).map(shape),
  ...(entry.type === 'event' ? { anonymous: entry.anonymous } : { mutability: mutability(entry) }),
});

// Why our entry is not theirs; empty when it is. `theirs` are all entries of the package's contract.
function difference(entry, theirs) {
  const same = theirs.find((one) => one.type === entry.type && one.name === entry.name && signature(one) === signature(entry));
  if (!same) return `${signature(entry)} is not in the package`;
  try {
    assert.deepEqual(facts(entry), facts(same));
    return '';
  } catch (error) {
    return `${signature(entry)}: ${error.message}`;
  }
}

describe('the interfaces of the standard library', () => {
  let known;
  before(async () => {
    known = sources((await snapshot()).ours);
  });

  it('are all compared with something', () => {
    const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
    assert.ok(files.length >= 11);
    assert.deepEqual(files.filter((name) => !known[name]), []);
  });

  it('are those of the packages, entry by entry', () => {
    const wrong = [];
    let compared = 0;
    for (const name of fs.readdirSync(FOLDER).filter((one) => one.endsWith('.json'))) {
      for (const entry of JSON.parse(fs.readFileSync(path.join(FOLDER, name), 'utf8'))) {
        const what = difference(entry, known[name].flat());
        if (what) wrong.push(`${name}: ${what}`);
        compared += 1;
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(compared >= 30);
  });

  it('are refused when a name, a type or an index differs', () => {
    const [entry] = JSON.parse(fs.readFileSync(path.join(FOLDER, 'discount_desk.json'), 'utf8')).filter((one) => one.type === 'event');
    const theirs = known['discount_desk.json'].flat();
    assert.equal(difference(entry, theirs), '');
    const changed = (change) => ({ ...entry, inputs: entry.inputs.map((one, i) => (i === 0 ? { ...one, ...change } : one)) });
    for (const change of [{ name: 'other' }, { type: 'uint256' }, { indexed: false }]) {
      assert.notEqual(difference(changed(change), theirs), '');
    }
  });
});
