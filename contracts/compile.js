// Compiles Solidity with the locked compiler: devnet/node contracts/compile.js OUT FOLDER... writes OUT/<Name>.json {source,
// compiler, abi, bytecode, runtime} for each contract of the folders and prints the hash of each one's code. The same sources
// give the same bytes on every machine.
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const SETTINGS = {
  optimizer: { enabled: true, runs: 10000 },
  evmVersion: 'cancun',
  // Our bytes do not depend on comments or paths.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
};

// [out, folders] -> the names of what was written.
function compile(out, folders) {
  const sources = {};
  for (const folder of folders) {
    for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.sol')).sort()) {
      sources[`${folder}/${file}`] = { content: fs.readFileSync(path.join(folder, file), 'utf8') };
    }
  }
  const input = { language: 'Solidity', sources, settings: SETTINGS };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: resolved }));
  const complaints = (output.errors || []).filter((one) => one.severity !== 'info');
  // Warnings are errors.
  if (complaints.length > 0) throw new Error(complaints.map((one) => one.formattedMessage).join('\n'));
  fs.mkdirSync(out, { recursive: true });
  const written = [];
  for (const file of Object.keys(sources)) {
    for (const [name, contract] of Object.entries(output.contracts[file] || {})) {
      if (contract.evm.bytecode.object === '') continue; // an interface
      if (written.includes(name)) throw new Error(`two contracts are called ${name}`);
      const artifact = {
        source: file,
        compiler: solc.version(),
        abi: contract.abi,
        bytecode: '0x' + contract.evm.bytecode.object,
        runtime: '0x' + contract.evm.deployedBytecode.object,
      };
      fs.writeFileSync(path.join(out, `${name}.json`), JSON.stringify(artifact) + '\n');
      written.push(name);
    }
  }
  return written;
}

// Sources of packages; our own are named from the root of the repository, as the imports of tests do.
function resolved(name) {
  if (name.startsWith('@')) return { contents: fs.readFileSync(require.resolve(name), 'utf8') };
  if (fs.existsSync(name)) return { contents: fs.readFileSync(name, 'utf8') };
  return { error: `${name} is not there` };
}

// "AtomicExecutor 0x…": what tells whether two builds are the same.
function hashLines(out, names) {
  const { keccak256 } = require('ethers').ethers;
  return names.sort().map((name) => `${name} ${keccak256(JSON.parse(fs.readFileSync(path.join(out, `${name}.json`), 'utf8')).bytecode)}`);
}

if (require.main === module) {
  const [out, ...folders] = process.argv.slice(2);
  console.log(hashLines(out, compile(out, folders)).join('\n'));
}
module.exports = { compile, hashLines };
