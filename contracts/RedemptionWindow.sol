// SPDX-License-Identifier: MIT
// An issuer's window: takes a token in and pays what it stands for, later, perhaps less, perhaps not at all. Counts as the module
// stdlib/redemption_window.deal says: a payment is rounded down. A redemption is over when `Redeemed` says that it was paid.
pragma solidity 0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

contract RedemptionWindow is Ownable2Step, ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Line {
        IERC20 par;
        uint256 unit;
        uint256 parUnit;
        bool isOpen;
        // Whether what was handed in is being paid; a window may take tokens in and pay nobody.
        bool isPaying;
        // Of par, with 18 decimals.
        uint256 pays;
        // Seconds from handing in to payment; zero pays at once.
        uint256 delay;
        // The most that one redemption may be, in base units of the token.
        uint256 limit;
    }

    struct Request {
        address holder;
        address token;
        uint256 amount;
        uint256 due;
    }

    mapping(address token => Line) public lines;
    mapping(uint256 id => Request) public requests;
    uint256 public requested;

    event Requested(uint256 indexed id, address indexed holder, address indexed token, uint256 amount, uint256 due);
    event Redeemed(address indexed holder, address indexed token, uint256 amount, uint256 paid);
    event LineSet(address indexed token, Line line);
    event Withdrawn(address indexed token, uint256 amount);

    error Frozen();
    error LimitReached(uint256 amount, uint256 limit);
    error NotRedeemed(address token);
    error TakesFee(address token);
    error NothingDue(uint256 id);
    error PaysTooMuch(uint256 pays);

    constructor(address owner) Ownable(owner) {}

    function isOpen(address token) external view returns (bool open) {
        return lines[token].isOpen;
    }

    function redeem(address token, uint256 amount) external nonReentrant {
        Line memory line = lines[token];
        if (address(line.par) == address(0)) revert NotRedeemed(token);
        if (!line.isOpen) revert Frozen();
        if (amount == 0 || amount > line.limit) revert LimitReached(amount, line.limit);
        uint256 had = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        if (IERC20(token).balanceOf(address(this)) - had != amount) revert TakesFee(token);
        uint256 id = ++requested;
        requests[id] = Request({holder: msg.sender, token: token, amount: amount, due: block.timestamp + line.delay});
        emit Requested(id, msg.sender, token, amount, block.timestamp + line.delay);
        if (line.delay == 0 && line.isPaying) pay(id, line);
    }

    // Anybody may have a redemption paid that is due: the holder always gets it, whoever asks.
    function settle(uint256 id) external nonReentrant {
        Request memory request = requests[id];
        if (request.holder == address(0) || block.timestamp < request.due) revert NothingDue(id);
        Line memory line = lines[request.token];
        if (!line.isPaying) revert Frozen();
        pay(id, line);
    }

    function pay(uint256 id, Line memory line) private {
        Request memory request = requests[id];
        delete requests[id];
        uint256 paid = Math.mulDiv(request.amount, line.pays * line.parUnit, 1e18 * line.unit);
        line.par.safeTransfer(request.holder, paid);
        emit Redeemed(request.holder, request.token, request.amount, paid);
    }

    // How a token is redeemed from now on, what was handed in before included.
    function setLine(
        address token,
        address par,
        bool open,
        bool paying,
        uint256 pays,
        uint256 delay,
        uint256 limit
    ) external onlyOwner {
        if (pays > 1e18) revert PaysTooMuch(pays);
        Line memory line = Line({
            par: IERC20(par),
            unit: 10 ** IERC20Metadata(token).decimals(),
            parUnit: 10 ** IERC20Metadata(par).decimals(),
            isOpen: open,
            isPaying: paying,
            pays: pays,
            delay: delay,
            limit: limit
        });
        lines[token] = line;
        emit LineSet(token, line);
    }

    function withdraw(address token, uint256 amount) external onlyOwner nonReentrant {
        IERC20(token).safeTransfer(owner(), amount);
        emit Withdrawn(token, amount);
    }
}
