// Threads that take the next number until there is none.
#include "engine/app/side_by_side.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

namespace dealwright::app {
namespace {

constexpr std::chrono::milliseconds progress_interval{200};

class Crew {
 public:
  Crew(std::size_t count, const std::function<Next(std::size_t)>& work)
      : count_(count), work_(work) {}

  void work() {
    while (!stopped_) {
      const std::size_t i = next_++;
      if (i >= count_) break;
      {
        const std::scoped_lock lock(mutex_);
        running_.insert(i);
      }
      if (work_(i) == Next::stop) stopped_ = true;
      const std::scoped_lock lock(mutex_);
      running_.erase(i);
      ++done_;
    }
    const std::scoped_lock lock(mutex_);
    ++idle_;
    all_idle_.notify_one();
  }

  // Until `threads` of them have nothing left to do.
  void watch(unsigned threads,
             const std::function<void(std::size_t, std::optional<std::size_t>)>& progress) {
    std::unique_lock lock(mutex_);
    while (idle_ < threads) {
      all_idle_.wait_for(lock, progress_interval);
      const std::size_t done = done_;
      const auto running = running_.empty() ? std::nullopt : std::optional(*running_.begin());
      lock.unlock();
      progress(done, running);
      lock.lock();
    }
  }

 private:
  std::size_t count_;
  const std::function<Next(std::size_t)>& work_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stopped_ = false;
  std::mutex mutex_;  // guards what follows
  std::condition_variable all_idle_;
  std::set<std::size_t> running_;
  std::size_t done_ = 0;
  unsigned idle_ = 0;
};

}  // namespace

void side_by_side(
    std::size_t count, unsigned jobs, const std::function<Next(std::size_t)>& work,
    const std::function<void(std::size_t done, std::optional<std::size_t> running)>& progress) {
  Crew crew(count, work);
  const std::size_t wanted = std::clamp(jobs, 1U, jobs_max);
  const auto threads = static_cast<unsigned>(std::min(wanted, std::max<std::size_t>(count, 1)));
  std::vector<std::jthread> members;
  for (unsigned i = 0; i < threads; ++i)
    members.emplace_back([&crew] { crew.work(); });
  crew.watch(threads, progress);
}

unsigned jobs_of(unsigned asked) {
  return asked == 0 ? std::max(1U, std::thread::hardware_concurrency()) : asked;
}

}  // namespace dealwright::app
