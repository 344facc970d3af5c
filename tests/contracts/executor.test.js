// AtomicExecutor on a real node with the real Aave: every function, and every attack that we could think of.
const assert = require('node:assert/strict');
const { after, before, beforeEach, afterEach, describe, it } = require('node:test');
const { ethers } = require('ethers');
const { ETHER, ALL, FAR, asset, call, loan, plan, sign } = require('./plans.js');
const { openStage, refused, eventsOf } = require('./stage.js');

const ANY = 0;
const TEN_ETHER = '0x8ac7230489e80000';
const word = (n) => 4 + 32 * n;

describe('AtomicExecutor', () => {
  let stage, executor, vault, venue, echo, usdc, usdt, dai, fee, hook, owner, operator, stranger, guardian, relayer, mark;
  const wallet = ethers.Wallet.createRandom();

  before(async () => {
    stage = await openStage();
    owner = stage.owner;
    guardian = stage.guardian;
    [operator, stranger, relayer] = stage.deals;
    const { chain, mine, ours } = stage;
    vault = await chain.deploy(mine('Vault'));
    venue = await chain.deploy(mine('Venue'));
    echo = await chain.deploy(mine('Echo'));
    fee = await chain.deploy(mine('FeeToken'));
    hook = await chain.deploy(mine('HookToken'));
    [usdc, usdt, dai] = ['USDC', 'USDT', 'DAI'].map((name) => stage.token(name));
    executor = await chain.deploy(ours('AtomicExecutor'), [owner, guardian, stage.pool.address, vault.address]);
    await executor.send('setOperator', [operator, true]);
    await executor.send('setOperator', [wallet.address, true]);
    await executor.send('allow', [venue.address, venue.face.getFunction('swap').selector, word(4)]);
    await executor.send('allow', [venue.address, venue.face.getFunction('refuse').selector, ANY]);
    await executor.send('allow', [echo.address, echo.face.getFunction('poke').selector, ANY]);
    for (const token of [usdc, usdt, dai, fee, hook]) {
      for (const holder of [operator, stranger, venue.address, vault.address, wallet.address]) {
        await token.send('mint', [holder, 1_000_000n]);
      }
      await token.as(operator).send('approve', [executor.address, 1_000n]);
    }
    await stage.node.rpc('anvil_setBalance', [venue.address, ethers.toQuantity(1_000_000n)]);
  });
  after(() => stage?.stop());
  // Every test finds the chain as it was.
  beforeEach(async () => { mark = await stage.node.rpc('evm_snapshot'); });
  afterEach(() => stage.node.rpc('evm_revert', [mark]));

  const swap = (give, amount, get, back, more = {}) => call(venue, 'swap',
    [give.address || give, amount, get.address || get, back, more.to || executor.address],
    { token: give.address || give, allowance: amount, ...more.call });
  const run = (of, more = {}) => executor.as(more.from || operator).send('execute', [of], more.value || 0n);
  const runRefused = (of, error, more = {}) => refused(executor, more.from || operator, 'execute', [of], error, more.value);
  const has = (token, who) => token.view('balanceOf', [who]);

  describe('a plan', () => {
    it('takes what it gives, runs its calls, and pays everything out', async () => {
      const receipt = await run(plan([asset(usdc, { give: 100n }), asset(dai, { least: 90n })], [swap(usdc, 100n, dai, 95n)]));
      assert.equal(await has(usdc, operator), 1_000_000n - 100n);
      assert.equal(await has(dai, operator), 1_000_000n + 95n);
      assert.equal(await has(dai, executor.address), 0n);
      const [event] = eventsOf(executor, receipt);
      assert.deepEqual([...event.args], [ethers.id('test deal'), operator, operator].map((x) => x.length === 42 ? ethers.getAddress(x) : x));
    });

    it('hands each call what the one before it brought', async () => {
      const second = swap(dai, 0n, usdt, 80n, { call: { allowance: ALL, fillAt: word(1) } });
      await run(plan([asset(usdc, { give: 100n }), asset(dai), asset(usdt, { least: 80n })], [swap(usdc, 100n, dai, 95n), second]));
      assert.equal(await has(dai, venue.address), 1_000_000n);
      assert.equal(await has(usdt, operator), 1_000_080n);
    });

    it('moves ether that was sent along, and pays ether out', async () => {
      const in_ = call(venue, 'swap', [ETHER, 0n, dai.address, 7n, executor.address], { value: 50n });
      const out = call(venue, 'swap', [ETHER, 0n, ETHER, 20n, executor.address]);
      const before = await stage.node.rpc('eth_getBalance', [venue.address, 'latest']);
      await run(plan([asset(ETHER, { give: 50n, least: 20n }), asset(dai, { least: 7n })], [in_, out]), { value: 50n });
      const behind = await stage.node.rpc('eth_getBalance', [venue.address, 'latest']);
      assert.equal(BigInt(behind) - BigInt(before), 30n);
      assert.equal(await stage.node.rpc('eth_getBalance', [executor.address, 'latest']), '0x0');
    });

    it('refuses ether that it does not speak of, and more or less than it says', async () => {
      await runRefused(plan([asset(dai)], []), 'AssetNotListed', { value: 1n });
      await runRefused(plan([asset(ETHER, { give: 5n })], []), 'TakesFee', { value: 4n });
    });

    it('reverts as a whole when the least is not reached', async () => {
      await runRefused(plan([asset(usdc, { give: 100n }), asset(dai, { least: 96n })], [swap(usdc, 100n, dai, 95n)]), 'TooLittle');
    });

    it('reverts with the reason of the call that reverted', async () => {
      await runRefused(plan([], [call(venue, 'refuse', [])]), 'not today');
    });

    it('does not run after its deadline', async () => {
      const now = BigInt((await stage.node.rpc('eth_getBlockByNumber', ['latest', false])).timestamp);
      await runRefused(plan([], [], { deadline: now - 1n }), 'Expired');
      await run(plan([], [], { deadline: now + 100n }));
    });

    it('has at most 32 calls and 16 assets, each asset once', async () => {
      await runRefused(plan([], Array(33).fill(call(echo, 'poke', []))), 'TooLong');
      await runRefused(plan(Array(17).fill(asset(dai)), []), 'TooLong');
      await runRefused(plan([asset(dai), asset(dai)], []), 'AssetTwice');
      await run(plan([], Array(32).fill(call(echo, 'poke', []))));
    });

    it('never spends what was there before it began', async () => {
      await usdc.send('mint', [executor.address, 500n]);
      await runRefused(plan([asset(usdc), asset(dai)], [swap(usdc, 100n, dai, 1n)]), 'TooLittle');
      const all = swap(usdc, 0n, dai, 1n, { call: { allowance: ALL, fillAt: word(1) } });
      await runRefused(plan([asset(usdc), asset(dai)], [all]), 'NothingGained');
      await run(plan([asset(usdc, { give: 100n }), asset(dai)], [all]));
      assert.equal(await has(usdc, executor.address), 500n);
    });

    it('touches no token without a line for it', async () => {
      await usdc.send('mint', [executor.address, 500n]);
      await runRefused(plan([asset(dai)], [swap(usdc, 100n, dai, 1n)]), 'AssetNotListed');
      await runRefused(plan([asset(dai)], [call(echo, 'poke', [], { value: 1n, token: dai.address })]), 'AssetNotListed');
      await runRefused(plan([asset(dai), asset(ETHER)], [call(echo, 'poke', [], { value: ALL, token: dai.address })]), 'AssetNotListed');
    });

    it('leaves no allowance behind, and takes back what was not used', async () => {
      const some = call(venue, 'swap', [usdc.address, 60n, dai.address, 1n, executor.address], { token: usdc.address, allowance: 100n });
      await run(plan([asset(usdc, { give: 100n }), asset(dai)], [some]));
      assert.equal(await usdc.view('allowance', [executor.address, venue.address]), 0n);
      assert.equal(await has(usdc, operator), 1_000_000n - 60n);
      await usdc.send('mint', [executor.address, 500n]);
      await venue.send('comeBack', [usdc.address, executor.address]);
      assert.equal(await has(usdc, executor.address), 500n);
    });
  });

  describe('whatever the plan', () => {
    // mulberry32: plenty for choosing plans.
    let state = 20251120;
    const below = (n) => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) % n;
    };
    const pick = (list) => list[below(list.length)];

    it('what was here stays, no allowance is left, and what the account gains the venue has lost', async () => {
      const tokens = [usdc, usdt, dai];
      for (const token of tokens) {
        await token.send('mint', [executor.address, 777n]);
        await token.as(operator).send('approve', [executor.address, 0n]);
        await token.as(operator).send('approve', [executor.address, 10n ** 12n]);
      }
      const everywhere = async () => Promise.all(tokens.map(async (token) =>
        [await has(token, executor.address), await has(token, operator), await has(token, venue.address)]));
      const randomPlan = () => {
        const calls = Array.from({ length: below(4) }, () => {
          const [give, get] = [pick(tokens), pick(tokens)];
          const amount = BigInt(below(500));
          const fill = below(3) === 0;
          return swap(give, amount, get, BigInt(below(1_200)), { call: { allowance: pick([amount, amount + 5n, ALL]), fillAt: fill ? word(1) : 0 } });
        });
        const listed = tokens.filter(() => below(10) > 0);
        const more = below(3) === 0 ? loan(pick([vault, stage.pool]), pick(tokens), BigInt(1 + below(5_000))) : {};
        return plan(listed.map((token) => asset(token, { give: BigInt(pick([0, 300, 900, 1_500])), least: BigInt(pick([0, 0, 0, 200])) })), calls, more);
      };
      let ran = 0;
      const PLANS = 150;
      for (let i = 0; i < PLANS; ++i) {
        const before = await everywhere();
        const of = randomPlan();
        const done = await run(of).then(() => true, () => false);
        const after = await everywhere();
        if (!done) {
          assert.deepEqual(after, before);
          continue;
        }
        ran += 1;
        for (const [k, token] of tokens.entries()) {
          assert.equal(await token.view('allowance', [executor.address, venue.address]), 0n);
          assert.equal(await token.view('allowance', [executor.address, stage.pool.address]), 0n);
          const line = of.assets.find((one) => one.token === token.address);
          const gained = after[k][1] - before[k][1];
          // What comes of a token without a line stays here; nothing ever goes.
          if (line) assert.equal(after[k][0], before[k][0], 'what was here');
          else assert.ok(after[k][0] >= before[k][0], 'what was here');
          assert.ok(!line || gained >= line.least - line.give, 'at least what was asked for');
          if (line && of.loan.token !== token.address) assert.equal(gained, before[k][2] - after[k][2]);
        }
      }
      assert.ok(ran > 20 && ran < PLANS - 20, `${ran} of ${PLANS} ran`);
    });
  });

  describe('strange tokens', () => {
    it('return nothing and want their allowance through zero: twice in one plan works', async () => {
      await run(plan([asset(usdt, { give: 100n }), asset(dai, { least: 2n })],
        [swap(usdt, 40n, dai, 1n, { call: { allowance: 50n } }), swap(usdt, 40n, dai, 1n, { call: { allowance: 50n } })]));
      assert.equal(await usdt.view('allowance', [executor.address, venue.address]), 0n);
    });

    it('that keep a part of each transfer are refused', async () => {
      await runRefused(plan([asset(fee, { give: 100n })], []), 'TakesFee');
    });

    it('that say no without reverting are refused', async () => {
      const no = await stage.chain.deploy(stage.mine('FalseToken'));
      await no.send('mint', [operator, 100n]);
      await no.as(operator).send('approve', [executor.address, 100n]);
      await no.send('setRefuses', [true]);
      await runRefused(plan([asset(no, { give: 100n })], []), 'SafeERC20FailedOperation');
    });

    it('that are no contracts are refused', async () => {
      await runRefused(plan([asset(stranger, { give: 1n })], []), 'execution reverted');
    });

    it('that call back in cannot run a second plan or sweep', async () => {
      await executor.send('setOperator', [hook.address, true]);
      for (const [name, args] of [['execute', [plan([], [])]], ['sweep', [usdc.address]]]) {
        await hook.send('set', [executor.address, executor.face.encodeFunctionData(name, args)]);
        await run(plan([asset(hook, { give: 100n })], []));
        assert.equal(await hook.view('worked'), false);
      }
    });
  });

  describe('the list of calls', () => {
    it('is all that operators can call', async () => {
      await runRefused(plan([], [call(venue, 'comeBack', [usdc.address, operator])]), 'NotAllowed');
      await runRefused(plan([], [call(usdc, 'transfer', [stranger, 1n])]), 'NotAllowed');
      await runRefused(plan([], [{ ...call(venue, 'refuse', []), data: '0x' }]), 'NotAllowed');
      await runRefused(plan([], [{ ...call(venue, 'refuse', []), data: '0x0011' }]), 'NotAllowed');
    });

    it('never takes functions that spend allowances, and never ourselves', async () => {
      for (const name of ['approve', 'transferFrom']) {
        await refused(executor, owner, 'allow', [usdc.address, usdc.face.getFunction(name).selector, ANY], 'NeverAllowed');
      }
      for (const text of ['increaseAllowance(address,uint256)', 'permit(address,address,uint256,uint256,uint8,bytes32,bytes32)',
        'permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)', 'transferFrom(address,address,uint160,address)',
        'approve(address,address,uint160,uint48)', 'approveDelegation(address,uint256)', 'setApprovalForAll(address,bool)',
        'authorizeOperator(address)']) {
        await refused(executor, owner, 'allow', [usdc.address, ethers.id(text).slice(0, 10), ANY], 'NeverAllowed');
      }
      await refused(executor, owner, 'allow', [executor.address, '0x12345678', ANY], 'NeverAllowed');
      await refused(executor, owner, 'allow', [stranger, '0x12345678', ANY], 'NeverAllowed');
    });

    it('holds the recipient: an operator cannot send money elsewhere', async () => {
      await runRefused(plan([asset(usdc, { give: 100n }), asset(dai)], [swap(usdc, 100n, dai, 95n, { to: stranger })]), 'NotToUs');
    });

    it('cannot be got around by filling the amount over the recipient or the selector', async () => {
      const over = (fillAt) => swap(usdc, 100n, dai, 95n, { call: { fillAt } });
      await runRefused(plan([asset(usdc, { give: 100n }), asset(dai)], [over(word(4))]), 'NotToUs');
      await runRefused(plan([asset(usdc, { give: 100n }), asset(dai)], [over(3)]), 'BadFill');
      await runRefused(plan([asset(usdc, { give: 100n }), asset(dai)], [over(word(5))]), 'BadFill');
    });

    it('can be read, and entries taken away again', async () => {
      const selector = venue.face.getFunction('swap').selector;
      assert.deepEqual([...(await executor.view('ruleOf', [venue.address, selector]))], [true, BigInt(word(4))]);
      await executor.as(guardian).send('disallow', [venue.address, selector]);
      await runRefused(plan([asset(usdc, { give: 1n }), asset(dai)], [swap(usdc, 1n, dai, 1n)]), 'NotAllowed');
      await refused(executor, stranger, 'disallow', [venue.address, selector], 'NotGuardian');
      await refused(executor, owner, 'allow', [venue.address, selector, 5], 'BadFill');
    });

    it('does not help whoever is called to call back in', async () => {
      await executor.send('setOperator', [echo.address, true]);
      for (const [name, args] of [['execute', [plan([], [])]],
        ['executeOperation', [usdc.address, 1n, 0n, executor.address, '0x']],
        ['receiveFlashLoan', [[usdc.address], [1n], [0n], '0x']]]) {
        await echo.send('set', [executor.address, executor.face.encodeFunctionData(name, args)]);
        await run(plan([], [call(echo, 'poke', [])]));
        assert.equal(await echo.view('worked'), false, name);
      }
    });
  });

  describe('loans', () => {
    it('of Aave: the fee is paid, the profit is ours', async () => {
      const cycle = plan([asset(usdc, { least: 5n })], [swap(usdc, 10_000n, usdc, 10_010n)], loan(stage.pool, usdc, 10_000n));
      const receipt = await run(cycle);
      assert.equal(await has(usdc, operator), 1_000_000n + 10n - 5n); // 5 bps of 10,000
      assert.equal(await usdc.view('allowance', [executor.address, stage.pool.address]), 0n);
      assert.ok(eventsOf(stage.pool, receipt).some((event) => event.name === 'FlashLoan'));
    });

    it('that do not bring the minimum revert as a whole', async () => {
      const cycle = (back, least) => plan([asset(usdc, { least })], [swap(usdc, 10_000n, usdc, back)], loan(stage.pool, usdc, 10_000n));
      await runRefused(cycle(10_010n, 6n), 'TooLittle');
      await runRefused(cycle(10_004n, 0n), 'ERC20InsufficientBalance');
    });

    it('of a vault like Balancer\'s, with its fee', async () => {
      await vault.send('set', [0, 3n]);
      await run(plan([asset(usdc, { least: 7n })], [swap(usdc, 10_000n, usdc, 10_010n)], loan(vault, usdc, 10_000n)));
      assert.equal(await has(usdc, operator), 1_000_007n);
      assert.equal(await has(usdc, vault.address), 1_000_003n);
    });

    it('come from the pinned lenders only', async () => {
      await runRefused(plan([asset(usdc)], [], loan(venue, usdc, 1n)), 'ForeignCallback');
      await runRefused(plan([asset(usdc)], [], loan({ address: ETHER }, usdc, 1n)), 'ForeignCallback');
    });

    it('are refused when the callback is foreign', async () => {
      const args = [usdc.address, 1n, 0n, executor.address, '0x'];
      await refused(executor, stranger, 'executeOperation', args, 'ForeignCallback');
      await refused(executor, operator, 'executeOperation', args, 'ForeignCallback');
      await refused(executor, stranger, 'receiveFlashLoan', [[usdc.address], [1n], [0n], '0x'], 'ForeignCallback');
    });

    it('are refused when somebody else began them at the real Aave', async () => {
      const initiator = await stage.chain.deploy(stage.mine('Initiator'));
      const steal = ethers.AbiCoder.defaultAbiCoder().encode(['uint256'], [1n]);
      const args = [stage.pool.address, executor.address, usdc.address, 1_000n, steal];
      await refused(initiator, stranger, 'lendTo', args, 'ForeignInitiator');
    });

    it('are refused when nothing is in flight, though it is the lender who calls', async () => {
      const args = [executor.address, usdc.address, 1n, '0x'];
      await refused(vault, stranger, 'callBack', args, 'NotInFlight');
    });

    it('are refused when the lender calls twice, or with other amounts or words, or not at all', async () => {
      const honest = () => plan([asset(usdc)], [], loan(vault, usdc, 10_000n));
      await run(honest());
      for (const [habit, error] of [[1, 'NotInFlight'], [2, 'NotLent'], [3, 'NotInFlight'], [4, 'NotInFlight']]) {
        await vault.send('set', [habit, 0n]);
        await runRefused(honest(), error);
      }
    });

    it('cannot be used to take what was here before', async () => {
      await usdc.send('mint', [executor.address, 500n]);
      await vault.send('set', [0, 100n]);
      await runRefused(plan([asset(usdc)], [], loan(vault, usdc, 10_000n)), 'TooLittle');
    });
  });

  describe('rights', () => {
    it('to run are the operators\'', async () => {
      await runRefused(plan([], []), 'NotOperator', { from: stranger });
      await runRefused(plan([], []), 'NotOperator', { from: owner });
      await executor.as(guardian).send('dismiss', [operator]);
      await runRefused(plan([], []), 'NotOperator');
    });

    it('of an account over its tokens are the account\'s alone', async () => {
      await executor.send('setOperator', [stranger, true]);
      const steal = plan([asset(usdc, { give: 100n })], []);
      await runRefused(steal, 'ERC20InsufficientAllowance', { from: stranger });
      await refused(executor, stranger, 'executeFor', [steal, { account: operator, nonce: 0n, deadline: FAR, relayer: ETHER }, '0x'], 'NotSigned');
    });

    it('to pause are the guardian\'s and the owner\'s; to go on, the owner\'s', async () => {
      await refused(executor, stranger, 'pause', [], 'NotGuardian');
      await refused(executor, operator, 'pause', [], 'NotGuardian');
      await executor.as(guardian).send('pause', []);
      await runRefused(plan([], []), 'EnforcedPause');
      await refused(executor, guardian, 'unpause', [], 'OwnableUnauthorizedAccount');
      await executor.send('unpause', []);
      await run(plan([], []));
    });

    it('to change anything are the owner\'s', async () => {
      for (const [name, args] of [['setOperator', [stranger, true]], ['setGuardian', [stranger]], ['sweep', [usdc.address]],
        ['allow', [venue.address, '0x12345678', ANY]], ['transferOwnership', [stranger]]]) {
        for (const who of [stranger, operator, guardian]) await refused(executor, who, name, args, 'OwnableUnauthorizedAccount');
      }
      await refused(executor, stranger, 'dismiss', [operator], 'NotGuardian');
    });

    it('of an owner pass on in two steps', async () => {
      await executor.send('transferOwnership', [stranger]);
      assert.equal((await executor.view('owner')).toLowerCase(), owner);
      await executor.as(stranger).send('acceptOwnership', []);
      assert.equal((await executor.view('owner')).toLowerCase(), stranger);
    });

    it('to sweep send to the owner, paused or not', async () => {
      await usdt.send('mint', [executor.address, 500n]);
      const had = await has(usdt, owner);
      await executor.send('pause', []);
      await executor.send('sweep', [usdt.address]);
      assert.equal(await has(usdt, owner), had + 500n);
      await stage.node.rpc('anvil_setBalance', [executor.address, '0x10']);
      await executor.send('sweep', [ETHER]);
      assert.equal(await stage.node.rpc('eth_getBalance', [executor.address, 'latest']), '0x0');
    });

    it('to send ether here are nobody\'s while nothing runs', async () => {
      const request = { from: stranger, to: executor.address, value: '0x1' };
      await assert.rejects(stage.node.rpc('eth_call', [request, 'latest']),
        (error) => executor.face.parseError(error.data).name === 'NotInFlight');
    });

    it('of a lender end with the loan: what it did not take it cannot fetch', async () => {
      const lean = await stage.chain.deploy(stage.mine('LeanLender'));
      const other = await stage.chain.deploy(stage.ours('AtomicExecutor'), [owner, guardian, lean.address, ETHER]);
      await other.send('setOperator', [operator, true]);
      await usdc.send('mint', [lean.address, 1_000n]);
      await other.as(operator).send('execute', [plan([asset(usdc)], [], loan(lean, usdc, 1_000n))]);
      assert.equal(await usdc.view('allowance', [other.address, lean.address]), 0n);
      await usdc.send('mint', [other.address, 5n]);
      await refused(lean, stranger, 'comeBack', [usdc.address, other.address, 5n], 'ERC20InsufficientAllowance');
    });
  });

  describe('an intent', () => {
    const intent = (more = {}) => ({ account: wallet.address, nonce: 7n, deadline: FAR, relayer: ETHER, ...more });
    const send = (of, ofIntent, signature, from = relayer) => executor.as(from).send('executeFor', [of, ofIntent, signature]);
    const sendRefused = (of, ofIntent, signature, error, from = relayer) => refused(executor, from, 'executeFor', [of, ofIntent, signature], error);
    let deal;

    before(() => { deal = plan([asset(usdc, { give: 100n }), asset(dai, { least: 90n })], [swap(usdc, 100n, dai, 95n)]); });
    beforeEach(async () => {
      await stage.node.rpc('anvil_impersonateAccount', [wallet.address]);
      await stage.node.rpc('anvil_setBalance', [wallet.address, TEN_ETHER]);
      await usdc.as(wallet.address).send('approve', [executor.address, 1_000n]);
      await stage.node.rpc('anvil_setBalance', [wallet.address, '0x0']);
    });

    it('lets somebody else pay the gas: the money moves from and to the signer', async () => {
      const receipt = await send(deal, intent(), await sign(wallet, executor, intent(), deal));
      assert.equal(await has(usdc, wallet.address), 999_900n);
      assert.equal(await has(dai, wallet.address), 1_000_095n);
      assert.equal(await stage.node.rpc('eth_getBalance', [wallet.address, 'latest']), '0x0');
      assert.equal(eventsOf(executor, receipt)[0].args.relayer.toLowerCase(), relayer);
    });

    it('has the digest that wallets compute', async () => {
      const signature = await sign(wallet, executor, intent(), deal);
      const digest = await executor.view('digestOf', [deal, intent()]);
      assert.equal(ethers.recoverAddress(digest, signature), wallet.address);
    });

    it('works once', async () => {
      const signature = await sign(wallet, executor, intent(), deal);
      await send(deal, intent(), signature);
      assert.equal(await executor.view('isUsed', [wallet.address, 7n]), true);
      await sendRefused(deal, intent(), signature, 'NonceUsed');
    });

    it('needs no order, also on the far side of a page', async () => {
      for (const nonce of [300n, 2n, 255n, 256n, ethers.MaxUint256]) {
        await send(deal, intent({ nonce }), await sign(wallet, executor, intent({ nonce }), deal));
      }
      assert.equal(await executor.view('isUsed', [wallet.address, 3n]), false);
    });

    it('is not used up by a plan that reverts', async () => {
      const dear = { ...deal, assets: [deal.assets[0], { ...deal.assets[1], least: 96n }] };
      const signature = await sign(wallet, executor, intent(), dear);
      await sendRefused(dear, intent(), signature, 'TooLittle');
      assert.equal(await executor.view('isUsed', [wallet.address, 7n]), false);
    });

    it('can be cancelled by whoever signed it', async () => {
      const signature = await sign(wallet, executor, intent(), deal);
      await executor.as(stranger).send('cancel', [7n]);
      await stage.node.rpc('anvil_setBalance', [wallet.address, TEN_ETHER]);
      await executor.as(wallet.address).send('cancel', [7n]);
      await sendRefused(deal, intent(), signature, 'NonceUsed');
    });

    it('binds every word of the plan and of itself', async () => {
      const signature = await sign(wallet, executor, intent(), deal);
      const other = (change) => ({ ...deal, ...change });
      for (const changed of [other({ deal: ethers.id('other') }), other({ deadline: FAR + 1n }), other(loan(vault, usdc, 1n)),
        other({ assets: [deal.assets[0]] }), other({ assets: [{ ...deal.assets[0], give: 101n }, deal.assets[1]] }),
        other({ assets: [deal.assets[0], { ...deal.assets[1], least: 0n }] }), other({ calls: [] }),
        ...Object.entries({ target: echo.address, value: 1n, token: dai.address, allowance: 101n, fillAt: 4, data: '0x00' })
          .map(([key, value]) => other({ calls: [{ ...deal.calls[0], [key]: value }] }))]) {
        await sendRefused(changed, intent(), signature, 'NotSigned');
      }
      for (const changed of [{ nonce: 8n }, { deadline: FAR + 1n }, { relayer }, { account: operator }]) {
        await sendRefused(deal, intent(changed), signature, 'NotSigned');
      }
    });

    it('is for one chain and one contract', async () => {
      await sendRefused(deal, intent(), await sign(wallet, executor, intent(), deal, 1), 'NotSigned');
      await sendRefused(deal, intent(), await sign(wallet, venue, intent(), deal), 'NotSigned');
    });

    it('cannot be sent again with the other form of its signature', async () => {
      const { r, s, v } = ethers.Signature.from(await sign(wallet, executor, intent(), deal));
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      const twisted = ethers.concat([r, ethers.toBeHex(order - BigInt(s), 32), ethers.toBeHex(v === 27 ? 28 : 27, 1)]);
      await sendRefused(deal, intent(), twisted, 'NotSigned');
    });

    it('ends with its deadline, and only its relayer may send it', async () => {
      const now = BigInt((await stage.node.rpc('eth_getBlockByNumber', ['latest', false])).timestamp);
      const late = intent({ deadline: now - 1n });
      await sendRefused(deal, late, await sign(wallet, executor, late, deal), 'Expired');
      const named = intent({ relayer });
      const signature = await sign(wallet, executor, named, deal);
      await sendRefused(deal, named, signature, 'NotTheRelayer', stranger);
      await send(deal, named, signature);
    });

    it('counts only while its signer is an operator and nothing is paused', async () => {
      const signature = await sign(wallet, executor, intent(), deal);
      await executor.send('pause', []);
      await sendRefused(deal, intent(), signature, 'EnforcedPause');
      await executor.send('unpause', []);
      await executor.send('dismiss', [wallet.address]);
      await sendRefused(deal, intent(), signature, 'NotOperator');
    });

    it('can be signed by an account that is a contract (EIP-1271)', async () => {
      const account = await stage.chain.deploy(stage.mine('SigningAccount'));
      await executor.send('setOperator', [account.address, true]);
      await usdc.send('mint', [account.address, 100n]);
      await account.send('allow', [usdc.address, executor.address]);
      const of = intent({ account: account.address });
      await sendRefused(deal, of, '0x', 'NotSigned');
      await account.send('set', [await executor.view('digestOf', [deal, of])]);
      await send(deal, of, '0x');
      assert.equal(await has(dai, account.address), 95n);
    });
  });
});
