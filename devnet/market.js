// Everything of the local network, deployed in one order on an empty chain: the same addresses and codes each time.
const { Chain } = require('./chain.js');
const { deployTokens } = require('./tokens.js');
const { deployV2, deployV3 } = require('./uniswap.js');
const { deployAave } = require('./aave.js');
const { deployOurs } = require('./ours.js');

const RICH = '0xd3c21bcecceda1000000'; // a million ether

// The last account is the guardian; the first deploys and owns everything; those between are the deals'.
function roles(accounts) {
  return { deployer: accounts[0], guardian: accounts[accounts.length - 1], deals: accounts.slice(1, -1) };
}

// `ours(name)` gives the artifact of a contract that we compiled.
async function deployMarket(node, ours) {
  const accounts = await node.rpc('eth_accounts');
  const { deployer, guardian, deals } = roles(accounts);
  await node.rpc('anvil_setBalance', [deployer, RICH]);
  const chain = new Chain(node, deployer);
  const { tokens, feeds, registry } = await deployTokens(chain, ours);
  const v2 = await deployV2(chain, tokens, [
    ['WETH', '5000', 'USDC', '15000000'],
    ['WETH', '5000', 'USDT', '15000000'],
    ['USDT', '5000000', 'USDC', '5000000'],
    ['WBTC', '100', 'WETH', '2000'],
    ['DAI', '2000000', 'USDC', '2000000'],
  ]);
  // Ether is 2% dearer here than at the other one, so that there are cycles to find.
  const sushi = await deployV2(chain, tokens, [
    ['WETH', '2000', 'USDC', '6120000'],
    ['WETH', '2000', 'USDT', '6000000'],
    ['DAI', '1000000', 'USDC', '1001000'],
  ]);
  const v3 = await deployV3(chain, tokens, [
    ['WETH', 'USDC', '3000', '2000', '1000', 600],
    ['WETH', 'USDT', '3000', '2000', '1000', 600],
    ['USDTz', 'USDT', '0.97', '1000000', '0', 0],
  ]);
  const aave = await deployAave(chain, tokens, feeds);
  const own = await deployOurs(chain, ours, { tokens, aave, v2, sushi, v3, guardian, operators: deals });
  return { chain, accounts, tokens, feeds, registry, v2, sushi, v3, aave, ...own };
}

// The book: which contract stands for which name of the modules, and the tokens.
function bookOf(market) {
  const { tokens, feeds, registry, v2, sushi, v3, aave, desk, window, executor } = market;
  const contracts = {
    'aave_v3.pool': aave.pool,
    'aave_v3.oracle': aave.oracle,
    'aave_v3.reserves': aave.reserves,
    'chainlink_feed.feed': registry,
    'discount_desk.desk': desk,
    'redemption_window.window': window,
    'sushi_v2.router': sushi.router,
    'sushi_v2.factory': sushi.factory,
    'uniswap_v2.router': v2.router,
    'uniswap_v2.factory': v2.factory,
    'uniswap_v3.router': v3.router,
    'uniswap_v3.quoter': v3.quoter,
    'uniswap_v3.factory': v3.factory,
    'weth.token': tokens.WETH,
    executor,
  };
  const addresses = (of) => Object.fromEntries(Object.entries(of).map(([name, contract]) => [name, contract.address]));
  return { contracts: addresses(contracts), assets: addresses(tokens), feeds: addresses(feeds) };
}

module.exports = { deployMarket, bookOf, roles };
