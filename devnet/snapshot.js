// Compiled contracts and the chain with everything deployed on it, kept below build/devnet: made once for each version of what
// goes into them, loaded ever after. Never committed: a part of it is other people's bytecode.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');
const { startAnvil } = require('./anvil.js');
const { deployMarket, bookOf } = require('./market.js');

const ROOT = path.join(__dirname, '..');
const FOLDERS = ['contracts', 'devnet'];
const KEPT = path.join(ROOT, 'build', 'devnet');

// A name for this version of the sources, the compiler's settings and the packages.
function stamp(accounts) {
  const hash = crypto.createHash('sha256').update(`${accounts}\n`);
  const files = FOLDERS.flatMap((folder) => fs.readdirSync(path.join(ROOT, folder)).sort().map((name) => `${folder}/${name}`))
    .filter((name) => /\.(sol|js)$|package-lock\.json$/.test(name));
  for (const name of [...files, 'tests/node/package-lock.json']) {
    hash.update(name).update(fs.readFileSync(path.join(ROOT, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

// {fresh?, accounts?} -> {state: file, book, ours(name) -> artifact, was: 'kept' | 'made'}.
async function snapshot({ fresh = false, accounts = 10 } = {}) {
  const folder = path.join(KEPT, stamp(accounts));
  const was = !fresh && fs.existsSync(folder) ? 'kept' : 'made';
  if (was === 'made') await make(folder, accounts);
  const ours = artifactsIn(path.join(folder, 'artifacts'));
  const book = JSON.parse(fs.readFileSync(path.join(folder, 'book.json'), 'utf8'));
  return { state: path.join(folder, 'state.json'), book, ours, was };
}

const artifactsIn = (folder) => (name) => JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8'));

// Compiles and deploys beside `folder` and moves it there when it is whole: others may be doing the same.
async function make(folder, accounts) {
  const unfinished = `${folder}.${process.pid}`;
  fs.mkdirSync(unfinished, { recursive: true });
  const { compile } = require('../contracts/compile.js');
  const here = process.cwd();
  process.chdir(ROOT); // sources are named from the root, so that the bytes do not depend on where we stand
  try {
    compile(path.join(unfinished, 'artifacts'), FOLDERS);
  } finally {
    process.chdir(here);
  }
  const node = await startAnvil({ accounts });
  try {
    const market = await deployMarket(node, artifactsIn(path.join(unfinished, 'artifacts')));
    fs.writeFileSync(path.join(unfinished, 'book.json'), JSON.stringify(bookOf(market), null, 1));
    const state = await node.rpc('anvil_dumpState');
    fs.writeFileSync(path.join(unfinished, 'state.json'), zlib.gunzipSync(Buffer.from(state.slice(2), 'hex')));
  } finally {
    await node.stop();
  }
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    fs.renameSync(unfinished, folder);
  } catch (error) {
    // Somebody else was quicker with the same thing.
    if (!fs.existsSync(folder)) throw error;
    fs.rmSync(unfinished, { recursive: true, force: true });
  }
  forgetOthers(folder);
}

// Of older versions the last few are kept: clones and branches take turns.
function forgetOthers(current) {
  const KEPT_MAX = 4;
  const others = fs.readdirSync(KEPT).filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => path.join(KEPT, name)).filter((other) => other !== current)
    .sort((a, b) => fs.statSync(b).mtimeMs - fs.statSync(a).mtimeMs);
  for (const other of others.slice(KEPT_MAX - 1)) fs.rmSync(other, { recursive: true, force: true });
}

module.exports = { snapshot };

// Makes it ahead of those who need it.
if (require.main === module) {
  snapshot().then(({ was }) => process.stdout.write(`the local network's snapshot is ${was}\n`), (error) => {
    process.stderr.write(`devnet: ${error.message}\n`);
    process.exit(7);
  });
}
