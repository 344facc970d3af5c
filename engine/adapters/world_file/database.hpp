// One SQLite file and the statements that a world needs of it. Failures are the world's failures:
// each says whether trying again can help.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace dealwright::world_file {

// What a statement's question marks stand for, in order.
struct Bound {
  std::vector<std::int64_t> numbers;  // first all numbers,
  std::vector<std::string> texts;     // then all texts
};

// One row of an answer: numbers and texts as they stand in it, each as text.
using Row = std::vector<std::string>;

class Database {
 public:
  // Opens the file, creating it when there is none; other users cannot read it.
  [[nodiscard]] static ports::Result<std::unique_ptr<Database>> open(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Statements are compiled once and kept. Returns the rows; for a change, none.
  [[nodiscard]] ports::Result<std::vector<Row>> run(std::string_view statement,
                                                    const Bound& bound = {});
  // How many rows the last change changed.
  [[nodiscard]] std::int64_t changed() const;
  [[nodiscard]] const std::string& path() const { return path_; }
  // An error of this file.
  [[nodiscard]] ports::Error error(ports::ErrorCode code, const std::string& what) const;

 private:
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const;
  };
  struct Kept {
    std::string text;
    std::unique_ptr<sqlite3_stmt, Finalise> statement;
  };

  Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  [[nodiscard]] ports::Result<sqlite3_stmt*> compiled(std::string_view text);
  [[nodiscard]] ports::Error failure() const;

  sqlite3* handle_;
  std::string path_;
  std::vector<Kept> kept_;
};

}  // namespace dealwright::world_file
