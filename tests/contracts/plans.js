// Plans and intents for AtomicExecutor, written briefly.
const { ethers } = require('ethers');

const ETHER = ethers.ZeroAddress;
const ALL = ethers.MaxUint256;
const FAR = 4_102_444_800n;

const call = (target, name, args, more = {}) => ({
  target: target.address, value: 0n, token: ETHER, allowance: 0n, fillAt: 0,
  data: target.face.encodeFunctionData(name, args), ...more,
});
const asset = (token, { give = 0n, least = 0n } = {}) => ({ token: token.address || token, give, least });
const plan = (assets, calls, more = {}) => ({
  deal: ethers.id('test deal'), deadline: FAR, loan: { lender: ETHER, token: ETHER, amount: 0n }, assets, calls, ...more,
});
const loan = (lender, token, amount) => ({ loan: { lender: lender.address || lender, token: token.address, amount } });

// EIP-712, as a wallet is asked to sign it.
const TYPES = {
  Asset: [['address', 'token'], ['uint256', 'give'], ['uint256', 'least']],
  Call: [['address', 'target'], ['uint256', 'value'], ['address', 'token'], ['uint256', 'allowance'], ['uint32', 'fillAt'],
    ['bytes', 'data']],
  Loan: [['address', 'lender'], ['address', 'token'], ['uint256', 'amount']],
  Plan: [['bytes32', 'deal'], ['uint256', 'deadline'], ['Loan', 'loan'], ['Asset[]', 'assets'], ['Call[]', 'calls']],
  Intent: [['address', 'account'], ['uint256', 'nonce'], ['uint256', 'deadline'], ['address', 'relayer'], ['Plan', 'plan']],
};
const types = Object.fromEntries(Object.entries(TYPES).map(([name, fields]) =>
  [name, fields.map(([type, field]) => ({ name: field, type }))]));

function sign(wallet, executor, intent, ofPlan, chainId = 138) {
  const domain = { name: 'Dealwright AtomicExecutor', version: '1', chainId, verifyingContract: executor.address };
  return wallet.signTypedData(domain, types, { ...intent, plan: ofPlan });
}

module.exports = { ETHER, ALL, FAR, call, asset, plan, loan, sign };
