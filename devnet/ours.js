// Our own contracts on the local network: the desk, the window, and the executor with what it may call.
const { ethers } = require('ethers');
const { whole } = require('./tokens.js');

const PRICE = ethers.parseUnits('0.6', 18);
const AT_PAR = 10n ** 18n;

async function deployOurs(chain, ours, { tokens, aave, v2, sushi, v3, guardian, operators }) {
  const token = tokens.USDTz.address;
  const par = tokens.USDT.address;
  const desk = await chain.deploy(ours('DiscountDesk'), [chain.from]);
  await desk.send('setPrice', [token, par, PRICE]);
  await tokens.USDTz.send('transfer', [desk.address, whole('USDTz', '10000000')]);
  const window = await chain.deploy(ours('RedemptionWindow'), [chain.from]);
  await window.send('setLine', [token, par, true, true, AT_PAR, 0, whole('USDTz', '2000000')]);
  await tokens.USDT.send('transfer', [window.address, whole('USDT', '10000000')]);
  const executor = await chain.deploy(ours('AtomicExecutor'), [chain.from, guardian, aave.pool.address, ethers.ZeroAddress]);
  await listCalls(executor, { tokens, aave, v2, sushi, v3, desk, window });
  for (const operator of operators) await executor.send('setOperator', [operator, true]);
  return { desk, window, executor };
}

// Functions, and where each has to name the executor itself as the one who gets the money (see AtomicExecutor.Rule).
async function listCalls(executor, { tokens, aave, v2, sushi, v3, desk, window }) {
  const argument = (n) => 4 + 32 * n;
  const rules = [
    [tokens.WETH, 'deposit', 0],
    [tokens.WETH, 'withdraw', 0],
    [v2.router, 'swapExactTokensForTokens', argument(3)],
    [sushi.router, 'swapExactTokensForTokens', argument(3)],
    [v3.router, 'exactInputSingle', argument(3)],
    [aave.pool, 'supply', argument(2)],
    [aave.pool, 'borrow', argument(4)],
    [aave.pool, 'repay', argument(3)],
    [aave.pool, 'withdraw', argument(2)],
    [desk, 'buy', 0],
    [window, 'redeem', 0],
  ];
  for (const [contract, name, selfAt] of rules) {
    const selector = contract.face.getFunction(name === 'repay' ? 'repay(address,uint256,uint256,address)' : name).selector;
    await executor.send('allow', [contract.address, selector, selfAt]);
  }
}

module.exports = { deployOurs };
