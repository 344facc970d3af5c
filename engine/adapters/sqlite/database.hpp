// One connection to an SQLite file and its prepared statements, with errors as the ports know them.
// Nothing here knows what is stored. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "dsl/values/digest.hpp"
#include "engine/ports/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace dealwright::sqlite {

enum class Access : std::uint8_t {
  write,  // makes the file when there is none, readable by its owner only
  read,   // writes nothing, and works beside a writer
};

// How long a call waits for another program that holds the file, in milliseconds.
inline constexpr int busy_wait_ms_max = 5000;

struct Bytes {
  std::string_view bytes;
};

// The current row of a statement; what it gives is valid until the next one.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::uint64_t natural(int column) const {
    return static_cast<std::uint64_t>(integer(column));
  }
  [[nodiscard]] std::string_view bytes(int column) const;  // of a text or a blob
  [[nodiscard]] std::string text(int column) const { return std::string(bytes(column)); }
  [[nodiscard]] values::Digest digest(int column) const;  // zeros when it is not 32 bytes

 private:
  sqlite3_stmt* statement_;
};

class Database;

// A statement that is prepared once and run often. It must not outlive its database.
class Statement {
 public:
  Statement() = default;

  // Runs it; how many rows it changed.
  template <class... Values>
  [[nodiscard]] ports::Result<std::int64_t> run(const Values&... given) {
    bind_all(given...);
    return run_bound();
  }
  // Runs it and calls `take(row)` for each row; it is told to stop with false.
  template <class Take, class... Values>
  [[nodiscard]] ports::Result<void> each(Take take, const Values&... given) {
    bind_all(given...);
    while (true) {
      const auto found = next_row();
      if (!found) return std::unexpected(found.error());
      if (!*found) return {};
      if (!take(Row(statement_.get()))) break;
    }
    reset();
    return {};
  }

 private:
  friend class Database;
  struct Close {
    void operator()(sqlite3_stmt* statement) const;
  };

  template <class... Values>
  void bind_all(const Values&... given) {
    int place = 0;
    (bind(++place, given), ...);
  }
  void bind(int place, std::int64_t value);
  void bind(int place, std::uint64_t value) { bind(place, static_cast<std::int64_t>(value)); }
  void bind(int place, std::string_view text);
  void bind(int place, Bytes bytes);
  void bind(int place, const values::Digest& digest);
  void bind(int place, std::nullptr_t);
  [[nodiscard]] ports::Result<std::int64_t> run_bound();
  // Resets the statement when there is no further row.
  [[nodiscard]] ports::Result<bool> next_row();
  void reset();
  [[nodiscard]] ports::Error failed(int code);

  std::unique_ptr<sqlite3_stmt, Close> statement_;
  const Database* database_ = nullptr;
};

class Database {
 public:
  [[nodiscard]] static ports::Result<std::unique_ptr<Database>> open(const std::string& path,
                                                                     Access access);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // One or more statements without values and rows.
  [[nodiscard]] ports::Result<void> run(const std::string& sql);
  [[nodiscard]] ports::Result<Statement> prepare(std::string_view sql) const;
  // The first column of the first row.
  [[nodiscard]] ports::Result<std::int64_t> integer(std::string_view sql) const;
  [[nodiscard]] ports::Result<std::string> text(std::string_view sql) const;

  // Moves what the write-ahead log holds into the file as far as readers allow, when the log has
  // grown to `pages` or more.
  [[nodiscard]] ports::Result<void> checkpoint_from(int pages);

  // Closing it leaves file and log as they are.
  void leave_the_log();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Access access() const { return access_; }
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  // What a result code of SQLite means to the engine, in words that say what to do.
  [[nodiscard]] ports::Error error_of(int code) const;

 private:
  [[nodiscard]] int system_error() const;
  Database(std::string path, Access access) : path_(std::move(path)), access_(access) {}

  std::string path_;
  Access access_;
  sqlite3* handle_ = nullptr;
  int log_pages_ = 0;  // of the write-ahead log, after the last commit
};

}  // namespace dealwright::sqlite
