// Compiles Solidity with the locked compiler: node compile.js OUT FOLDER... writes OUT/<Name>.json {abi, bytecode, runtime,
// immutables, compiler, sources} for each contract of the folders. The same sources give the same bytes on every machine.
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const SETTINGS = {
  optimizer: { enabled: true, runs: 10000 },
  evmVersion: 'cancun',
  // Our bytes do not depend on comments or paths.
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object', 'evm.deployedBytecode.immutableReferences'] } },
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
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
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
function found(name) {
  if (name.startsWith('@')) return { contents: fs.readFileSync(require.resolve(name), 'utf8') };
  if (fs.existsSync(name)) return { contents: fs.readFileSync(name, 'utf8') };
  return { error: `${name} is not there` };
}

if (require.main === module) {
  const [out, ...folders] = process.argv.slice(2);
  const started = Date.now();
  const written = compile(out, folders);
  console.log(`${written.length} contracts in ${Date.now() - started} ms: ${written.join(', ')}`);
}
module.exports = { compile };
