// SPDX-License-Identifier: MIT
// A vault with Balancer's flash loan, honest and otherwise, a borrower who names somebody else as the receiver of a loan of Aave's,
// and an account that is a contract.
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AaveLender, AaveReceiver, BalancerReceiver} from "contracts/Atomic.sol";

contract Vault {
    enum Habit {
        honest,
        twice,
        silent,
        otherAmount,
        otherParams,
        feeless
    }

    Habit public habit;
    uint256 public fee;
    bool public calledTwice;

    function set(Habit habit_, uint256 fee_) external {
        habit = habit_;
        fee = fee_;
    }

    function flashLoan(address recipient, address[] calldata tokens, uint256[] calldata amounts, bytes calldata data)
        external
    {
        if (habit == Habit.silent) return;
        uint256[] memory sums = new uint256[](1);
        sums[0] = habit == Habit.otherAmount ? amounts[0] + 1 : amounts[0];
        uint256[] memory fees = new uint256[](1);
        fees[0] = fee;
        uint256 before = IERC20(tokens[0]).balanceOf(address(this));
        IERC20(tokens[0]).transfer(recipient, sums[0]);
        BalancerReceiver(recipient).receiveFlashLoan(
            tokens, sums, fees, habit == Habit.otherParams ? bytes(hex"00") : data
        );
        if (habit == Habit.twice) BalancerReceiver(recipient).receiveFlashLoan(tokens, sums, fees, data);
        require(IERC20(tokens[0]).balanceOf(address(this)) >= before + fee, "not repaid");
    }

    // A callback that nobody asked for.
    function callBack(address recipient, address token, uint256 amount, bytes calldata data) external {
        address[] memory tokens = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        tokens[0] = token;
        amounts[0] = amount;
        BalancerReceiver(recipient).receiveFlashLoan(tokens, amounts, new uint256[](1), data);
    }
}

// Lends like Aave, and takes back less than it is owed, to come back for the rest.
contract LeanLender {
    function flashLoanSimple(address receiver, address asset, uint256 amount, bytes calldata params, uint16) external {
        IERC20(asset).transfer(receiver, amount);
        require(AaveReceiver(receiver).executeOperation(asset, amount, 5, msg.sender, params), "false");
        IERC20(asset).transferFrom(receiver, address(this), amount);
    }

    function comeBack(address asset, address from, uint256 amount) external {
        IERC20(asset).transferFrom(from, address(this), amount);
    }
}

// Has Aave call an executor that did not ask for it.
contract Initiator {
    function lendTo(AaveLender pool, address receiver, address asset, uint256 amount, bytes calldata params) external {
        pool.flashLoanSimple(receiver, asset, amount, params, 0);
    }
}

// Signs by saying yes (EIP-1271) to one hash.
contract SigningAccount {
    bytes32 public hash;

    function set(bytes32 hash_) external {
        hash = hash_;
    }

    function allow(IERC20 token, address spender) external {
        token.approve(spender, type(uint256).max);
    }

    function isValidSignature(bytes32 asked, bytes calldata) external view returns (bytes4) {
        return asked == hash ? bytes4(0x1626ba7e) : bytes4(0);
    }
}
