// Deploys and calls contracts on a local node, one transaction after another, and fails with the reason when one reverts.
const { ethers } = require('ethers');

const GAS = 15_000_000n;
const FEE = 100_000_000_000n;
const RECEIPT_MS_MAX = 30_000;

class Chain {
  // `node` has `rpc`; `from` is an account that the node signs for.
  constructor(node, from) {
    this.node = node;
    this.from = from;
    this.transactions = 0;
  }

  // The same chain in the eyes of another account.
  as(from) {
    return new Chain(this.node, from);
  }

  async send({ to, data = '0x', value = 0n }, what) {
    const request = {
      from: this.from, data, value: ethers.toQuantity(value), gas: ethers.toQuantity(GAS),
      maxFeePerGas: ethers.toQuantity(FEE), maxPriorityFeePerGas: '0x1',
    };
    if (to) request.to = to;
    const hash = await this.node.rpc('eth_sendTransaction', [request]);
    const receipt = await this.receipt(hash);
    this.transactions += 1;
    if (receipt.status !== '0x1') {
      let why = 'no reason';
      try {
        await this.node.rpc('eth_call', [request, ethers.toQuantity(BigInt(receipt.blockNumber) - 1n)]);
      } catch (error) {
        why = `${error.message} ${error.data || ''}`;
      }
      throw new Error(`${what || 'transaction'} reverted: ${why}`);
    }
    return receipt;
  }

  // anvil mines a moment after it has answered.
  async receipt(hash) {
    const deadline = Date.now() + RECEIPT_MS_MAX;
    for (;;) {
      const receipt = await this.node.rpc('eth_getTransactionReceipt', [hash]);
      if (receipt) return receipt;
      if (Date.now() > deadline) throw new Error(`${hash} is not mined`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  // `artifact` is {abi, bytecode, linkReferences?} as compilers write it; `libraries` are addresses by name.
  async deploy(artifact, args = [], libraries = {}) {
    const face = new ethers.Interface(artifact.abi);
    const data = linked(artifact, libraries) + face.encodeDeploy(args).slice(2);
    const receipt = await this.send({ data }, `deploying ${artifact.contractName || artifact.source || ''}`);
    return this.at(receipt.contractAddress, artifact);
  }

  at(address, artifact) {
    return new Contract(this, ethers.getAddress(address), new ethers.Interface(artifact.abi));
  }
}

class Contract {
  constructor(chain, address, face) {
    this.chain = chain;
    this.address = address;
    this.face = face;
  }

  as(from) {
    return new Contract(this.chain.as(from), this.address, this.face);
  }

  send(name, args = [], value = 0n) {
    return this.chain.send({ to: this.address, data: this.face.encodeFunctionData(name, args), value }, name);
  }

  async view(name, args = [], block = 'latest') {
    const call = { to: this.address, from: this.chain.from, data: this.face.encodeFunctionData(name, args) };
    const result = this.face.decodeFunctionResult(name, await this.chain.node.rpc('eth_call', [call, block]));
    return result.length === 1 ? result[0] : result;
  }
}

function linked(artifact, libraries) {
  let code = artifact.bytecode;
  for (const names of Object.values(artifact.linkReferences || {})) {
    for (const [name, places] of Object.entries(names)) {
      if (!libraries[name]) throw new Error(`no library ${name}`);
      for (const { start, length } of places) {
        const from = 2 + start * 2;
        code = code.slice(0, from) + libraries[name].slice(2).toLowerCase() + code.slice(from + length * 2);
      }
    }
  }
  return code;
}

module.exports = { Chain, Contract };
