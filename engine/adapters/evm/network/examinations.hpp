// The parts of the doctor's round that look at the book, all at one block.
#pragma once

#include <vector>

#include "dsl/values/time.hpp"
#include "engine/adapters/evm/network/doctor.hpp"
#include "engine/adapters/evm/network/profile.hpp"
#include "engine/adapters/evm/network/questions.hpp"

namespace dealwright::network {

struct Examination {
  const Profile& profile;
  values::TimePoint at;  // the block's own time
  Questions& questions;
};

// Each adds its checks in the order of the profile.
void examine_contracts(const Examination& examination, std::vector<Check>& checks);
void examine_executor(const Examination& examination, std::vector<Check>& checks);
void examine_assets(const Examination& examination, std::vector<Check>& checks);
void examine_accounts(const Examination& examination, std::vector<Check>& checks);

// Makes a check worse, never better, and adds to its words.
void add(Check& check, Verdict verdict, const std::string& words);

}  // namespace dealwright::network
