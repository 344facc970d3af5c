// Uniswap v2 (twice: Sushi's contracts are the same) and v3 from the bytecode of their own packages, with pools.
const { ethers } = require('ethers');
const { whole } = require('./tokens.js');

const v2 = (name) => require(`@uniswap/v2-core/build/${name}.json`);
const v2Periphery = (name) => require(`@uniswap/v2-periphery/build/${name}.json`);
const v3 = (name) => require(`@uniswap/v3-core/artifacts/contracts/${name}.sol/${name}.json`);
const v3Periphery = (path) => require(`@uniswap/v3-periphery/artifacts/contracts/${path}.sol/${path.split('/').pop()}.json`);

const FAR = 4_102_444_800n; // a deadline in 2100
const FEE_TIER = 500n;
const SPACING = 10n;
const TICK_END = 887_270n; // the last one on the grid of the tier

async function allow(token, spender) {
  await token.send('approve', [spender, ethers.MaxUint256]);
}

// `pools`: [a, amount of a, b, amount of b] in whole tokens.
async function deployV2(chain, tokens, pools) {
  const factory = await chain.deploy(v2('UniswapV2Factory'), [chain.from]);
  const router = await chain.deploy(v2Periphery('UniswapV2Router02'), [factory.address, tokens.WETH.address]);
  for (const name of new Set(pools.flatMap(([a, , b]) => [a, b]))) await allow(tokens[name], router.address);
  const pairs = {};
  for (const [a, ofA, b, ofB] of pools) {
    await router.send('addLiquidity',
      [tokens[a].address, tokens[b].address, whole(a, ofA), whole(b, ofB), 0, 0, chain.from, FAR]);
    const pair = await factory.view('getPair', [tokens[a].address, tokens[b].address]);
    pairs[`${a}/${b}`] = chain.at(pair, v2('UniswapV2Pair'));
  }
  return { factory, router, pairs };
}

// `pools`: [a, b, price of one whole a in b, whole a's in the full range, whole a's in the band, half the band's width in ticks].
async function deployV3(chain, tokens, pools) {
  const factory = await chain.deploy(v3('UniswapV3Factory'));
  const weth = tokens.WETH.address;
  const describer = await chain.deploy(v3Periphery('libraries/NFTDescriptor'));
  const descriptor = await chain.deploy(v3Periphery('NonfungibleTokenPositionDescriptor'),
    [weth, ethers.encodeBytes32String('ETH')], { NFTDescriptor: describer.address });
  const positions = await chain.deploy(v3Periphery('NonfungiblePositionManager'), [factory.address, weth, descriptor.address]);
  const router = await chain.deploy(v3Periphery('SwapRouter'), [factory.address, weth]);
  const quoter = await chain.deploy(v3Periphery('lens/QuoterV2'), [factory.address, weth]);
  for (const name of new Set(pools.flatMap(([a, b]) => [a, b]))) {
    await allow(tokens[name], positions.address);
    await allow(tokens[name], router.address);
  }
  const made = {};
  for (const [a, b, price, wide, band, half] of pools) {
    made[`${a}/${b}`] = await openV3(chain, { factory, positions }, tokens, { a, b, price, wide, band, half: BigInt(half) });
  }
  return { factory, positions, router, quoter, pools: made };
}

async function openV3(chain, { factory, positions }, tokens, { a, b, price, wide, band, half }) {
  const first = BigInt(tokens[a].address) < BigInt(tokens[b].address);
  const [zero, one] = first ? [a, b] : [b, a];
  // What as many whole a's as `count` are, of each side.
  const sides = (count) => {
    const ofA = whole(a, count);
    const ofB = (ofA * whole(b, price)) / whole(a, '1');
    return first ? [ofA, ofB] : [ofB, ofA];
  };
  const [amount0, amount1] = sides('1000');
  const root = squareRoot((amount1 << 192n) / amount0);
  const [token0, token1] = [tokens[zero].address, tokens[one].address];
  await positions.send('createAndInitializePoolIfNecessary', [token0, token1, FEE_TIER, root]);
  const pool = chain.at(await factory.view('getPool', [token0, token1, FEE_TIER]), v3('UniswapV3Pool'));
  const tick = (await pool.view('slot0')).tick;
  const centre = (tick / SPACING) * SPACING;
  const ranges = [[-TICK_END, TICK_END, wide]];
  if (band !== '0') ranges.push([centre - half, centre + half, band]);
  for (const [low, high, count] of ranges) {
    await positions.send('mint', [[token0, token1, FEE_TIER, low, high, ...sides(count), 0, 0, chain.from, FAR]]);
  }
  return pool;
}

function squareRoot(n) {
  let x = n;
  let y = (x + 1n) / 2n;
  while (y < x) {
    x = y;
    y = (x + n / x) / 2n;
  }
  return x;
}

module.exports = { deployV2, deployV3, FAR, FEE_TIER };
