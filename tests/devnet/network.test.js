// devnet/start: what it brings up, what it writes, how it ends, and that the protocols there really work.
const assert = require('node:assert/strict');
const fs = require('fs');
const net = require('net');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');
const { after, before, describe, it } = require('node:test');
const { ethers } = require('ethers');
const { core } = require('../../devnet/aave.js');
const { snapshot } = require('../../devnet/snapshot.js');
const { startNetwork, ended, answers, ROOT } = require('./network.js');

const FAR = 4_102_444_800n;
const USDC = 10n ** 6n;
const ETHER = 10n ** 18n;

describe('the local network', () => {
  let network, ours, deal;
  before(async () => {
    ({ ours } = await snapshot());
    network = await startNetwork();
    [deal] = network.said.deals;
  });
  after(() => network?.end());

  const at = (name, artifact, who = deal) =>
    network.chain.at(network.said.contracts[name] || network.said.assets[name], artifact).as(who);
  const token = (name) => at(name, ours('LocalToken'));
  const weth = () => at('weth.token', require('@uniswap/v2-periphery/build/WETH9.json'));

  it('is chain 138, with code at every address of its book', async () => {
    assert.equal(await network.node.rpc('eth_chainId'), '0x8a');
    const addresses = [...Object.values(network.said.contracts), ...Object.values(network.said.assets)];
    assert.ok(addresses.length >= 20);
    for (const address of addresses) assert.notEqual(await network.node.rpc('eth_getCode', [address, 'latest']), '0x', address);
  });

  it('starts in seconds from what was kept', () => {
    assert.equal(network.said.snapshot, 'kept');
    assert.ok(network.said.milliseconds < 20_000, `${network.said.milliseconds} ms`);
  });

  it('lends on the real Aave: supply, borrow, repay with interest, withdraw', async () => {
    const pool = at('aave_v3.pool', core('protocol/pool/Pool'));
    await weth().send('deposit', [], 10n * ETHER);
    await weth().send('approve', [pool.address, 10n * ETHER]);
    await pool.send('supply', [weth().address, 10n * ETHER, deal, 0]);
    await pool.send('borrow', [token('USDC').address, 5_000n * USDC, 2, 0, deal]);
    assert.equal(await token('USDC').view('balanceOf', [deal]), 5_000n * USDC);
    await network.node.rpc('evm_increaseTime', [30 * 24 * 3600]);
    await network.node.rpc('evm_mine');
    const debt = ethers.parseUnits('0', 0) + (await pool.view('getUserAccountData', [deal])).totalDebtBase;
    assert.ok(debt > 5_000n * 10n ** 8n, 'a month costs interest');
    await token('USDC').send('mint', [deal, 1_000n * USDC]);
    await token('USDC').send('approve', [pool.address, 6_000n * USDC]);
    await pool.send('repay', [token('USDC').address, ethers.MaxUint256, 2, deal]);
    await pool.send('withdraw', [weth().address, ethers.MaxUint256, deal]);
    assert.ok((await weth().view('balanceOf', [deal])) > 10n * ETHER, 'somebody borrows ether there, so collateral earns');
    assert.equal((await pool.view('getUserAccountData', [deal])).totalDebtBase, 0n);
  });

  it('swaps on Uniswap v2, Sushi and v3', async () => {
    const path_ = [weth().address, token('USDC').address];
    await weth().send('deposit', [], 3n * ETHER);
    const before = await token('USDC').view('balanceOf', [deal]);
    for (const name of ['uniswap_v2.router', 'sushi_v2.router']) {
      const router = at(name, require('@uniswap/v2-periphery/build/UniswapV2Router02.json'));
      await weth().send('approve', [router.address, ETHER]);
      await router.send('swapExactTokensForTokens', [ETHER, 2_900n * USDC, path_, deal, FAR]);
    }
    const router = at('uniswap_v3.router', require('@uniswap/v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json'));
    await weth().send('approve', [router.address, ETHER]);
    await router.send('exactInputSingle', [[...path_, 500, deal, FAR, ETHER, 2_950n * USDC, 0]]);
    assert.ok((await token('USDC').view('balanceOf', [deal])) - before > 8_800n * USDC);
  });

  it('buys at the desk below par and redeems at the window at par', async () => {
    const [desk, window] = [at('discount_desk.desk', ours('DiscountDesk')), at('redemption_window.window', ours('RedemptionWindow'))];
    await token('USDT').send('mint', [deal, 600n * USDC]);
    await token('USDT').send('approve', [desk.address, 600n * USDC]);
    await desk.send('buy', [token('USDTz').address, 600n * USDC, 1_000n * USDC]);
    await token('USDTz').send('approve', [window.address, 1_000n * USDC]);
    await window.send('redeem', [token('USDTz').address, 1_000n * USDC]);
    assert.equal(await token('USDT').view('balanceOf', [deal]), 1_000n * USDC);
  });

  it('runs a cycle on a flash loan of the real Aave through the executor', async () => {
    const executor = at('executor', ours('AtomicExecutor'));
    const [owned, usdc] = [network.said.assets.WETH, network.said.assets.USDC];
    const swap = (name, from, to) => {
      const router = at(name, require('@uniswap/v2-periphery/build/UniswapV2Router02.json'));
      return { target: router.address, value: 0n, token: from, allowance: ethers.MaxUint256, fillAt: 4,
        data: router.face.encodeFunctionData('swapExactTokensForTokens', [0n, 1n, [from, to], executor.address, FAR]) };
    };
    // Ether is 2% dearer at Sushi: more than fees of 65 bps and what 20,000 USDC move.
    const cycle = (least) => ({ deal: ethers.id('cycle'), deadline: FAR,
      loan: { lender: network.said.contracts['aave_v3.pool'], token: usdc, amount: 20_000n * USDC },
      assets: [{ token: usdc, give: 0n, least }, { token: owned, give: 0n, least: 0n }],
      calls: [swap('uniswap_v2.router', usdc, owned), swap('sushi_v2.router', owned, usdc)] });
    await assert.rejects(executor.send('execute', [cycle(1_000n * USDC)]), /reverted/);
    const before = await token('USDC').view('balanceOf', [deal]);
    await executor.send('execute', [cycle(100n * USDC)]);
    assert.ok((await token('USDC').view('balanceOf', [deal])) - before >= 100n * USDC);
    for (const name of [owned, usdc]) assert.equal(await network.chain.at(name, ours('LocalToken')).view('balanceOf', [executor.address]), 0n);
  });

  it('writes a profile and key files that only their owner can read', () => {
    const text = fs.readFileSync(network.profile, 'utf8');
    assert.match(text, /^format = 1$/m);
    const keys = path.join(network.folder, 'networks/local-keys');
    for (const name of fs.readdirSync(keys)) assert.equal(fs.statSync(path.join(keys, name)).mode & 0o777, 0o600, name);
    const key = fs.readFileSync(path.join(keys, 'deal1.json'), 'utf8');
    assert.equal(ethers.Wallet.fromEncryptedJsonSync(key, 'local network').address.toLowerCase(), deal);
  });

  it('listens on the loopback only', async () => {
    const outside = Object.values(os.networkInterfaces()).flat().find((one) => !one.internal && one.family === 'IPv4');
    const { port } = new URL(network.said.url);
    const reached = await new Promise((resolve) => {
      const socket = net.connect({ host: outside ? outside.address : '127.0.0.2', port: Number(port) });
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
      socket.unref();
    });
    assert.equal(reached, false);
  });
});

describe('devnet/start', () => {
  it('ends with its standard input', async () => {
    const network = await startNetwork();
    await network.end();
    assert.equal(await answers(network.node, false), false);
  });

  it('takes its chain along when it is killed', async () => {
    const network = await startNetwork();
    network.child.kill('SIGKILL');
    await ended(network.child);
    assert.equal(await answers(network.node, false), false);
    fs.rmSync(network.folder, { recursive: true });
  });

  it('makes blocks by the clock when it is told to', async () => {
    const network = await startNetwork(['--block-time', '0.2']);
    const head = async () => BigInt(await network.node.rpc('eth_blockNumber'));
    const first = await head();
    const deadline = Date.now() + 20_000;
    while ((await head()) < first + 3n) assert.ok(Date.now() < deadline, 'no block comes');
    // A transaction waits for its block, and is in it.
    const { deals: [deal] } = network.said;
    const hash = await network.node.rpc('eth_sendTransaction', [{ from: deal, to: deal, value: '0x1' }]);
    assert.equal((await network.chain.receipt(hash)).status, '0x1');
    await network.end();
  });

  it('says when its port is taken', async () => {
    const network = await startNetwork();
    const done = spawnSync(path.join(ROOT, 'devnet/start'), ['--port', new URL(network.said.url).port], { cwd: network.folder });
    await network.end();
    assert.equal(done.status, 7);
    assert.match(done.stderr.toString(), /port \d+ is in use/);
  });

  it('deploys to the same addresses each time, whatever the clock says', async () => {
    const { startAnvil } = require('../../devnet/anvil.js');
    const { deployMarket, bookOf } = require('../../devnet/market.js');
    const kept = await snapshot();
    const node = await startAnvil({ timestamp: 1_700_000_000 });
    try {
      assert.deepEqual(bookOf(await deployMarket(node, kept.ours)), kept.book);
    } finally {
      await node.stop();
    }
  });

  it('refuses what it does not understand', () => {
    for (const [words, expected] of [[['--prot', '1'], /there is no option "--prot"/], [['--port', '70000'], /--port is a number from 0 to 65535/],
      [['--accounts', '2'], /from 3 to 50/], [['--profile'], /wants a file/]]) {
      const done = spawnSync(path.join(ROOT, 'devnet/start'), words);
      assert.equal(done.status, 2);
      assert.match(done.stderr.toString(), expected);
    }
  });
});
