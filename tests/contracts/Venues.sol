// SPDX-License-Identifier: MIT
// Places that the executor trades at in tests: an honest one, and ones that take less, come back for more, or call back in.
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

// Swaps at whatever rate it is told to.
contract Venue {
    using SafeERC20 for IERC20;

    function swap(IERC20 give, uint256 amount, IERC20 get, uint256 back, address to) external payable {
        if (address(give) != address(0)) give.safeTransferFrom(msg.sender, address(this), amount);
        if (address(get) == address(0)) {
            (bool sent,) = to.call{value: back}("");
            require(sent, "ether");
        } else {
            get.safeTransfer(to, back);
        }
    }

    // What was allowed to it and not taken then.
    function comeBack(IERC20 token, address from) external {
        token.safeTransferFrom(from, address(this), token.allowance(from, address(this)));
    }

    function refuse() external pure {
        revert("not today");
    }

    receive() external payable {}
}

// Calls somebody with something when it is called, and remembers what came of it.
contract Echo {
    address public target;
    bytes public data;
    bool public worked;
    bytes public answer;

    function set(address target_, bytes calldata data_) external {
        target = target_;
        data = data_;
    }

    function poke() external {
        (worked, answer) = target.call(data);
    }

    // What tokens and contracts that are paid may do.
    receive() external payable {
        if (target != address(0)) (worked, answer) = target.call(data);
    }
}
