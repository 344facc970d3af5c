// Tokens, price feeds and what the deployer holds of each.
const { ethers } = require('ethers');

// Dollars for one whole token, in Chainlink's 8 decimals.
const dollars = (text) => ethers.parseUnits(text, 8);
const USD = '0x0000000000000000000000000000000000000348';

// In the order of deployment. USDTz has no feed: nobody quotes it but the desk.
const ASSETS = {
  WETH: { decimals: 18, price: dollars('3000') },
  WBTC: { decimals: 8, price: dollars('60000') },
  USDT: { decimals: 6, price: dollars('1') },
  USDC: { decimals: 6, price: dollars('1') },
  DAI: { decimals: 18, price: dollars('1') },
  USDTz: { decimals: 6 },
};
const NAMES = { WBTC: 'Wrapped BTC', USDC: 'USD Coin', DAI: 'Dai Stablecoin', USDTz: 'Discounted USDT' };

const whole = (asset, text) => ethers.parseUnits(text, ASSETS[asset].decimals);

async function deployTokens(chain, ours) {
  const tokens = {};
  for (const [name, { decimals }] of Object.entries(ASSETS)) {
    if (name === 'WETH') {
      tokens.WETH = await chain.deploy(require('@uniswap/v2-periphery/build/WETH9.json'));
      await tokens.WETH.send('deposit', [], whole('WETH', '200000'));
    } else {
      tokens[name] = name === 'USDT' ? await chain.deploy(ours('LocalTether'))
        : await chain.deploy(ours('LocalToken'), [NAMES[name], name, decimals]);
      await tokens[name].send('mint', [chain.from, whole(name, '1000000000')]);
    }
  }
  const feeds = {};
  const registry = await chain.deploy(ours('LocalFeedRegistry'));
  for (const [name, { price }] of Object.entries(ASSETS)) {
    if (price === undefined) continue;
    feeds[name] = await chain.deploy(ours('LocalFeed'), [price]);
    await registry.send('setFeed', [tokens[name].address, USD, feeds[name].address]);
  }
  return { tokens, feeds, registry };
}

module.exports = { ASSETS, deployTokens, whole };
