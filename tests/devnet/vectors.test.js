// The committed answers of the protocols' bytecode are what it answers: made anew and compared. When this fails after a package
// was changed, look at the difference before `devnet/node tests/devnet/vectors.js tests/data/onchain` writes it.
const assert = require('node:assert/strict');
const fs = require('fs');
const path = require('path');
const { before, describe, it } = require('node:test');
const { makeVectors, KINDS } = require('./vectors.js');
const { ROOT } = require('./network.js');

describe('the answers of real bytecode in tests/data/onchain', () => {
  let made;
  before(async () => {
    made = await makeVectors();
  });

  for (const name of Object.keys(KINDS)) {
    it(`are those of ${name}`, () => {
      const lines = (text) => text.split('\n');
      const kept = fs.readFileSync(path.join(ROOT, 'tests/data/onchain', `${name}.json`), 'utf8');
      assert.deepEqual(lines(kept).slice(0, 3), lines(made[name]).slice(0, 3));
      assert.ok(kept === made[name], `${name}.json differs from what the bytecode answers`);
    });
  }
});
