// SPDX-License-Identifier: MIT
// A desk that sells tokens for what they redeem into, below par, at a price that its owner names. Counts as the module
// stdlib/discount_desk.deal says: what is bought is rounded down.
pragma solidity 0.8.28;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

contract DiscountDesk is Ownable2Step, ReentrancyGuard {
    using SafeERC20 for IERC20;

    struct Line {
        IERC20 par;
        // For one whole token, in whole par tokens, with 18 decimals; zero where the desk does not sell it.
        uint256 price;
        // 10 to the decimals of each.
        uint256 unit;
        uint256 parUnit;
    }

    mapping(address token => Line) public lines;
    bool public isOpen = true;

    event Bought(address indexed buyer, address indexed token, uint256 paid, uint256 bought);
    event PriceSet(address indexed token, address indexed par, uint256 price);
    event OpenSet(bool isOpen);
    event Withdrawn(address indexed token, uint256 amount);

    error Closed();
    error NotSold(address token);
    error PriceMoved(uint256 bought, uint256 least);
    error SoldOut(uint256 left);
    error TakesFee(address token);

    constructor(address owner) Ownable(owner) {}

    function priceOf(address token) external view returns (uint256 price) {
        price = lines[token].price;
        if (price == 0) revert NotSold(token);
    }

    // All of `paid` is spent; refuses when it buys fewer than `least`.
    function buy(address token, uint256 paid, uint256 least) external nonReentrant returns (uint256 bought) {
        if (!isOpen) revert Closed();
        Line memory line = lines[token];
        if (line.price == 0) revert NotSold(token);
        bought = Math.mulDiv(paid, 1e18 * line.unit, line.price * line.parUnit);
        if (bought < least || bought == 0) revert PriceMoved(bought, least);
        uint256 left = IERC20(token).balanceOf(address(this));
        if (bought > left) revert SoldOut(left);
        uint256 had = line.par.balanceOf(address(this));
        line.par.safeTransferFrom(msg.sender, address(this), paid);
        if (line.par.balanceOf(address(this)) - had != paid) revert TakesFee(address(line.par));
        IERC20(token).safeTransfer(msg.sender, bought);
        emit Bought(msg.sender, token, paid, bought);
    }

    // A price of zero takes the token off the desk.
    function setPrice(address token, address par, uint256 price) external onlyOwner {
        lines[token] = Line({
            par: IERC20(par),
            price: price,
            unit: 10 ** IERC20Metadata(token).decimals(),
            parUnit: 10 ** IERC20Metadata(par).decimals()
        });
        emit PriceSet(token, par, price);
    }

    function setOpen(bool open) external onlyOwner {
        isOpen = open;
        emit OpenSet(open);
    }

    function withdraw(address token, uint256 amount) external onlyOwner nonReentrant {
        IERC20(token).safeTransfer(owner(), amount);
        emit Withdrawn(token, amount);
    }
}
