// SPDX-License-Identifier: MIT
// A price feed of the local network with Chainlink's functions, for Aave's oracle and for the registry. Its owner moves the price.
pragma solidity 0.8.28;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

contract LocalFeed is Ownable {
    uint8 public constant decimals = 8;
    int256 public latestAnswer;
    uint80 public round;
    // Zero: the feed always answers as of now. Otherwise it went silent then.
    uint256 public silentSince;

    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    constructor(int256 answer) Ownable(msg.sender) {
        set(answer);
    }

    function set(int256 answer) public onlyOwner {
        latestAnswer = answer;
        emit AnswerUpdated(answer, ++round, block.timestamp);
    }

    function setSilent(bool silent) external onlyOwner {
        silentSince = silent ? block.timestamp : 0;
    }

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        uint256 at = silentSince == 0 ? block.timestamp : silentSince;
        return (round, latestAnswer, at, at, round);
    }
}
