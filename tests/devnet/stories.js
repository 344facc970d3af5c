// Scenarios whose figures are the chain's: what happens in them is done with the protocols' own bytecode, and what came of it is
// what the scenario expects. The suite `worlds` plays them with the standard library's models.
const { ethers } = require('ethers');
const { deployAave } = require('../../devnet/aave.js');
const { FAR, FEE_TIER } = require('../../devnet/uniswap.js');

const DAY = 24 * 3600;
const SIX = 10n ** 6n;
const Q96 = 2n ** 96n;
const v2Pair = require('@uniswap/v2-core/build/UniswapV2Pair.json');
const v3Pool = require('@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json');

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, '_');
const whole = (n) => grouped(n.toString());
// 1234567n with 6 decimals of USDC: "1.234567 USDC".
function amount(n, decimals, asset) {
  const [before, after] = ethers.formatUnits(n, decimals).split('.');
  return `${grouped(before)}${after === '0' ? '' : `.${after}`} ${asset}`;
}
const usdc = (n) => amount(n, 6, 'USDC');
const usdt = (n) => amount(n, 6, 'USDT');
const usdtz = (n) => amount(n, 6, 'USDTz');
const weth = (n) => amount(n, 18, 'WETH');

// Two fresh tokens in the order of their addresses, which is that of pools.
async function freshTokens(stage, decimals, spenders) {
  const { chain } = stage.market;
  const made = [];
  for (const count of decimals) {
    const token = await chain.deploy(stage.ours('LocalToken'), ['Plain', 'PLAIN', count]);
    await token.send('mint', [chain.from, 10n ** 33n]);
    for (const spender of spenders) await token.send('approve', [spender.address, ethers.MaxUint256]);
    made.push(token);
  }
  return made;
}
const gained = async (stage, token, act) => {
  const had = await token.view('balanceOf', [stage.market.chain.from]);
  await act();
  return (await token.view('balanceOf', [stage.market.chain.from])) - had;
};

async function constantProduct(stage, [dollars, ether, first, second]) {
  const { chain, v2 } = stage.market;
  const [a, b] = await freshTokens(stage, [6, 18], [v2.router]);
  await v2.router.send('addLiquidity', [a.address, b.address, dollars, ether, 0, 0, chain.from, FAR]);
  const swap = (give, get, size) => gained(stage, get, () =>
    v2.router.send('swapExactTokensForTokens', [size, 0n, [give.address, get.address], chain.from, FAR]));
  const one = await swap(a, b, first);
  const two = await swap(a, b, second);
  const back = await swap(b, a, one + two);
  const pair = chain.at(await v2.factory.view('getPair', [a.address, b.address]), v2Pair);
  const [zero, last] = await pair.view('getReserves');
  const [ofA, ofB] = BigInt(a.address) < BigInt(b.address) ? [zero, last] : [last, zero];
  const story = (title, then) => `
scenario "${title} a pool of ${usdc(dollars)}" for pool_swaps {
  given first = ${usdc(first)}
  given second = ${usdc(second)}
  world {
    ETH = 3_000 USD
    USDC = 1 USD
    uni.reserve(USDC, WETH) = ${usdc(dollars)}
    uni.reserve(WETH, USDC) = ${weth(ether)}
  }
${then.map((line) => `  ${line}\n`).join('')}}
`;
  return story('into', ['on home.swap: fails expired forever', `expect one == ${weth(one)}`, `expect two == ${weth(two)}`]) +
    story('there and back through', [`expect mine == ${usdc(back)}`, `expect uni.reserve(USDC, WETH) == ${usdc(ofA)}`,
      `expect uni.reserve(WETH, USDC) == ${weth(ofB)}`]);
}

async function concentrated(stage, [wide, band, low, high, first, second]) {
  const { chain, v3 } = stage.market;
  const tokens = (await freshTokens(stage, [6, 6], [v3.positions, v3.router])).sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const addresses = tokens.map((token) => token.address);
  await v3.positions.send('createAndInitializePoolIfNecessary', [...addresses, FEE_TIER, Q96]);
  for (const [from, to, most] of [[-887270, 887270, wide], [low, high, band]]) {
    await v3.positions.send('mint', [[...addresses, FEE_TIER, from, to, most, most, 0, 0, chain.from, FAR]]);
  }
  const pool = chain.at(await v3.factory.view('getPool', [...addresses, FEE_TIER]), v3Pool);
  const liquidity = async (tick) => (await pool.view('ticks', [tick])).liquidityGross;
  const [ofWide, ofBand] = [await liquidity(-887270), await liquidity(low)];
  const swap = (give, get, size) => gained(stage, get, () =>
    v3.router.send('exactInputSingle', [[give.address, get.address, FEE_TIER, chain.from, FAR, size, 0n, 0n]]));
  const one = await swap(tokens[0], tokens[1], first);
  const two = await swap(tokens[0], tokens[1], second);
  const back = await swap(tokens[1], tokens[0], one + two);
  const price = (await pool.view('slot0')).sqrtPriceX96;
  const story = (title, then) => `
scenario "${title} a band from ${low} to ${high}" for band_swaps {
  given first = ${usdc(first)}
  given second = ${usdc(second)}
  world {
    USDC = 1 USD
    USDT = 1 USD
    uni3.sqrt_price(USDC, USDT) = ${whole(Q96)}
    uni3.liquidity(USDC, USDT) = ${whole(ofWide)}
    uni3.band(USDC, USDT) = ${whole(ofBand)}
    uni3.band_low(USDC, USDT) = ${low}
    uni3.band_high(USDC, USDT) = ${high}
  }
${then.map((line) => `  ${line}\n`).join('')}}
`;
  return story('into', ['on home.swap: fails expired forever', `expect one == ${usdt(one)}`, `expect two == ${usdt(two)}`]) +
    story('there and back across', [`expect mine == ${usdc(back)}`, `expect uni3.sqrt_price(USDC, USDT) == ${whole(price)}`]);
}

// A market of its own, where a loan costs the same whatever is in use, and nobody has borrowed before; 300 WETH are pledged there
// and 225,000 USDT borrowed. -> what acts on it as that account, and the second of the loan.
async function openLoan(stage, percent) {
  const { chain, tokens, feeds, accounts } = stage.market;
  const aave = await deployAave(chain, tokens, feeds, { rates: [percent, 0, 0], filled: false });
  await tokens.USDT.send('approve', [aave.pool.address, ethers.MaxUint256]);
  await aave.pool.send('supply', [tokens.USDT.address, 10n ** 13n, chain.from, 0]);
  const who = accounts[2];
  const [ether, dollars, pool] = [tokens.WETH.as(who), tokens.USDT.as(who), aave.pool.as(who)];
  await ether.send('deposit', [], 300n * 10n ** 18n);
  await ether.send('approve', [pool.address, 300n * 10n ** 18n]);
  await dollars.send('approve', [pool.address, ethers.MaxUint256]);
  await pool.send('supply', [ether.address, 300n * 10n ** 18n, who, 0]);
  const { blockNumber } = await pool.send('borrow', [dollars.address, 225_000n * SIX, 2, 0, who]);
  const start = Number((await stage.node.rpc('eth_getBlockByNumber', [blockNumber, false])).timestamp);
  return { aave, who, ether, dollars, pool, start };
}

async function lending(stage, [percent, first, second]) {
  const { aave, who, dollars, pool, start } = await openLoan(stage, percent);
  const next = (days) => stage.node.rpc('evm_setNextBlockTimestamp', [start + days * DAY]);
  const owed = async (days) => {
    await next(days);
    await stage.node.rpc('evm_mine');
    return (await aave.reserves.view('getUserReserveData', [dollars.address, who])).currentVariableDebt;
  };
  const health = async () => (await pool.view('getUserAccountData', [who])).healthFactor;
  const mark = await stage.node.rpc('evm_snapshot');
  const untouched = [await owed(30), await health()];
  await stage.node.rpc('evm_revert', [mark]);
  for (const [days, size] of [[10, first], [20, second]]) {
    await next(days);
    await pool.send('repay', [dollars.address, size, 2, who]);
  }
  const repaid = [await owed(30), await health()];
  const story = (title, wish, [debt, factor]) => `
scenario "${title}" for loan_at_aave {
  given first = ${usdt(first)}
  given second = ${usdt(second)}
  world {
    ETH = 3_000 USD
    USDT = 1 USD
    aave.borrow_rate(USDT) = ${percent}%
  }${wish}
  expect loan.owed == ${usdt(debt)}
  expect aave.health == ${ethers.formatUnits(factor, 18)}
}
`;
  return story(`a loan at ${percent}% nobody repays`, '\n  on part.repay: fails paused forever\n  on rest.repay: fails paused forever', untouched) +
    story(`a loan at ${percent}% repaid in two parts`, '', repaid);
}

async function below_par(stage, [price, pays, paid]) {
  const { chain, desk, window, tokens: { USDT: par, USDTz: token } } = stage.market;
  await par.send('approve', [desk.address, ethers.MaxUint256]);
  await token.send('approve', [window.address, ethers.MaxUint256]);
  await desk.send('setPrice', [token.address, par.address, ethers.parseUnits(price, 18)]);
  await window.send('setLine', [token.address, par.address, true, true, ethers.parseUnits(pays, 18), 0n, 10n ** 15n]);
  const lot = await gained(stage, token, () => desk.send('buy', [token.address, paid, 0n]));
  const back = await gained(stage, par, () => window.send('redeem', [token.address, lot]));
  await par.send('approve', [desk.address, 0n]);
  const story = (title, then) => `
scenario "${title}" for below_par {
  given capital = ${usdt(paid)}
  world {
    USDT = 1 USD
    USDTz = 1 USD
    desk.price(USDTz) = ${price}
    issuer.pays = ${pays}
  }
${then.map((line) => `  ${line}\n`).join('')}}
`;
  return story(`bought for ${usdt(paid)} at ${price}`, ['on redeem.redeem: fails frozen forever', `expect lot == ${usdtz(lot)}`]) +
    story(`redeemed for ${usdt(back)} at ${pays}`, [`expect mine == ${usdt(back)}`]);
}

// The flagship's own way through real bytecode: borrow, buy below par, redeem at par six hours later, repay, unpledge.
async function wholeLoop(stage, [percent, price]) {
  const { chain, desk, window, tokens: { USDT: par, USDTz: token } } = stage.market;
  const { who, ether, dollars, pool, start } = await openLoan(stage, percent);
  const had = await dollars.view('balanceOf', [who]);
  await desk.send('setPrice', [token.address, par.address, ethers.parseUnits(price, 18)]);
  await window.send('setLine', [token.address, par.address, true, true, 10n ** 18n, 6n * 3600n, 10n ** 15n]);
  await dollars.send('approve', [desk.address, 225_000n * SIX]);
  await desk.as(who).send('buy', [token.address, 225_000n * SIX, 0n]);
  const lot = await token.view('balanceOf', [who]);
  await token.as(who).send('approve', [window.address, lot]);
  await window.as(who).send('redeem', [token.address, lot]);
  // The loan is six hours old in the block that repays it; the payment comes in a block of the same second.
  await stage.node.rpc('anvil_setBlockTimestampInterval', [0]);
  await stage.node.rpc('evm_setNextBlockTimestamp', [start + 6 * 3600 + 60]);
  await window.send('settle', [await window.view('requested')]);
  const paid = (await dollars.view('balanceOf', [who])) - (had - 225_000n * SIX);
  await pool.send('repay', [dollars.address, ethers.MaxUint256, 2, who]);
  const left = (await dollars.view('balanceOf', [who])) - (had - 225_000n * SIX);
  const before = await ether.view('balanceOf', [who]);
  await pool.send('withdraw', [ether.address, ethers.MaxUint256, who]);
  const freed = (await ether.view('balanceOf', [who])) - before;
  await stage.node.rpc('anvil_setBlockTimestampInterval', [1]);
  return `
scenario "the whole loop at ${percent}% and ${price}" for whole_loop {
  world {
    ETH = 3_000 USD
    USDT = 1 USD
    USDTz = 1 USD
    aave.borrow_rate(USDT) = ${percent}%
    desk.price(USDTz) = ${price}
    issuer.delay = 361m
  }
  expect deal is completed
  expect lot == 0 USDTz
  expect loan.owed == 0 USDT
  expect paid == ${usdt(left)}      // of ${usdt(paid)}
  expect mine == ${amount(freed, 18, 'ETH')}
}
`;
}

const DEALS = `// Written by tests/devnet/vectors.js: every figure that is expected here came out of the protocols' own
// bytecode on a local chain. Do not edit: the suite devnet_vectors makes it anew and compares.
use aave_v3 as aave
use discount_desk as desk
use redemption_window as issuer
use uniswap_v2 as uni
use uniswap_v3 as uni3
use weth

deal pool_swaps {
  param first: USDC = 10_000 USDC    in 1 USDC .. 1_000_000 USDC
  param second: USDC = 10_000 USDC   in 1 USDC .. 1_000_000 USDC

  buckets of first + second { mine 100% }

  assume for 1d { USDC within 2% of 1 USD }

  step out {
    uni.swap(first from mine, to: WETH, min: 0 WETH, slippage: 100%)     -> one
  }
  step more after out {
    uni.swap(second from mine, to: WETH, min: 0 WETH, slippage: 100%)    -> two
  }
  step home after more {
    uni.swap(one + two, to: USDC, min: 0 USDC, slippage: 100%)           -> mine
  }
}

deal band_swaps {
  param first: USDC = 10_000 USDC    in 1 USDC .. 100_000_000 USDC
  param second: USDC = 10_000 USDC   in 1 USDC .. 100_000_000 USDC

  buckets of first + second { mine 100% }

  assume for 1d { USDC within 2% of 1 USD }

  step out {
    uni3.swap(first from mine, to: USDT, min: 0 USDT, slippage: 100%)    -> one
  }
  step more after out {
    uni3.swap(second from mine, to: USDT, min: 0 USDT, slippage: 100%)   -> two
  }
  step home after more {
    uni3.swap(one + two, to: USDC, min: 0 USDC, slippage: 100%)          -> mine
  }
}

deal loan_at_aave {
  param capital: ETH = 300 ETH   in 300 ETH .. 300 ETH
  param first: USDT = 1 USDT     in 1 USDT .. 200_000 USDT
  param second: USDT = 1 USDT    in 1 USDT .. 200_000 USDT

  buckets of capital { mine 100% }

  assume for 30d {
    ETH  falls at most 50%
    USDT within 2% of 1 USD
  }

  step open {
    weth.wrap(all ETH from mine)                       -> wrapped
    aave.supply(wrapped)                               -> collateral
    aave.borrow(USDT, ltv: 25%, against: collateral)   -> cash, loan
    split cash { some 50%, other 50% }
    ensure aave.health >= 1
    leave open collateral
    leave open loan
  }
  step part after open at 10d {
    aave.repay(loan, pay: first from some)
  }
  step rest after settled part at 20d {
    aave.repay(loan, pay: second from other)
  }
}

deal below_par {
  param capital: USDT = 1_000 USDT in 1 USDT .. 10_000_000 USDT

  buckets of capital { mine 100% }

  assume for 1d {
    USDT  within 2% of 1 USD
    USDTz within 2% of 1 USD
  }

  step buy {
    desk.buy(USDTz, pay: all USDT from mine, max_price: 0.99)            -> lot
  }
  step redeem after buy {
    timeout 12h
    issuer.redeem(lot)                                                   -> mine
  }
}

deal whole_loop {
  param capital: ETH = 300 ETH in 300 ETH .. 300 ETH

  buckets of capital { mine 100% }

  assume for 30d {
    ETH   falls at most 50%
    USDT  within 2% of 1 USD
    USDTz within 2% of 1 USD
  }

  step open {
    weth.wrap(all ETH from mine)                         -> wrapped
    aave.supply(wrapped)                                 -> collateral
    aave.borrow(USDT, ltv: 25%, against: collateral)     -> cash, loan
  }
  step buy after open {
    desk.buy(USDTz, pay: cash, max_price: 0.99)          -> lot
  }
  step redeem after buy {
    timeout 12h
    issuer.redeem(lot)                                   -> paid
  }
  step repay after redeem {
    aave.repay(loan, pay: up to loan.owed from paid)
  }
  step unlock after repay {
    when loan.owed == 0 USDT, else hold
    aave.withdraw(collateral)                            -> freed
    weth.unwrap(freed)                                   -> mine
  }
}
`;

async function tellStories(stage) {
  let all = DEALS;
  for (const sizes of [[3_000_000n * SIX, 1_000n * 10n ** 18n, 10_000n * SIX, 123_456_789n], [1_234_567_890_123n, 411_522_630_041_152_263_374n,
    700_000_123_457n, 1_000_003n]]) {
    all += await constantProduct(stage, sizes);
  }
  for (const sizes of [[10n ** 13n, 10n ** 12n, -100, 100, 1_000_000n * SIX, 250_000n * SIX],
    [10n ** 12n, 10n ** 12n, -20, 10, 3_000_000_123_457n, 1_234_567n]]) {
    all += await concentrated(stage, sizes);
  }
  for (const sizes of [[5, 100_000n * SIX, 50_000n * SIX], [13, 1_234_567_891n, 98_765_432_109n]]) all += await lending(stage, sizes);
  for (const sizes of [['0.6', '1', 225_000n * SIX], ['0.613457', '0.998', 123_456_789_013n], ['0.97', '0.999999', 1_000_001n]]) {
    all += await below_par(stage, sizes);
  }
  for (const sizes of [[5, '0.6'], [17, '0.9437']]) all += await wholeLoop(stage, sizes);
  return all;
}

module.exports = { tellStories };
