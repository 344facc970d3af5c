// Random cases for the codecs with what ethers makes of them: one JSON line each, 10,000 for each kind, the same in every run.
// Usage: node cases.js FOLDER
const fs = require('fs');
const path = require('path');
const ethers = require('ethers');

const folder = process.argv[2];
const CASES = 10000;
const coder = ethers.AbiCoder.defaultAbiCoder();

// mulberry32: plenty for choosing cases.
let seed = 0;
function chance() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (t ^ (t >>> 14)) >>> 0;
}
const below = (n) => chance() % n;
const pick = (list) => list[below(list.length)];

function hex(bytes) {
  let text = '0x';
  for (let i = 0; i < bytes; ++i) text += below(256).toString(16).padStart(2, '0');
  return text;
}
// Numbers near powers of two are where encodings go wrong.
function number(bits) {
  const top = 1n << BigInt(bits);
  switch (below(6)) {
    case 0: return BigInt(below(3)) % top;
    case 1: return top - 1n - BigInt(below(3)) % top;
    case 2: return (1n << BigInt(below(bits))) % top;
    case 3: return ((1n << BigInt(below(bits))) - 1n) % top;
    default: return BigInt(hex(32)) >> BigInt(256 - 1 - below(bits));
  }
}
function signed(bits) {
  const half = 1n << BigInt(bits - 1);
  const n = number(bits) % half;
  return pick([n, -n, -n - 1n]);
}
const length = () => pick([0, 0, 1, 2, 3, 31, 32, 33, 55, 56, 57, below(200), below(20)]);
function words() {
  let text = '';
  const size = below(40);
  for (let i = 0; i < size; ++i) text += pick(['a', 'Z', ' ', '0', '"', '\\', 'é', '中', '😀', '\n', '\u0000']);
  return text;
}
const nonce = () => Number(number(53) % 9007199254740991n);
const address = () => ethers.getAddress(hex(20));

// ---- ABI types and values; values as JSON that the test reads along the type ----
function scalar() {
  return pick([
    () => 'uint' + 8 * (1 + below(32)), () => 'int' + 8 * (1 + below(32)), () => 'uint256', () => 'address', () => 'bool',
    () => 'bytes' + (1 + below(32)), () => 'bytes', () => 'string'])();
}
function type(depth) {
  if (depth === 0 || below(10) < 5) return scalar();
  switch (below(4)) {
    case 0: return type(depth - 1) + '[]';
    case 1: return type(depth - 1) + '[' + (1 + below(4)) + ']';
    default: return '(' + Array.from({length: 1 + below(4)}, () => type(depth - 1)).join(',') + ')';
  }
}
function components(text) {
  const parts = [];
  let depth = 0, begin = 1;
  for (let i = 1; i < text.length; ++i) {
    if (depth === 0 && (text[i] === ',' || i === text.length - 1)) { parts.push(text.slice(begin, i)); begin = i + 1; }
    if (text[i] === '(') ++depth;
    if (text[i] === ')') --depth;
  }
  return parts;
}
function value(t) {
  const array = /^(.*)\[(\d*)\]$/.exec(t);
  if (array) return Array.from({length: array[2] === '' ? below(5) : Number(array[2])}, () => value(array[1]));
  if (t[0] === '(') return components(t).map(value);
  if (t.startsWith('uint')) return number(Number(t.slice(4))).toString();
  if (t.startsWith('int')) return signed(Number(t.slice(3))).toString();
  if (t === 'address') return address();
  if (t === 'bool') return below(2) === 1;
  if (t === 'string') return words();
  if (t === 'bytes') return hex(length());
  return hex(Number(t.slice(5)));
}
const types = (most) => Array.from({length: below(most + 1)}, () => type(3));
const name = () => pick(['transfer', 'f', 'swapExact', '_x', 'A1']) + below(1000);

// ---- typed messages ----
function structs() {
  const known = {};
  const names = ['Leaf', 'Branch', 'Root'].slice(below(3));
  const usable = [];
  for (const n of names) {
    known[n] = Array.from({length: 1 + below(4)}, (_, i) => {
      let t = usable.length && below(3) === 0 ? pick(usable) : scalar();
      if (below(4) === 0) t += pick(['[]', '[2]', '[][1]']);
      return {name: 'field' + i, type: t};
    });
    usable.push(n);
  }
  return [known, names[names.length - 1]];
}
// Only what the primary type reaches: ethers refuses types that nothing uses.
function reached(known, primary) {
  const result = {}, todo = [primary];
  while (todo.length) {
    const n = todo.pop();
    if (!known[n] || result[n]) continue;
    result[n] = known[n];
    for (const field of known[n]) todo.push(field.type.split('[')[0]);
  }
  return result;
}
function message(known, t) {
  const array = /^(.*)\[(\d*)\]$/.exec(t);
  if (array) return Array.from({length: array[2] === '' ? below(4) : Number(array[2])}, () => message(known, array[1]));
  if (!known[t]) return value(t);
  return Object.fromEntries(known[t].map((field) => [field.name, message(known, field.type)]));
}
function domain() {
  const all = {name: words(), version: '1', chainId: below(100000), verifyingContract: address(), salt: hex(32)};
  return Object.fromEntries(Object.entries(all).filter(() => below(4) !== 0));
}

function tree(depth) {
  if (depth === 0 || below(2) === 0) return hex(length());
  return Array.from({length: below(6)}, () => tree(depth - 1));
}

const keys = Array.from({length: 8}, () => new ethers.Wallet(hex(32)));
function accessList() {
  return Array.from({length: below(4)}, () => ({address: address(), storageKeys: Array.from({length: below(4)}, () => hex(32))}));
}
function transaction(kind) {
  const creates = below(8) === 0;
  const fields = {
    type: kind, chainId: pick([1, 138, 1337, 42161, 11155111, 2 ** 31 - 1]), nonce: nonce(), gasLimit: number(63),
    to: creates ? null : address(), value: number(128), data: creates ? hex(1 + length()) : hex(length())};
  if (kind === 2) {
    const cap = number(96);
    fields.maxFeePerGas = cap;
    fields.maxPriorityFeePerGas = cap === 0n ? 0n : number(96) % (cap + 1n);
  } else {
    fields.gasPrice = number(96);
  }
  if (kind !== 0) fields.accessList = accessList();
  const tx = ethers.Transaction.from(fields);
  const key = pick(keys);
  const unsigned = tx.unsignedSerialized;
  tx.signature = key.signingKey.sign(tx.unsignedHash);
  const text = (n) => (n === undefined || n === null ? undefined : n.toString());
  return {
    kind, key: key.privateKey, chain: String(fields.chainId), nonce: String(fields.nonce), gas: text(fields.gasLimit),
    to: fields.to, value: text(fields.value), data: fields.data, price: text(fields.gasPrice), cap: text(fields.maxFeePerGas),
    tip: text(fields.maxPriorityFeePerGas), list: fields.accessList, unsigned, signed: tx.serialized, hash: ethers.keccak256(tx.serialized), sender: key.address};
}

const kinds = {
  rlp: () => { const item = tree(4); return {item, bytes: ethers.encodeRlp(item)}; },
  checksums: () => { const a = address(); return {lower: a.toLowerCase(), address: a}; },
  values: () => {
    const t = types(5), v = t.map(value);
    return {types: t, values: v, bytes: coder.encode(t, v)};
  },
  calls: () => {
    const t = types(4), v = t.map(value), n = name();
    const contract = new ethers.Interface([`function ${n}(${t.join(',')})`]);
    return {signature: `${n}(${t.join(',')})`, values: v, bytes: contract.encodeFunctionData(n, v)};
  },
  events: () => {
    let topics = 0;
    const n = name(), t = types(5);
    const inputs = t.map((one) => (!/[[(]/.test(one) && topics < 3 && below(2) === 0 ? (++topics, one + ' indexed') : one));
    const v = t.map(value), text = `event ${n}(${inputs.join(',')})`;
    const log = new ethers.Interface([text]).encodeEventLog(n, v);
    return {event: text, values: v, topics: log.topics, data: log.data};
  },
  packed: () => {
    const t = Array.from({length: below(5)}, () => {
      const one = scalar();
      return one !== 'bytes' && one !== 'string' && below(4) === 0 ? one + '[]' : one;
    });
    const v = t.map(value);
    return {types: t, values: v, bytes: ethers.solidityPacked(t, v)};
  },
  typed_messages: () => {
    const [known, primary] = structs();
    const used = reached(known, primary);
    const d = domain(), m = message(used, primary);
    return {
      json: {types: used, primaryType: primary, domain: d, message: m}, type: ethers.TypedDataEncoder.from(used).encodeType(primary),
      domain: ethers.TypedDataEncoder.hashDomain(d), digest: ethers.TypedDataEncoder.hash(d, used, m)};
  },
  legacy: () => transaction(0),
  access_list: () => transaction(1),
  dynamic_fee: () => transaction(2),
};

for (const [kind, make] of Object.entries(kinds)) {
  seed = 20231120;
  const lines = [];
  for (let i = 0; i < CASES; ++i) lines.push(JSON.stringify(make()));
  fs.writeFileSync(path.join(folder, kind + '.jsonl'), lines.join('\n') + '\n');
}
