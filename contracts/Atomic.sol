// SPDX-License-Identifier: MIT
// What the executor is told, and what it knows of lenders: the words that AtomicExecutor.sol and whoever calls it share.
pragma solidity 0.8.28;

// One call of a plan.
struct Call {
    address target;
    // Ether sent along; all of the plan's where it is the largest number and `token` is ether.
    uint256 value;
    // The token that `allowance` and `fillAt` speak of; the zero address is ether.
    address token;
    // What the target may take of it, during this call only; all that the plan has of it where it is the largest number.
    uint256 allowance;
    // Where in `data` the amount that the plan has of `token` is written before the call: what the call before it brought is not
    // known any earlier. Zero: nowhere.
    uint32 fillAt;
    bytes data;
}

// Everything that the calls may touch has a line here.
struct Asset {
    address token;
    // Taken from the account at the beginning.
    uint256 give;
    // What there has to be of it in the end, beyond what was there before the plan began; it all goes to the account. A plan that
    // takes 100 of a token and is to come out with a profit of 3 gives 100 and asks for 103.
    uint256 least;
}

// Money for the length of the transaction; an amount of zero is no loan.
struct Loan {
    address lender;
    address token;
    uint256 amount;
}

struct Plan {
    // Which deal and step it belongs to: for whoever reads events.
    bytes32 deal;
    // The last second in which it may run.
    uint256 deadline;
    Loan loan;
    Asset[] assets;
    Call[] calls;
}

// What an account signs beside the plan so that somebody else can send it.
struct Intent {
    address account;
    // Any number that the account has not used; they need not be in order.
    uint256 nonce;
    uint256 deadline;
    // Who may send it; the zero address is everybody.
    address relayer;
}

// Aave v3: IPool and IFlashLoanSimpleReceiver, as far as we need them.
interface AaveLender {
    function flashLoanSimple(address receiver, address asset, uint256 amount, bytes calldata params, uint16 referral) external;
}

interface AaveReceiver {
    function executeOperation(address asset, uint256 amount, uint256 premium, address initiator, bytes calldata params)
        external
        returns (bool);
}

// Balancer v2: IVault and IFlashLoanRecipient, as far as we need them.
interface BalancerLender {
    function flashLoan(address recipient, address[] calldata tokens, uint256[] calldata amounts, bytes calldata data) external;
}

interface BalancerReceiver {
    function receiveFlashLoan(
        address[] calldata tokens,
        uint256[] calldata amounts,
        uint256[] calldata fees,
        bytes calldata data
    ) external;
}
