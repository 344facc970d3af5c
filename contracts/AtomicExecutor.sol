// SPDX-License-Identifier: MIT
// Runs several calls as one: all of them, or none. This is what the blocks `atomic` and `flash` of a deal become. It trusts
// nobody more than it has to: operators choose among calls that the owner has listed, a lender is believed only while a loan of
// ours is in flight, and whatever happens in between, the account ends with at least what the plan says or nothing has happened.
pragma solidity 0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {AaveLender, AaveReceiver, Asset, BalancerLender, BalancerReceiver, Call, Intent, Loan, Plan} from "./Atomic.sol";
import {PlanHash} from "./PlanHash.sol";

contract AtomicExecutor is Ownable2Step, Pausable, ReentrancyGuard, EIP712, AaveReceiver, BalancerReceiver {
    using SafeERC20 for IERC20;

    uint256 public constant CALLS_MAX = 32;
    uint256 public constant ASSETS_MAX = 16;
    // Ether stands among the assets of a plan as the zero address.
    address public constant ETHER = address(0);
    // Filled in from what the plan has of the call's token at that moment.
    uint256 public constant ALL = type(uint256).max;

    // The only lenders whose callbacks are listened to, for the life of the contract; zero where there is none.
    AaveLender public immutable AAVE;
    BalancerLender public immutable BALANCER;

    // May pause and take rights away; gives none and moves nothing.
    address public guardian;
    mapping(address => bool) public isOperator;

    // What may be called. `selfAt`: where in the call's data this contract's address has to stand (a recipient, `onBehalfOf`);
    // zero where nothing has to.
    struct Rule {
        bool allowed;
        uint32 selfAt;
    }
    mapping(address target => mapping(bytes4 selector => Rule)) private rules_;
    // Intents that were used or cancelled, a bit each, so that deals need not wait for one another.
    mapping(address account => mapping(uint248 page => uint256)) private used_;

    // Of the loan in flight: what its callback has to bring, once. Zero otherwise.
    bytes32 private flight_;
    uint256 private flights_;

    event Executed(bytes32 indexed deal, address indexed account, address indexed relayer);
    event OperatorSet(address indexed operator, bool allowed);
    event GuardianSet(address indexed guardian);
    event RuleSet(address indexed target, bytes4 indexed selector, bool allowed, uint32 selfAt);
    event IntentCancelled(address indexed account, uint256 nonce);
    event Swept(address indexed token, uint256 amount);

    error NotOperator(address caller);
    error NotGuardian(address caller);
    error Expired(uint256 deadline);
    error TooLong();
    error NotAllowed(address target, bytes4 selector);
    error NeverAllowed(address target, bytes4 selector);
    error NotToUs(address target, bytes4 selector);
    error AssetNotListed(address token);
    error AssetTwice(address token);
    error TakesFee(address token, uint256 asked, uint256 arrived);
    error TooLittle(address token, uint256 gained, uint256 least);
    error NothingGained(address token);
    error ForeignCallback(address caller);
    error ForeignInitiator(address initiator);
    error NotInFlight();
    error NotLent(address token);
    error NonceUsed(uint256 nonce);
    error NotTheRelayer(address relayer);
    error NotSigned();
    error BadFill(uint256 at);

    constructor(address owner, address guardian_, AaveLender aave, BalancerLender balancer)
        Ownable(owner)
        EIP712("Dealwright AtomicExecutor", "1")
    {
        AAVE = aave;
        BALANCER = balancer;
        guardian = guardian_;
        emit GuardianSet(guardian_);
    }

    // Ether comes from what is called (unwrapping), never from strangers.
    receive() external payable {
        if (!_reentrancyGuardEntered()) revert NotInFlight();
    }

    // ---- Running ----------------------------------------------------------------------------------------------------------------

    // `plan` for the caller's own account, which is an operator. Ether that is sent along belongs to the plan.
    function execute(Plan calldata plan) external payable nonReentrant whenNotPaused {
        if (!isOperator[msg.sender]) revert NotOperator(msg.sender);
        run(plan, msg.sender);
    }

    // The same for somebody who signed it (EIP-712) and pays no gas: whoever sends it does. Each intent works once, on this chain
    // and this contract, until its deadline, and where it names a relayer only from there. A plan that reverts uses nothing up.
    function executeFor(Plan calldata plan, Intent calldata intent, bytes calldata signature)
        external
        payable
        nonReentrant
        whenNotPaused
    {
        if (block.timestamp > intent.deadline) revert Expired(intent.deadline);
        if (intent.relayer != address(0) && intent.relayer != msg.sender) revert NotTheRelayer(msg.sender);
        if (!isOperator[intent.account]) revert NotOperator(intent.account);
        bytes32 digest = _hashTypedDataV4(PlanHash.ofIntent(intent, plan));
        if (!SignatureChecker.isValidSignatureNow(intent.account, digest, signature)) revert NotSigned();
        use(intent.account, intent.nonce);
        run(plan, intent.account);
    }

    // The signer's way out: an intent that has not run never will.
    function cancel(uint256 nonce) external {
        use(msg.sender, nonce);
        emit IntentCancelled(msg.sender, nonce);
    }

    function run(Plan calldata plan, address account) private {
        if (block.timestamp > plan.deadline) revert Expired(plan.deadline);
        if (plan.calls.length > CALLS_MAX || plan.assets.length > ASSETS_MAX) revert TooLong();
        uint256[] memory before = balances(plan.assets);
        take(plan.assets, account);
        if (plan.loan.amount == 0) {
            runCalls(plan.calls, plan.assets, before);
        } else {
            borrow(plan, before);
        }
        settle(plan.assets, before, account);
        emit Executed(plan.deal, account, msg.sender);
    }

    // What was there before the plan began is not the plan's.
    function balances(Asset[] calldata assets) private view returns (uint256[] memory before) {
        before = new uint256[](assets.length);
        for (uint256 i = 0; i < assets.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (assets[j].token == assets[i].token) revert AssetTwice(assets[i].token);
            }
            before[i] = balance(assets[i].token);
            if (assets[i].token == ETHER) before[i] -= msg.value;
        }
    }

    function take(Asset[] calldata assets, address account) private {
        bool takesEther = msg.value == 0;
        for (uint256 i = 0; i < assets.length; ++i) {
            Asset calldata asset = assets[i];
            if (asset.token == ETHER) {
                if (asset.give != msg.value) revert TakesFee(ETHER, asset.give, msg.value);
                takesEther = true;
            } else if (asset.give > 0) {
                uint256 had = balance(asset.token);
                IERC20(asset.token).safeTransferFrom(account, address(this), asset.give);
                uint256 arrived = balance(asset.token) - had;
                // A token that keeps a part of every transfer would make every figure of the plan wrong.
                if (arrived != asset.give) revert TakesFee(asset.token, asset.give, arrived);
            }
        }
        if (!takesEther) revert AssetNotListed(ETHER);
    }

    function runCalls(Call[] memory calls, Asset[] memory assets, uint256[] memory before) private {
        for (uint256 i = 0; i < calls.length; ++i) {
            runCall(calls[i], assets, before);
        }
    }

    function runCall(Call memory call, Asset[] memory assets, uint256[] memory before) private {
        bytes memory data = call.data;
        bytes4 selector = data.length < 4 ? bytes4(0) : bytes4(data);
        Rule memory rule = rules_[call.target][selector];
        if (!rule.allowed) revert NotAllowed(call.target, selector);

        uint256 available = 0;
        if (call.token != ETHER || call.value > 0 || call.fillAt > 0) {
            uint256 i = place(assets, call.token);
            if (call.value > 0 && call.token != ETHER) {
                place(assets, ETHER);
                if (call.value == ALL) revert AssetNotListed(ETHER);
            }
            if (balance(call.token) < before[i]) revert NothingGained(call.token);
            available = balance(call.token) - before[i];
        }
        if (call.fillAt > 0) {
            // The selector and, below, the place of our address are beyond its reach: they are checked after it.
            if (call.fillAt < 4 || uint256(call.fillAt) + 32 > data.length) revert BadFill(call.fillAt);
            if (available == 0) revert NothingGained(call.token);
            uint32 at = call.fillAt;
            assembly ("memory-safe") {
                mstore(add(add(data, 32), at), available)
            }
        }
        if (rule.selfAt > 0 && wordAt(data, rule.selfAt) != uint256(uint160(address(this)))) {
            revert NotToUs(call.target, selector);
        }

        uint256 allowance = call.allowance == ALL ? available : call.allowance;
        if (allowance > 0) IERC20(call.token).forceApprove(call.target, allowance);
        uint256 value = call.value == ALL ? available : call.value;
        Address.functionCallWithValue(call.target, data, value);
        // Whoever took less than it was allowed to shall not come back for the rest.
        if (allowance > 0 && IERC20(call.token).allowance(address(this), call.target) > 0) {
            IERC20(call.token).forceApprove(call.target, 0);
        }
    }

    // The last frame: at least what was promised is there, and all of it goes to the account.
    function settle(Asset[] calldata assets, uint256[] memory before, address account) private {
        for (uint256 i = 0; i < assets.length; ++i) {
            Asset calldata asset = assets[i];
            uint256 has = balance(asset.token);
            uint256 gained = has < before[i] ? 0 : has - before[i];
            if (has < before[i] || gained < asset.least) revert TooLittle(asset.token, gained, asset.least);
        }
        for (uint256 i = 0; i < assets.length; ++i) {
            uint256 gained = balance(assets[i].token) - before[i];
            if (gained > 0) pay(assets[i].token, account, gained);
        }
    }

    // ---- Loans for the length of one transaction ---------------------------------------------------------------------------------

    function borrow(Plan calldata plan, uint256[] memory before) private {
        Loan calldata loan = plan.loan;
        place(plan.assets, loan.token);
        bytes memory params = abi.encode(plan.calls, plan.assets, before);
        flight_ = flightOf(++flights_, loan.lender, loan.token, loan.amount, params);
        if (loan.lender == address(AAVE) && loan.lender != address(0)) {
            AAVE.flashLoanSimple(address(this), loan.token, loan.amount, params, 0);
        } else if (loan.lender == address(BALANCER) && loan.lender != address(0)) {
            address[] memory tokens = new address[](1);
            uint256[] memory amounts = new uint256[](1);
            tokens[0] = loan.token;
            amounts[0] = loan.amount;
            BALANCER.flashLoan(address(this), tokens, amounts, params);
        } else {
            revert ForeignCallback(loan.lender);
        }
        // A lender that never called back has lent nothing.
        if (flight_ != 0) revert NotLent(loan.token);
        // It has taken what it is owed; nothing is left for it to take.
        if (IERC20(loan.token).allowance(address(this), loan.lender) > 0) {
            IERC20(loan.token).forceApprove(loan.lender, 0);
        }
    }

    // Aave v3 calls this with the money; the fee is what it says here and now.
    function executeOperation(address asset, uint256 amount, uint256 premium, address initiator, bytes calldata params)
        external
        returns (bool)
    {
        if (msg.sender != address(AAVE)) revert ForeignCallback(msg.sender);
        if (initiator != address(this)) revert ForeignInitiator(initiator);
        land(asset, amount, params);
        fly(params);
        IERC20(asset).forceApprove(address(AAVE), amount + premium);
        return true;
    }

    // Balancer's vault calls this with the money and looks at its own balance afterwards. It names no initiator: the flight does.
    function receiveFlashLoan(
        address[] calldata tokens,
        uint256[] calldata amounts,
        uint256[] calldata fees,
        bytes calldata params
    ) external {
        if (msg.sender != address(BALANCER)) revert ForeignCallback(msg.sender);
        if (tokens.length != 1 || amounts.length != 1 || fees.length != 1) revert NotInFlight();
        land(tokens[0], amounts[0], params);
        fly(params);
        IERC20(tokens[0]).safeTransfer(msg.sender, amounts[0] + fees[0]);
    }

    // The callback is the one that this flight waits for, and the only one.
    function land(address token, uint256 amount, bytes calldata params) private {
        if (flight_ == 0 || flight_ != flightOf(flights_, msg.sender, token, amount, params)) revert NotInFlight();
        flight_ = 0;
    }

    function fly(bytes calldata params) private {
        (Call[] memory calls, Asset[] memory assets, uint256[] memory before) =
            abi.decode(params, (Call[], Asset[], uint256[]));
        runCalls(calls, assets, before);
    }

    function flightOf(uint256 number, address lender, address token, uint256 amount, bytes memory params)
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(number, lender, token, amount, keccak256(params)));
    }

    // ---- Rights -----------------------------------------------------------------------------------------------------------------

    function setOperator(address operator, bool allowed) external onlyOwner {
        isOperator[operator] = allowed;
        emit OperatorSet(operator, allowed);
    }

    function setGuardian(address guardian_) external onlyOwner {
        guardian = guardian_;
        emit GuardianSet(guardian_);
    }

    // Lists a function of a contract. Never listed: ourselves, our lenders' own allowances and callbacks aside, and every function
    // that gives allowances away or spends those of others. `selfAt`: see Rule.
    function allow(address target, bytes4 selector, uint32 selfAt) external onlyOwner {
        if (target == address(this) || target.code.length == 0 || spendsAllowances(selector)) {
            revert NeverAllowed(target, selector);
        }
        if (selfAt > 0 && (selfAt < 4 || (selfAt - 4) % 32 != 0)) revert BadFill(selfAt);
        rules_[target][selector] = Rule({allowed: true, selfAt: selfAt});
        emit RuleSet(target, selector, true, selfAt);
    }

    function disallow(address target, bytes4 selector) external {
        onlyOwnerOrGuardian();
        delete rules_[target][selector];
        emit RuleSet(target, selector, false, 0);
    }

    function ruleOf(address target, bytes4 selector) external view returns (bool allowed, uint32 selfAt) {
        Rule memory rule = rules_[target][selector];
        return (rule.allowed, rule.selfAt);
    }

    function dismiss(address operator) external {
        onlyOwnerOrGuardian();
        isOperator[operator] = false;
        emit OperatorSet(operator, false);
    }

    // Nothing runs while paused; the owner can still sweep.
    function pause() external {
        onlyOwnerOrGuardian();
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    // What was sent here by mistake: to the owner, and nowhere else.
    function sweep(address token) external onlyOwner nonReentrant {
        uint256 amount = balance(token);
        pay(token, owner(), amount);
        emit Swept(token, amount);
    }

    function isUsed(address account, uint256 nonce) external view returns (bool) {
        return used_[account][uint248(nonce >> 8)] & (1 << (nonce & 0xff)) != 0;
    }

    // What a wallet signs: for showing and for checking before sending.
    function digestOf(Plan calldata plan, Intent calldata intent) external view returns (bytes32) {
        return _hashTypedDataV4(PlanHash.ofIntent(intent, plan));
    }

    // ---- Below ------------------------------------------------------------------------------------------------------------------

    function use(address account, uint256 nonce) private {
        uint256 bit = 1 << (nonce & 0xff);
        uint256 page = used_[account][uint248(nonce >> 8)];
        if (page & bit != 0) revert NonceUsed(nonce);
        used_[account][uint248(nonce >> 8)] = page | bit;
    }

    function onlyOwnerOrGuardian() private view {
        if (msg.sender != owner() && msg.sender != guardian) revert NotGuardian(msg.sender);
    }

    // What gives rights over our tokens, positions or credit away, or uses rights that others gave us. Beside ERC-20: permits
    // (EIP-2612 and Dai's), Permit2, credit delegation (Aave), operators (ERC-721, ERC-777, ERC-1155).
    function spendsAllowances(bytes4 selector) private pure returns (bool) {
        return selector == IERC20.approve.selector || selector == IERC20.transferFrom.selector
            || selector == bytes4(keccak256("increaseAllowance(address,uint256)"))
            || selector == bytes4(keccak256("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"))
            || selector == bytes4(keccak256("permit(address,address,uint256,uint256,bool,uint8,bytes32,bytes32)"))
            || selector == bytes4(keccak256("approve(address,address,uint160,uint48)"))
            || selector == bytes4(keccak256("transferFrom(address,address,uint160,address)"))
            || selector == bytes4(keccak256("approveDelegation(address,uint256)"))
            || selector == bytes4(keccak256("setApprovalForAll(address,bool)"))
            || selector == bytes4(keccak256("authorizeOperator(address)"));
    }

    function place(Asset[] memory assets, address token) private pure returns (uint256) {
        for (uint256 i = 0; i < assets.length; ++i) {
            if (assets[i].token == token) return i;
        }
        revert AssetNotListed(token);
    }

    function balance(address token) private view returns (uint256) {
        return token == ETHER ? address(this).balance : IERC20(token).balanceOf(address(this));
    }

    function pay(address token, address to, uint256 amount) private {
        if (token == ETHER) {
            Address.sendValue(payable(to), amount);
        } else {
            IERC20(token).safeTransfer(to, amount);
        }
    }

    function wordAt(bytes memory data, uint256 at) private pure returns (uint256 word) {
        if (at + 32 > data.length) revert BadFill(at);
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), at))
        }
    }
}
