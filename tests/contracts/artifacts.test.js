// The bytes that we deploy are those that were reviewed: contracts/code_hashes.txt says what the locked compiler makes of
// contracts/. After a change, `devnet/node contracts/compile.js build/contracts contracts > contracts/code_hashes.txt` writes it.
const assert = require('node:assert/strict');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { describe, it } = require('node:test');
const { compile, hashLines } = require('../../contracts/compile.js');

describe('contracts/', () => {
  const built = (folders) => {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), 'dealwright-artifacts-'));
    try {
      return hashLines(out, compile(out, folders));
    } finally {
      fs.rmSync(out, { recursive: true });
    }
  };
  const kept = fs.readFileSync('contracts/code_hashes.txt', 'utf8').trim().split('\n');

  it('compile to the bytes that were reviewed', () => {
    assert.deepEqual(built(['contracts']), kept);
  });

  it('compile to the same bytes beside others', () => {
    assert.deepEqual(built(['contracts', 'tests/contracts']).filter((line) => kept.some((one) => one.split(' ')[0] === line.split(' ')[0])), kept);
  });

  it('are refused with a warning or a mistake', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dealwright-bad-'));
    fs.writeFileSync(path.join(folder, 'Bad.sol'), '// SPDX-License-Identifier: MIT\npragma solidity 0.8.28;\ncontract Bad { function f() external pure { uint256 unused = 1; } }\n');
    assert.throws(() => built([folder]), /Unused local variable/);
    fs.rmSync(folder, { recursive: true });
  });
});
