// `dealwright doctor` on the local network: sound when nothing was touched, and with a finding for each thing that was.
// DEALWRIGHT_APP names the program.
const assert = require('node:assert/strict');
const fs = require('fs');
const path = require('path');
const { spawnSync } = require('child_process');
const { after, afterEach, before, beforeEach, describe, it } = require('node:test');
const { snapshot } = require('../../devnet/snapshot.js');
const { startNetwork, ROOT } = require('./network.js');

const APP = path.resolve(ROOT, process.env.DEALWRIGHT_APP || 'build/release/bin/dealwright');
const IMPLEMENTATION = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';
const NOWHERE = '0x00000000000000000000000000000000000000000000000000000000000000ff';

describe('dealwright doctor', () => {
  let network, ours, good, mark;
  before(async () => {
    network = await startNetwork();
    ({ ours } = await snapshot());
    good = fs.readFileSync(network.profile, 'utf8');
  });
  after(() => network?.end());
  beforeEach(async () => { mark = await network.node.rpc('evm_snapshot'); });
  afterEach(async () => {
    fs.writeFileSync(network.profile, good);
    await network.node.rpc('evm_revert', [mark]);
  });

  const run = (...words) => {
    const done = spawnSync(APP, ['doctor', ...words], { cwd: network.folder, env: { ...process.env, NO_COLOR: '1' } });
    return { code: done.status, out: done.stdout.toString(), err: done.stderr.toString() };
  };
  const examine = () => {
    const done = run('--network', 'local', '--json');
    return { code: done.code, ...JSON.parse(done.out) };
  };
  const change = (from, to) => {
    const text = fs.readFileSync(network.profile, 'utf8');
    assert.ok(text.includes(from), from);
    fs.writeFileSync(network.profile, text.replace(from, to));
  };
  // Exactly one check is not as it should be: this one, with these words and this exit code.
  const expectOne = (verdict, topic, subject, words, code = 1) => {
    const found = examine();
    const odd = found.checks.filter((check) => check.verdict !== 'ok' && check.subject !== 'USDTz');
    assert.deepEqual(odd.map((check) => [check.verdict, check.topic, check.subject]), [[verdict, topic, subject]]);
    assert.match(odd[0].found, words);
    assert.equal(found.code, code);
    assert.equal(found.sound, code === 0);
  };
  const deal = () => network.said.deals[0];

  it('finds an untouched network sound, and says what it looked at', () => {
    const found = examine();
    assert.equal(found.code, 0);
    assert.equal(found.sound, true);
    const subjects = (topic) => found.checks.filter((check) => check.topic === topic).map((check) => check.subject);
    assert.deepEqual(subjects('endpoints'), ['anvil']);
    assert.deepEqual(subjects('contracts').sort(), Object.keys(network.said.contracts).sort());
    assert.deepEqual(subjects('assets').sort(), ['ETH', ...Object.keys(network.said.assets)].sort());
    assert.equal(subjects('accounts').length, network.said.deals.length);
    const ether = found.checks.find((check) => check.subject === 'ETH').found;
    assert.match(ether, /18 decimals; 3,000 USD/);
    assert.match(found.checks.find((check) => check.subject === 'USDTz').found, /no price/);
  });

  it('is a table that reads line by line', () => {
    const { code, out } = run('--network', 'local');
    assert.equal(code, 0);
    assert.match(out, /^local: chain 138$/m);
    assert.match(out, /^ {2}ok {2,}aave_v3\.pool +0x/m);
    assert.match(out, /^ {2}ok {2,}deal1 +0x\S+; 10,000 ETH$/m);
    assert.ok(Math.max(...out.split('\n').map((line) => line.length)) <= 100);
  });

  it('sees code that is another one, and code that is gone', async () => {
    const desk = network.said.contracts['discount_desk.desk'];
    await network.node.rpc('anvil_setCode', [desk, '0x6001']);
    expectOne('bad', 'contracts', 'discount_desk.desk', /not the one that was verified: its hash is 0x/);
    await network.node.rpc('anvil_setCode', [desk, '0x']);
    expectOne('bad', 'contracts', 'discount_desk.desk', /there is no code at this address/);
  });

  it('sees a proxy that stands in front of something else', async () => {
    const pool = network.said.contracts['aave_v3.pool'];
    await network.node.rpc('anvil_setStorageAt', [pool, IMPLEMENTATION, NOWHERE]);
    const found = examine();
    const check = found.checks.find((one) => one.subject === 'aave_v3.pool');
    assert.equal(check.verdict, 'bad');
    assert.match(check.found, /now stands in front of 0x0{38}[fF]{2}, not of 0x/);
    assert.equal(found.code, 1);
  });

  it('sees code behind a proxy that is another one', async () => {
    const behind = /implementation = "(0x\w+)"/.exec(good)[1];
    await network.node.rpc('anvil_setCode', [behind, '0x6001']);
    const check = examine().checks.find((one) => one.subject === 'aave_v3.pool');
    assert.equal(check.verdict, 'bad');
    assert.match(check.found, /behind the proxy, the code is not the one/);
  });

  it('warns of a proxy that the book does not speak of', () => {
    fs.writeFileSync(network.profile, good.replace(/^implementation.*\n/gm, ''));
    expectOne('warning', 'contracts', 'aave_v3.pool', /a proxy in front of 0x\S+, which the book does not say/, 0);
  });

  it('compares decimals', () => {
    change(`[assets.USDC]\naddress = "${network.said.assets.USDC}"`, `[assets.USDC]\n# changed\naddress = "${network.said.assets.USDC}"`);
    fs.writeFileSync(network.profile, fs.readFileSync(network.profile, 'utf8').replace(/(# changed[^[]*?decimals = )6/, '$118'));
    expectOne('bad', 'assets', 'USDC', /has 6 decimals, not the 18 of the profile/);
  });

  it('wants prices above zero, and young ones where the profile says so', async () => {
    change('price = { contract = "aave_v3.oracle", function = "getAssetPrice(address asset) returns (uint256 price)", arguments = ["WETH"], decimals = 8 }',
      'price = { contract = "chainlink_feed.feed", function = "latestRoundData(address base, address quote) returns (uint80 id, int256 answer, ' +
      'uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)", arguments = ["WETH", "0x0000000000000000000000000000000000000348"], ' +
      'returns = "answer", updated = "updatedAt", age_max = "1h", decimals = 8 }');
    assert.equal(examine().code, 0);
    const feed = network.chain.at(network.said.feeds.WETH, ours('LocalFeed'));
    await feed.send('setSilent', [true]);
    await network.node.rpc('evm_increaseTime', [7200]);
    await network.node.rpc('evm_mine');
    const late = examine();
    assert.match(late.checks.find((check) => check.subject === 'ETH').found, /its price is 2h old, over the 1h of the profile/);
    assert.equal(late.code, 1);
    await feed.send('setSilent', [false]);
    await feed.send('set', [-1n]);
    assert.match(examine().checks.find((check) => check.subject === 'ETH').found, /its price is not above zero/);
  });

  it('sees an account that cannot pay for gas', async () => {
    await network.node.rpc('anvil_setBalance', [deal(), '0x1']);
    expectOne('bad', 'accounts', 'deal1', /0\.000000000000000001 ETH; under the 1 that the profile asks for: fund it/);
  });

  it('warns of allowances that were left, of transactions under way and of code at an account', async () => {
    const usdc = network.chain.at(network.said.assets.USDC, ours('LocalToken')).as(deal());
    await usdc.send('approve', [network.said.contracts['uniswap_v2.router'], 1_500_000n]);
    expectOne('warning', 'accounts', 'deal1', /`uniswap_v2\.router` may take 1\.5 USDC/, 0);
    await usdc.send('approve', [network.said.contracts['uniswap_v2.router'], 2n ** 256n - 1n]);
    expectOne('warning', 'accounts', 'deal1', /may take any amount of USDC/, 0);
    await usdc.send('approve', [network.said.contracts['uniswap_v2.router'], 0n]);
    await network.node.rpc('evm_setAutomine', [false]);
    await network.node.rpc('eth_sendTransaction', [{ from: deal(), to: deal(), value: '0x1' }]);
    expectOne('warning', 'accounts', 'deal1', /1 transactions of it are pending/, 0);
    await network.node.rpc('anvil_dropAllTransactions');
    await network.node.rpc('evm_setAutomine', [true]);
    await network.node.rpc('anvil_setCode', [deal(), '0x6001']);
    expectOne('warning', 'accounts', 'deal1', /there is code at this account/, 0);
  });

  it('says what tokens an account holds', async () => {
    await network.chain.at(network.said.assets.USDC, ours('LocalToken')).send('mint', [deal(), 1_234_500_000n]);
    assert.match(examine().checks.find((check) => check.subject === 'deal1').found, /1,234\.5 USDC/);
  });

  it('looks at key files: who else can read them and, when asked, whose key they hold', () => {
    const keys = path.join(network.folder, 'networks/local-keys');
    const opened = () => JSON.parse(run('--network', 'local', '--keys', '--json').out);
    assert.equal(opened().sound, true);
    fs.chmodSync(path.join(keys, 'deal1.json'), 0o644);
    expectOne('bad', 'accounts', 'deal1', /deal1\.json/);
    fs.chmodSync(path.join(keys, 'deal1.json'), 0o600);
    change('key_file = "local-keys/deal1.json"', 'key_file = "local-keys/deal2.json"');
    assert.equal(examine().sound, true);
    const found = opened();
    assert.equal(found.sound, false);
    assert.match(found.checks.find((check) => check.subject === 'deal1').found, /holds another account's key/);
    change('key_file = "local-keys/deal2.json"', 'key_file = "local-keys/nobody.json"');
    expectOne('bad', 'accounts', 'deal1', /nobody\.json/);
  });

  it('asks the executor whether it runs, whom it believes and who may use it', async () => {
    const executor = network.chain.at(network.said.contracts.executor, ours('AtomicExecutor'));
    await executor.send('dismiss', [deal()]);
    expectOne('note', 'executor', 'executor', /`deal1` is no operator of it/, 0);
    await executor.send('pause', []);
    expectOne('warning', 'executor', 'executor', /it is paused: no atomic step can run/, 0);
  });

  it('says what of a deal the book lacks', () => {
    const about = (file, ...words) => {
      const done = run(path.join(ROOT, 'workflows', file), '--network', 'local', '--json', ...words);
      return { code: done.code, deal: JSON.parse(done.out).checks.filter((check) => check.topic === 'deal') };
    };
    const flagship = 'freeze_resistant_loop/deal.deal';
    const whole = about(flagship);
    assert.equal(whole.code, 0);
    assert.deepEqual(whole.deal.map((check) => check.found), ['6 contracts and 4 assets of it are in the book']);
    const venues = about('cross_venue/deal.deal').deal;
    assert.match(venues.find((check) => check.subject === 'exchange').found, /is no contract/);
    assert.match(venues.find((check) => check.subject === 'ETH').found, /is the native coin, and the deal uses it as a token/);
    fs.writeFileSync(network.profile, good.replace(/\[contracts\."discount_desk\.desk"\][^[]*/, '').replace(/\[assets\.USDTz\][^[]*/, ''));
    const lacking = about(flagship);
    assert.equal(lacking.code, 1);
    assert.deepEqual(lacking.deal.map((check) => check.subject), ['discount_desk.desk', 'USDTz']);
  });

  it('refuses a node of another chain', () => {
    change('chain_id = 138', 'chain_id = 1');
    const found = examine();
    assert.equal(found.code, 1);
    assert.deepEqual(found.checks.map((check) => [check.verdict, check.topic]), [['bad', 'endpoints']]);
    assert.match(found.checks[0].found, /138/);
  });

  it('says when nobody answers, and never shows an address that holds a key', () => {
    change(`url = "${network.said.url}"`, 'url_file = "secret-url"');
    fs.writeFileSync(path.join(network.folder, 'networks/secret-url'), 'http://127.0.0.1:1/key-xyzzy\n');
    const done = run('--network', 'local');
    assert.equal(done.code, 7);
    assert.match(done.out, /unknown {2}anvil/);
    assert.doesNotMatch(done.out + done.err, /xyzzy/);
    fs.writeFileSync(path.join(network.folder, 'networks/secret-url'), `${network.said.url}\n`);
    assert.equal(run('--network', 'local').code, 0);
  });

  it('looks at the other endpoints when one does not answer', () => {
    change('[finality]', '[[endpoints]]\nname = "other"\nurl = "http://127.0.0.1:1"\n\n[finality]');
    expectOne('unknown', 'endpoints', 'other', /.+/);
  });

  it('says how far behind a finality tag is', () => {
    change('depth = 1', 'depth = 1\ntag = "finalized"');
    const check = examine().checks.find((one) => one.subject === 'tag finalized');
    assert.equal(check.verdict, 'ok');
    assert.match(check.found, /block \d+, \d+ blocks? behind the newest/);
  });

  it('lists the mistakes of a profile by line', () => {
    change('native = "ETH"', 'native = "ETH"\nnatve = 1');
    const done = run('--network', 'local');
    assert.equal(done.code, 2);
    assert.match(done.err, /networks\/local\.toml:5: `natve` is not known here; there are format, chain_id, native/);
    const missing = run('--network', 'nowhere');
    assert.equal(missing.code, 2);
    assert.match(missing.err, /networks\/nowhere\.toml/);
    assert.match(run('--network', 'sim').err, /`sim` is the simulated world/);
    assert.equal(run('--network', network.profile).code, run('--network', './networks/local.toml').code);
  });
});
