// SPDX-License-Identifier: MIT
// Chainlink's Feed Registry as far as modules read it: the feed of a token in US dollars.
pragma solidity 0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {LocalFeed} from "./LocalFeed.sol";

contract LocalFeedRegistry is Ownable {
    mapping(address base => mapping(address quote => LocalFeed)) public getFeed;

    error FeedNotFound(address base, address quote);

    constructor() Ownable(msg.sender) {}

    function setFeed(address base, address quote, LocalFeed feed) external onlyOwner {
        getFeed[base][quote] = feed;
    }

    function latestRoundData(address base, address quote)
        external
        view
        returns (uint80, int256, uint256, uint256, uint80)
    {
        LocalFeed feed = getFeed[base][quote];
        if (address(feed) == address(0)) revert FeedNotFound(base, quote);
        return feed.latestRoundData();
    }
}
