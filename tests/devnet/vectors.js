// What the protocols' own bytecode answers, for the tests of our models: devnet/node tests/devnet/vectors.js writes one file of
// figures a protocol, and scenarios whose figures are the chain's (stories.js). The same bytes each time: blocks are a second
// apart, amounts come from a fixed seed.
const fs = require('fs');
const path = require('path');
const { ethers } = require('ethers');
const { startAnvil } = require('../../devnet/anvil.js');
const { core } = require('../../devnet/aave.js');
const { deployMarket } = require('../../devnet/market.js');
const { snapshot } = require('../../devnet/snapshot.js');
const { FAR, FEE_TIER } = require('../../devnet/uniswap.js');
const { tellStories } = require('./stories.js');

const GENESIS = 1_700_000_000;
const v2Pair = require('@uniswap/v2-core/build/UniswapV2Pair.json');
const v3Pool = require('@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json');

// mulberry32: plenty for choosing amounts.
function chances(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const below = (n) => next() % n;
  // Of every size up to 10^digits, and with all digits alive.
  const amount = (digits) => {
    const size = 1 + below(digits);
    let text = String(1 + below(9));
    for (let i = 1; i < size; ++i) text += String(below(10));
    return BigInt(text);
  };
  return { below, amount, pick: (list) => list[below(list.length)] };
}

async function plainToken(stage, decimals) {
  const token = await stage.market.chain.deploy(stage.ours('LocalToken'), ['Plain', 'PLAIN', decimals]);
  await token.send('mint', [stage.market.chain.from, 10n ** 33n]);
  return token;
}

const inOrder = (a, b) => (BigInt(a.address) < BigInt(b.address) ? [a, b] : [b, a]);

// ---- Uniswap v2: swaps one after another through pools of every shape -----------------------------------------------------------
async function uniswapV2(stage) {
  const { chain, v2 } = stage.market;
  const chance = chances(2);
  const swaps = [];
  for (const [first, second] of [[20, 20], [24, 12], [9, 21], [13, 13], [26, 8]]) {
    const [a, b] = [await plainToken(stage, 18), await plainToken(stage, 6)];
    for (const token of [a, b]) await token.send('approve', [v2.router.address, ethers.MaxUint256]);
    await v2.router.send('addLiquidity', [a.address, b.address, chance.amount(1) * 10n ** BigInt(first),
      chance.amount(1) * 10n ** BigInt(second), 0, 0, chain.from, FAR]);
    const pair = chain.at(await v2.factory.view('getPair', [a.address, b.address]), v2Pair);
    const reserves = async () => {
      const [zero, one] = await pair.view('getReserves');
      return inOrder(a, b)[0] === a ? [zero, one] : [one, zero];
    };
    for (let i = 0; i < 24; ++i) {
      const [give, get] = chance.below(2) === 0 ? [a, b] : [b, a];
      const turn = (pairOf) => (give === a ? pairOf : [pairOf[1], pairOf[0]]);
      const before = turn(await reserves());
      const amount = chance.amount(before[0].toString().length);
      const had = await get.view('balanceOf', [chain.from]);
      // What rounds to nothing is refused, as is a swap that the router cannot fill.
      const done = await v2.router.send('swapExactTokensForTokens', [amount, 0n, [give.address, get.address], chain.from, FAR])
        .then(() => true, () => false);
      const got = (await get.view('balanceOf', [chain.from])) - had;
      swaps.push(done ? { in: before[0], out: before[1], give: amount, got, after: turn(await reserves()) }
        : { in: before[0], out: before[1], give: amount, refused: true });
    }
  }
  return { swaps };
}

// ---- Uniswap v3: swaps across the ticks of pools with several positions ----------------------------------------------------------
async function uniswapV3(stage) {
  const { chain, v3 } = stage.market;
  const chance = chances(3);
  const pools = [];
  const shapes = [
    [0, [[-887270, 887270, 21], [-600, 600, 22], [-60, 40, 21]]],
    [-196_250, [[-887270, 887270, 15], [-196_850, -195_650, 16], [-196_260, -196_240, 17], [-195_000, -190_000, 15]]],
    [276_320, [[-887270, 887270, 20], [276_000, 276_330, 20], [276_330, 276_340, 22]]],
    [0, [[-2_560, 2_560, 20]]],
  ];
  for (const [tick, ranges] of shapes) {
    const tokens = inOrder(await plainToken(stage, 18), await plainToken(stage, 18));
    for (const token of tokens) {
      await token.send('approve', [v3.positions.address, ethers.MaxUint256]);
      await token.send('approve', [v3.router.address, ethers.MaxUint256]);
    }
    const addresses = tokens.map((token) => token.address);
    const root = BigInt(Math.floor(Math.sqrt(1.0001 ** tick) * 2 ** 48)) << 48n;
    await v3.positions.send('createAndInitializePoolIfNecessary', [...addresses, FEE_TIER, root]);
    const pool = chain.at(await v3.factory.view('getPool', [...addresses, FEE_TIER]), v3Pool);
    for (const [low, high, digits] of ranges) {
      const most = 10n ** BigInt(digits);
      await v3.positions.send('mint', [[...addresses, FEE_TIER, low, high, most, most, 0, 0, chain.from, FAR]]);
    }
    const ends = [...new Set(ranges.flatMap(([low, high]) => [low, high]))].sort((a, b) => a - b);
    const ticks = [];
    for (const index of ends) {
      const { liquidityGross: gross, liquidityNet: net } = await pool.view('ticks', [index]);
      ticks.push({ index, enters: (gross + net) / 2n, leaves: (gross - net) / 2n });
    }
    const state = async () => {
      const slot = await pool.view('slot0');
      return { sqrt_price: slot.sqrtPriceX96, tick: Number(slot.tick), liquidity: await pool.view('liquidity') };
    };
    const swaps = [];
    for (let i = 0; i < 30; ++i) {
      const zeroForOne = chance.below(2) === 0;
      const [give, get] = zeroForOne ? tokens : [tokens[1], tokens[0]];
      const amount = chance.amount(23);
      const before = await state();
      const had = [await give.view('balanceOf', [chain.from]), await get.view('balanceOf', [chain.from])];
      const done = await v3.router.send('exactInputSingle', [[give.address, get.address, FEE_TIER, chain.from, FAR, amount, 0n, 0n]])
        .then(() => true, () => false);
      const has = [await give.view('balanceOf', [chain.from]), await get.view('balanceOf', [chain.from])];
      if (!done) continue;
      swaps.push({ zero_for_one: zeroForOne, give: amount, before, paid: had[0] - has[0], received: has[1] - had[1], after: await state() });
    }
    pools.push({ fee_pips: FEE_TIER, tick_spacing: 10, ticks, swaps });
  }
  return { pools };
}

// ---- Aave v3: one account through weeks of interest ------------------------------------------------------------------------------
async function aave(stage) {
  const { chain, aave: { pool, reserves }, tokens } = stage.market;
  const chance = chances(5);
  const who = stage.market.accounts[1];
  const weth = tokens.WETH.as(who);
  const at = (token) => chain.at(token.address, stage.ours('LocalToken')).as(who);
  const market = pool.as(who);
  await weth.send('deposit', [], 5_000n * 10n ** 18n);
  await weth.send('approve', [pool.address, ethers.MaxUint256]);
  const steps = [];
  const clock = async () => Number((await stage.node.rpc('eth_getBlockByNumber', ['latest', false])).timestamp);
  const reserve = async (token) => {
    const data = await pool.view('getReserveData', [token.address]);
    return {
      borrow_index: data.variableBorrowIndex, borrow_rate: data.currentVariableBorrowRate, supply_index: data.liquidityIndex,
      supply_rate: data.currentLiquidityRate, updated: Number(data.lastUpdateTimestamp),
    };
  };
  const position = async (token) => {
    const data = await reserves.view('getUserReserveData', [token.address, who]);
    const aToken = chain.at((await pool.view('getReserveData', [token.address])).aTokenAddress, core('protocol/tokenization/AToken'));
    return {
      debt: data.currentVariableDebt, scaled_debt: data.scaledVariableDebt, collateral: data.currentATokenBalance,
      scaled_collateral: await aToken.view('scaledBalanceOf', [who]),
      debt_index: await pool.view('getReserveNormalizedVariableDebt', [token.address]),
      income_index: await pool.view('getReserveNormalizedIncome', [token.address]),
    };
  };
  const account = async () => {
    const data = await pool.view('getUserAccountData', [who]);
    return { collateral: data.totalCollateralBase, debt: data.totalDebtBase, available: data.availableBorrowsBase,
      threshold: data.currentLiquidationThreshold, ltv: data.ltv, health: data.healthFactor };
  };
  const step = async (action, token, act) => {
    const before = { reserve: await reserve(token), position: await position(token) };
    const held = await at(token).view('balanceOf', [who]);
    await act();
    const moved = (await at(token).view('balanceOf', [who])) - held;
    steps.push({ action, at: await clock(), amount: moved < 0n ? -moved : moved, before,
      after: { reserve: await reserve(token), position: await position(token) }, account: await account() });
  };
  const wait = async (seconds) => {
    await stage.node.rpc('evm_setNextBlockTimestamp', [(await clock()) + seconds]);
    await stage.node.rpc('evm_mine');
  };
  const look = async (token) => {
    steps.push({ action: 'look', at: await clock(), reserve: await reserve(token), position: await position(token), account: await account() });
  };
  const supply = () => step('supply', tokens.WETH, () => market.send('supply', [weth.address, chance.amount(20), who, 0]));
  await step('supply', tokens.WETH, () => market.send('supply', [weth.address, 1_000n * 10n ** 18n, who, 0]));
  for (const name of ['USDT', 'USDC', 'DAI']) {
    const token = at(tokens[name]);
    await token.send('mint', [who, 10n ** 24n]);
    await token.send('approve', [pool.address, ethers.MaxUint256]);
    for (let round = 0; round < 4; ++round) {
      await step('borrow', tokens[name], () => market.send('borrow',
        [token.address, chance.amount(11) + 1n, 2, 0, who]));
      await wait(1 + chance.below(40 * 24 * 3600));
      await look(tokens[name]);
      await step('repay', tokens[name], () => market.send('repay', [token.address, chance.amount(9), 2, who]));
      await wait(1 + chance.below(3600));
      await supply();
    }
    await look(tokens.WETH);
    await step('repay all', tokens[name], () => market.send('repay', [token.address, ethers.MaxUint256, 2, who]));
  }
  await wait(7 * 24 * 3600);
  await step('withdraw', tokens.WETH, () => market.send('withdraw', [weth.address, chance.amount(19), who]));
  await step('withdraw all', tokens.WETH, () => market.send('withdraw', [weth.address, ethers.MaxUint256, who]));
  return { steps };
}

// ---- Our desk and window -----------------------------------------------------------------------------------------------------------
async function places(stage) {
  const { chain, desk, window, tokens: { USDT: par, USDTz: token } } = stage.market;
  const chance = chances(7);
  const [purchases, redemptions] = [[], []];
  for (const place of [desk, window]) {
    await par.send('approve', [place.address, ethers.MaxUint256]);
    await token.send('approve', [place.address, ethers.MaxUint256]);
  }
  for (let i = 0; i < 40; ++i) {
    const price = (10n ** 18n * BigInt(400_000 + chance.below(600_000))) / 1_000_000n;
    await desk.send('setPrice', [token.address, par.address, price]);
    const paid = chance.amount(12);
    const had = await token.view('balanceOf', [chain.from]);
    await desk.send('buy', [token.address, paid, 0n]);
    purchases.push({ price, paid, bought: (await token.view('balanceOf', [chain.from])) - had });

    const pays = (10n ** 18n * BigInt(900_000 + chance.below(100_001))) / 1_000_000n;
    await window.send('setLine', [token.address, par.address, true, true, pays, 0n, 10n ** 15n]);
    const amount = chance.amount(12);
    const held = await par.view('balanceOf', [chain.from]);
    await window.send('redeem', [token.address, amount]);
    redemptions.push({ pays, amount, paid: (await par.view('balanceOf', [chain.from])) - held });
  }
  return { purchases, redemptions };
}

const json = (make) => async (stage) => text(await make(stage));

// Where each is kept, from the repository's root.
const KINDS = {
  'tests/data/onchain/uniswap_v2.json': json(uniswapV2),
  'tests/data/onchain/uniswap_v3.json': json(uniswapV3),
  'tests/data/onchain/aave_v3.json': json(aave),
  'tests/data/onchain/places.json': json(places),
  'tests/unit/stdlib/worlds/onchain.deal': tellStories,
};

// Each kind on a chain of its own, so that none depends on another.
async function makeVectors() {
  const { ours } = await snapshot();
  const all = {};
  for (const [file, make] of Object.entries(KINDS)) {
    const node = await startAnvil({ timestamp: GENESIS });
    try {
      await node.rpc('anvil_setBlockTimestampInterval', [1]);
      all[file] = await make({ node, market: await deployMarket(node, ours), ours });
    } finally {
      await node.stop();
    }
  }
  return all;
}

// One case a line, numbers as decimal text where 53 bits may not hold them.
function text(of) {
  const plain = (value) => JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? one.toString() : one));
  const lists = Object.entries(of).map(([name, cases]) => `"${name}": [\n${cases.map(plain).join(',\n')}\n]`);
  return `{\n${lists.join(',\n')}\n}\n`;
}

if (require.main === module) {
  makeVectors().then((all) => {
    for (const [file, content] of Object.entries(all)) fs.writeFileSync(path.join(__dirname, '../..', file), content);
  }).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}
module.exports = { makeVectors, KINDS };
