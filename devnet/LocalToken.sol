// SPDX-License-Identifier: MIT
// A plain token of the local network. Anybody may make some: it is worth nothing.
pragma solidity 0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

contract LocalToken is ERC20 {
    uint8 private immutable decimals_;

    constructor(string memory name, string memory symbol, uint8 count) ERC20(name, symbol) {
        decimals_ = count;
    }

    function decimals() public view override returns (uint8) {
        return decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}
