// The statements of a journal file, prepared once. Plain SQL that PostgreSQL knows as well.
#pragma once

#include "engine/adapters/sqlite/database.hpp"

namespace dealwright::sqlite {

struct Statements {
  Statement begin;
  Statement commit;
  Statement rollback;
  Statement lease;

  Statement stream;
  Statement heads;
  Statement take_over;
  Statement move_head;
  Statement new_head;
  Statement append;
  Statement records;
  Statement keep_snapshot;
  Statement snapshot;

  Statement stand;
  Statement add_plan;
  Statement plan;
  Statement plan_json;
  Statement add_profile;
  Statement profile;
  Statement profile_of;
  Statement add_deal;
  Statement deal;
  Statement deal_by_key;
  Statement deals;
  Statement deals_of_status;
  Statement counts;
};

[[nodiscard]] ports::Result<Statements> prepare_statements(const Database& database);

}  // namespace dealwright::sqlite
