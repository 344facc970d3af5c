// The same work for many things on several threads, in any order, with somebody to be told how far
// it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

namespace dealwright::app {

inline constexpr unsigned jobs_max = 64;

enum class Next : std::uint8_t { go_on, stop };

// Calls `work` once for each number below `count`, on at most `jobs` threads, and returns when all
// are done. After a `stop` nothing new is begun. `progress` is called now and then from the calling
// thread, with how many are done and one of those that are not.
void side_by_side(
    std::size_t count, unsigned jobs, const std::function<Next(std::size_t)>& work,
    const std::function<void(std::size_t done, std::optional<std::size_t> running)>& progress);

// What was asked for, or as many as the machine has processors when that is 0.
[[nodiscard]] unsigned jobs_of(unsigned asked);

}  // namespace dealwright::app
