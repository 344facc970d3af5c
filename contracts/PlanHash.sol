// SPDX-License-Identifier: MIT
// The hash of an intent with its plan by EIP-712, member by member, so that a wallet shows every call before it signs.
pragma solidity 0.8.28;

import {Asset, Call, Intent, Loan, Plan} from "./Atomic.sol";

library PlanHash {
    bytes private constant ASSET = "Asset(address token,uint256 give,uint256 least)";
    bytes private constant CALL =
        "Call(address target,uint256 value,address token,uint256 allowance,uint32 fillAt,bytes data)";
    bytes private constant LOAN = "Loan(address lender,address token,uint256 amount)";
    bytes private constant PLAN = "Plan(bytes32 deal,uint256 deadline,Loan loan,Asset[] assets,Call[] calls)";
    bytes private constant INTENT = "Intent(address account,uint256 nonce,uint256 deadline,address relayer,Plan plan)";

    // Types that a type names follow it in the order of their names (EIP-712, encodeType).
    function ofIntent(Intent calldata intent, Plan calldata plan) internal pure returns (bytes32) {
        bytes32 kind = keccak256(bytes.concat(INTENT, ASSET, CALL, LOAN, PLAN));
        return keccak256(
            abi.encode(kind, intent.account, intent.nonce, intent.deadline, intent.relayer, ofPlan(plan))
        );
    }

    function ofPlan(Plan calldata plan) private pure returns (bytes32) {
        bytes32[] memory assets = new bytes32[](plan.assets.length);
        for (uint256 i = 0; i < assets.length; ++i) {
            Asset calldata asset = plan.assets[i];
            assets[i] = keccak256(abi.encode(keccak256(ASSET), asset.token, asset.give, asset.least));
        }
        bytes32[] memory calls = new bytes32[](plan.calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            calls[i] = ofCall(plan.calls[i]);
        }
        Loan calldata loan = plan.loan;
        return keccak256(
            abi.encode(
                keccak256(bytes.concat(PLAN, ASSET, CALL, LOAN)),
                plan.deal,
                plan.deadline,
                keccak256(abi.encode(keccak256(LOAN), loan.lender, loan.token, loan.amount)),
                keccak256(abi.encodePacked(assets)),
                keccak256(abi.encodePacked(calls))
            )
        );
    }

    function ofCall(Call calldata call) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(CALL), call.target, call.value, call.token, call.allowance, call.fillAt, keccak256(call.data)
            )
        );
    }
}
