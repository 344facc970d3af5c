// A disk under SQLite that fails on command: a virtual file system over the ordinary one that knows
// which writes were synced. It can run full, refuse writes, reads and syncs, turn read-only, and
// lose power, after which the files hold what was synced and, of the rest, what the dice leave.
// No mounts, and right for root too. One at a time in a process; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

struct sqlite3_vfs;

namespace dealwright::tests {

enum class DiskFault : std::uint8_t {
  none,
  full,        // no file grows beyond `room` bytes more (ENOSPC)
  bad_writes,  // EIO
  bad_reads,   // EIO
  bad_syncs,   // EIO; what was not synced may be lost
  read_only,   // EROFS
};

// What a power cut leaves of the writes since the last sync of their file.
enum class Survival : std::uint8_t {
  nothing,
  everything,  // as when only the process died
  some,        // each write or not, in any order, torn at sectors of 512 bytes
};

class FaultyDisk {
 public:
  FaultyDisk();  // becomes the file system of every database that is opened from now on
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  void set(DiskFault fault, std::uint64_t room = 0);
  // The power goes off in the middle of the operation with this number, counted from now and from
  // 1. Nothing works after that.
  void cut_power_at(std::uint64_t operation);
  void cut_power() { dead_ = true; }
  [[nodiscard]] bool is_dead() const { return dead_; }
  // Operations that changed something, or tried to.
  [[nodiscard]] std::uint64_t operations() const { return operations_; }
  [[nodiscard]] std::uint64_t syncs() const { return syncs_; }

  // Power again, after every database was closed: the files hold what survived.
  void power_on(Survival survival, std::uint32_t seed);

  // For the file system's functions.
  struct Write {
    std::int64_t offset = 0;
    std::string bytes;
    bool truncates = false;  // to `offset`
  };
  struct File {
    std::string synced;
    std::vector<Write> since;  // the last sync
  };
  [[nodiscard]] File& file(const std::string& path);
  void forget(const std::string& path) { files_.erase(path); }
  // Counts an operation; false when the power is off.
  [[nodiscard]] bool goes_on();
  [[nodiscard]] DiskFault fault() const { return fault_; }
  // How many of `bytes` that a file would grow by there is room for.
  [[nodiscard]] std::uint64_t take_room(std::uint64_t bytes);
  void count_sync() { ++syncs_; }
  void failed_with(int error) { error_ = error; }
  [[nodiscard]] int last_error() const { return error_; }

 private:
  std::map<std::string, File> files_;
  DiskFault fault_ = DiskFault::none;
  std::uint64_t room_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t syncs_ = 0;
  std::optional<std::uint64_t> dies_at_;
  bool dead_ = false;
  int error_ = 0;
};

}  // namespace dealwright::tests
