// An Aave v3 market from the bytecode of Aave's own packages: libraries, pool and configurator behind their proxies, oracle,
// reserves, and somebody who lends and borrows there, so that there is money to borrow and a rate to pay.
const { ethers } = require('ethers');
const { ASSETS, whole } = require('./tokens.js');

const core = (path) => require(`@aave/core-v3/artifacts/contracts/${path}.sol/${path.split('/').pop()}.json`);

const RAY = 10n ** 27n;
const percent = (n) => (RAY * BigInt(n)) / 100n;
const BASE_UNIT = 10n ** 8n;
const FLASH_FEE_BPS = 5;
const RESERVE_FACTOR = 1000;
// Loan to value, liquidation threshold and bonus in 1e4; zero: no collateral.
const RESERVES = {
  WETH: { ltv: 8000, threshold: 8250, bonus: 10500, supplied: '50000', borrowed: '5000' },
  WBTC: { ltv: 7300, threshold: 7800, bonus: 10500, supplied: '1000', borrowed: '100' },
  USDT: { ltv: 0, supplied: '50000000', borrowed: '20000000' },
  USDC: { ltv: 7700, threshold: 8000, bonus: 10450, supplied: '50000000', borrowed: '20000000' },
  DAI: { ltv: 6300, threshold: 7700, bonus: 10400, supplied: '20000000', borrowed: '5000000' },
};

// `rates`: base, and slopes before and beyond 80% in use, in percent a year. `filled`: somebody lends and borrows there.
async function deployAave(chain, tokens, feeds, { rates = [0, 4, 75], filled = true } = {}) {
  const provider = await chain.deploy(core('protocol/configuration/PoolAddressesProvider'), ['local', chain.from]);
  await provider.send('setACLAdmin', [chain.from]);
  const { pool, configurator } = await deployPool(chain, provider);
  const names = Object.keys(RESERVES);
  const oracle = await chain.deploy(core('misc/AaveOracle'), [provider.address, names.map((name) => tokens[name].address),
    names.map((name) => feeds[name].address), ethers.ZeroAddress, ethers.ZeroAddress, BASE_UNIT]);
  await provider.send('setPriceOracle', [oracle.address]);
  const reserves = await chain.deploy(core('misc/AaveProtocolDataProvider'), [provider.address]);
  await provider.send('setPoolDataProvider', [reserves.address]);
  await listReserves(chain, provider, pool, configurator, tokens, rates);
  if (filled) await fill(chain, pool, tokens);
  return { provider, pool, configurator, oracle, reserves };
}

async function deployPool(chain, provider) {
  const libraries = {};
  for (const name of ['BorrowLogic', 'BridgeLogic', 'EModeLogic', 'LiquidationLogic', 'PoolLogic', 'SupplyLogic',
    'ConfiguratorLogic', 'FlashLoanLogic']) {
    libraries[name] = (await chain.deploy(core(`protocol/libraries/logic/${name}`), [], libraries)).address;
  }
  const poolCode = await chain.deploy(core('protocol/pool/Pool'), [provider.address], libraries);
  const configuratorCode = await chain.deploy(core('protocol/pool/PoolConfigurator'), [], libraries);
  const rights = await chain.deploy(core('protocol/configuration/ACLManager'), [provider.address]);
  await provider.send('setACLManager', [rights.address]);
  await rights.send('addPoolAdmin', [chain.from]);
  await provider.send('setPoolImpl', [poolCode.address]);
  await provider.send('setPoolConfiguratorImpl', [configuratorCode.address]);
  return {
    pool: chain.at(await provider.view('getPool'), core('protocol/pool/Pool')),
    configurator: chain.at(await provider.view('getPoolConfigurator'), core('protocol/pool/PoolConfigurator')),
  };
}

async function listReserves(chain, provider, pool, configurator, tokens, [base, slope, steep]) {
  const aToken = await chain.deploy(core('protocol/tokenization/AToken'), [pool.address]);
  const stable = await chain.deploy(core('protocol/tokenization/StableDebtToken'), [pool.address]);
  const variable = await chain.deploy(core('protocol/tokenization/VariableDebtToken'), [pool.address]);
  const rates = await chain.deploy(core('protocol/pool/DefaultReserveInterestRateStrategy'),
    [provider.address, percent(80), percent(base), percent(slope), percent(steep), percent(2), percent(75), percent(2), percent(5), percent(20)]);
  const names = Object.keys(RESERVES);
  await configurator.send('initReserves', [names.map((name) => ({
    aTokenImpl: aToken.address,
    stableDebtTokenImpl: stable.address,
    variableDebtTokenImpl: variable.address,
    underlyingAssetDecimals: ASSETS[name].decimals,
    interestRateStrategyAddress: rates.address,
    underlyingAsset: tokens[name].address,
    treasury: chain.from,
    incentivesController: ethers.ZeroAddress,
    aTokenName: `Aave local ${name}`,
    aTokenSymbol: `a${name}`,
    variableDebtTokenName: `Aave local variable debt ${name}`,
    variableDebtTokenSymbol: `variableDebt${name}`,
    stableDebtTokenName: `Aave local stable debt ${name}`,
    stableDebtTokenSymbol: `stableDebt${name}`,
    params: '0x',
  }))]);
  for (const name of names) {
    const { ltv, threshold, bonus } = RESERVES[name];
    const token = tokens[name].address;
    if (ltv > 0) await configurator.send('configureReserveAsCollateral', [token, ltv, threshold, bonus]);
    await configurator.send('setReserveBorrowing', [token, true]);
    await configurator.send('setReserveFlashLoaning', [token, true]);
    await configurator.send('setReserveFactor', [token, RESERVE_FACTOR]);
  }
  await configurator.send('updateFlashloanPremiumTotal', [FLASH_FEE_BPS]);
}

async function fill(chain, pool, tokens) {
  for (const [name, { supplied }] of Object.entries(RESERVES)) {
    await tokens[name].send('approve', [pool.address, ethers.MaxUint256]);
    await pool.send('supply', [tokens[name].address, whole(name, supplied), chain.from, 0]);
  }
  for (const [name, { borrowed }] of Object.entries(RESERVES)) {
    await pool.send('borrow', [tokens[name].address, whole(name, borrowed), 2, 0, chain.from]);
  }
}

module.exports = { deployAave, core };
