// Remembers across processes which deal an engine died with in its hand, so that a deal that kills
// every engine is paused instead of tried for ever.
#pragma once

#include <map>
#include <string>

#include "engine/runtime/round.hpp"

namespace dealwright::app {

// So many deaths make a deal a dead letter; with one more it is not taken in at all.
inline constexpr int deaths_max = 3;

class CrashWatch final : public runtime::RoundWatch {
 public:
  // Notes go to this file; the process may have one watch at a time.
  explicit CrashWatch(const std::string& file);
  ~CrashWatch() override;
  CrashWatch(const CrashWatch&) = delete;
  CrashWatch& operator=(const CrashWatch&) = delete;

  void decides(const runtime::Deal& deal) override;
  void decided() override;

 private:
  std::string file_;
};

// How often each deal was in the hand of an engine that died.
[[nodiscard]] std::map<std::string, int> deaths_in(const std::string& file);
// A deal that went on well starts anew.
void forget_deaths(const std::string& file, const std::string& deal);

}  // namespace dealwright::app
