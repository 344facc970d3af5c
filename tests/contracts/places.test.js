// DiscountDesk and RedemptionWindow on a real node: what they pay to the base unit, and what they refuse.
const assert = require('node:assert/strict');
const { after, before, beforeEach, afterEach, describe, it } = require('node:test');
const { ethers } = require('ethers');
const { openStage, refused, eventsOf, pass } = require('./stage.js');

const WAD = 10n ** 18n;
const OFF = ethers.ZeroAddress;

describe('the places of our own', () => {
  let stage, owner, buyer, stranger, usdt, usdtz, dai, fee, mark;

  before(async () => {
    stage = await openStage();
    owner = stage.owner;
    [buyer, stranger] = stage.deals;
    [usdt, usdtz, dai] = ['USDT', 'USDTz', 'DAI'].map((name) => stage.token(name));
    fee = await stage.chain.deploy(stage.mine('FeeToken'));
    for (const token of [usdt, usdtz, dai, fee]) await token.send('mint', [buyer, 10n ** 30n]);
  });
  after(() => stage?.stop());
  beforeEach(async () => { mark = await stage.node.rpc('evm_snapshot'); });
  afterEach(() => stage.node.rpc('evm_revert', [mark]));

  const has = (token, who) => token.view('balanceOf', [who]);
  const gained = async (token, who, act) => {
    const before = await has(token, who);
    await act();
    return (await has(token, who)) - before;
  };

  describe('DiscountDesk', () => {
    let desk;
    before(async () => {
      desk = await stage.chain.deploy(stage.ours('DiscountDesk'), [owner]);
      await desk.send('setPrice', [usdtz.address, usdt.address, (WAD * 6n) / 10n]);
      await usdtz.send('mint', [desk.address, 1_000_000n]);
      await usdt.as(buyer).send('approve', [desk.address, 10n ** 20n]);
    });
    const buy = (...args) => desk.as(buyer).send('buy', [usdtz.address, ...args]);
    const buyRefused = (args, error) => refused(desk, buyer, 'buy', [usdtz.address, ...args], error);

    it('sells for what it asks, rounded down', async () => {
      for (const [paid, bought] of [[6n, 10n], [100n, 166n], [1n, 1n], [599_999n, 999_998n]]) {
        const back = await stage.node.rpc('evm_snapshot');
        assert.equal(await gained(usdtz, buyer, () => buy(paid, bought)), bought);
        await stage.node.rpc('evm_revert', [back]);
      }
    });

    it('says what was paid and bought, as the module reads it', async () => {
      const [event] = eventsOf(desk, await buy(600n, 1_000n));
      assert.equal(event.name, 'Bought');
      assert.deepEqual([...event.args], [ethers.getAddress(buyer), usdtz.address, 600n, 1_000n]);
      assert.equal(await desk.view('priceOf', [usdtz.address]), (WAD * 6n) / 10n);
    });

    it('counts in the decimals of both tokens', async () => {
      await desk.send('setPrice', [usdtz.address, dai.address, (WAD * 3n) / 4n]);
      await dai.as(buyer).send('approve', [desk.address, 10n ** 30n]);
      // 3 DAI with 18 decimals at 0.75 are 4 whole tokens with 6.
      await usdtz.send('mint', [desk.address, 10n ** 7n]);
      assert.equal(await gained(usdtz, buyer, () => buy(3n * WAD, 0n)), 4_000_000n);
    });

    it('refuses when the price has moved above what the buyer accepts', async () => {
      await buyRefused([600n, 1_001n], 'PriceMoved');
      await buyRefused([0n, 0n], 'PriceMoved');
    });

    it('refuses while closed, when it has too little, and what it does not sell', async () => {
      await buyRefused([600_001n, 0n], 'SoldOut');
      await refused(desk, buyer, 'buy', [dai.address, 1n, 0n], 'NotSold');
      await refused(desk, buyer, 'priceOf', [dai.address], 'NotSold');
      await desk.send('setOpen', [false]);
      await buyRefused([600n, 0n], 'Closed');
    });

    it('refuses money that keeps a part of itself', async () => {
      await desk.send('setPrice', [usdtz.address, fee.address, WAD]);
      await fee.as(buyer).send('approve', [desk.address, 10n ** 30n]);
      await buyRefused([WAD, 0n], 'TakesFee');
    });

    it('is its owner\'s', async () => {
      for (const [name, args] of [['setPrice', [usdtz.address, usdt.address, WAD]], ['setOpen', [false]], ['withdraw', [usdtz.address, 1n]]]) {
        await refused(desk, stranger, name, args, 'OwnableUnauthorizedAccount');
      }
      assert.equal(await gained(usdtz, owner, () => desk.send('withdraw', [usdtz.address, 5n])), 5n);
    });
  });

  describe('RedemptionWindow', () => {
    let window;
    const line = (more = {}) => Object.values({ open: true, paying: true, pays: WAD, delay: 0n, limit: 1_000_000n, ...more });
    const set = (more) => window.send('setLine', [usdtz.address, usdt.address, ...line(more)]);
    const redeem = (amount) => window.as(buyer).send('redeem', [usdtz.address, amount]);
    const redeemRefused = (amount, error) => refused(window, buyer, 'redeem', [usdtz.address, amount], error);

    before(async () => {
      window = await stage.chain.deploy(stage.ours('RedemptionWindow'), [owner]);
      await set();
      await usdt.send('mint', [window.address, 1_000_000n]);
      await usdtz.as(buyer).send('approve', [window.address, 10n ** 30n]);
    });

    it('pays at once and at par where it has no delay', async () => {
      let receipt;
      assert.equal(await gained(usdt, buyer, async () => { receipt = await redeem(1_000n); }), 1_000n);
      const events = eventsOf(window, receipt);
      assert.deepEqual(events.map((event) => event.name), ['Requested', 'Redeemed']);
      assert.deepEqual([...events[1].args], [ethers.getAddress(buyer), usdtz.address, 1_000n, 1_000n]);
    });

    it('may pay less than par, rounded down', async () => {
      await set({ pays: (WAD * 998n) / 1000n });
      assert.equal(await gained(usdt, buyer, () => redeem(999n)), 997n); // 997.002
    });

    it('pays after its delay, to the holder, whoever asks, and once', async () => {
      await set({ delay: 3600n });
      const receipt = await redeem(1_000n);
      assert.deepEqual(eventsOf(window, receipt).map((event) => event.name), ['Requested']);
      const id = eventsOf(window, receipt)[0].args.id;
      await refused(window, stranger, 'settle', [id], 'NothingDue');
      await pass(stage.node, 3600);
      assert.equal(await gained(usdt, buyer, () => window.as(stranger).send('settle', [id])), 1_000n);
      await refused(window, stranger, 'settle', [id], 'NothingDue');
      await refused(window, stranger, 'settle', [id + 1n], 'NothingDue');
    });

    it('may freeze before and after money was handed in, and thaw', async () => {
      await set({ delay: 60n });
      const id = eventsOf(window, await redeem(1_000n))[0].args.id;
      await set({ open: false, paying: false });
      assert.equal(await window.view('isOpen', [usdtz.address]), false);
      await redeemRefused(1_000n, 'Frozen');
      await pass(stage.node, 60);
      await refused(window, buyer, 'settle', [id], 'Frozen');
      await set();
      assert.equal(await gained(usdt, buyer, () => window.send('settle', [id])), 1_000n);
    });

    it('has a limit for each redemption', async () => {
      await redeemRefused(1_000_001n, 'LimitReached');
      await redeemRefused(0n, 'LimitReached');
      await refused(window, buyer, 'redeem', [dai.address, 1n], 'NotRedeemed');
    });

    it('keeps what it cannot pay on its list', async () => {
      await window.send('withdraw', [usdt.address, 1_000_000n]);
      await set({ delay: 1n });
      const id = eventsOf(window, await redeem(500n))[0].args.id;
      await pass(stage.node, 1);
      await assert.rejects(window.send('settle', [id]));
      await usdt.send('mint', [window.address, 500n]);
      assert.equal(await gained(usdt, buyer, () => window.send('settle', [id])), 500n);
    });

    it('refuses tokens that keep a part of themselves, and to pay more than par', async () => {
      await window.send('setLine', [fee.address, usdt.address, ...line({ limit: WAD })]);
      await fee.as(buyer).send('approve', [window.address, 10n ** 30n]);
      await refused(window, buyer, 'redeem', [fee.address, WAD], 'TakesFee');
      await refused(window, owner, 'setLine', [usdtz.address, usdt.address, ...line({ pays: WAD + 1n })], 'PaysTooMuch');
    });

    it('is its owner\'s', async () => {
      await refused(window, stranger, 'setLine', [usdtz.address, usdt.address, ...line()], 'OwnableUnauthorizedAccount');
      await refused(window, stranger, 'withdraw', [usdt.address, 1n], 'OwnableUnauthorizedAccount');
    });

    it('takes nothing for a token without a line', async () => {
      await refused(window, buyer, 'redeem', [OFF, 1n], 'NotRedeemed');
    });
  });
});
