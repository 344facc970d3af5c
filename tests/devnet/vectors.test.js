// The committed answers of the protocols' bytecode are what it answers: made anew and compared. When this fails after a package
// was changed, look at the difference before `devnet/node tests/devnet/vectors.js` writes it.
const assert = require('node:assert/strict');
const fs = require('fs');
const path = require('path');
const { before, describe, it } = require('node:test');
const { makeVectors, KINDS } = require('./vectors.js');
const { ROOT } = require('./network.js');

describe('the answers of real bytecode that we keep', () => {
  let made;
  before(async () => {
    made = await makeVectors();
  });

  for (const file of Object.keys(KINDS)) {
    it(`are those that it gives: ${file}`, () => {
      const lines = (text) => text.split('\n');
      const [kept, anew] = [lines(fs.readFileSync(path.join(ROOT, file), 'utf8')), lines(made[file])];
      // The first line that differs says more than two files.
      const at = anew.findIndex((line, i) => line !== kept[i]);
      assert.equal(at < 0 ? '' : kept[at], at < 0 ? '' : anew[at]);
      assert.equal(kept.length, anew.length);
    });
  }
});
