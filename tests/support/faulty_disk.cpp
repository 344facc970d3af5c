// The functions of the virtual file system: each does what the ordinary one does and writes down
// what a power cut would take.
#include "tests/support/faulty_disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <new>
#include <random>

#include <sqlite3.h>

namespace dealwright::tests {
namespace {

constexpr const char* file_system_name = "faulty";
constexpr std::int64_t sector_bytes = 512;

sqlite3_vfs* ordinary = nullptr;
FaultyDisk* disk = nullptr;

// SQLite allocates it and knows only its first member; the ordinary file lies behind it.
struct Open {
  sqlite3_file base;
  std::string* path;  // null: a temporary file
  sqlite3_file* real;
};
Open& open_of(sqlite3_file* file) { return *reinterpret_cast<Open*>(file); }
const sqlite3_io_methods& real_of(sqlite3_file* file) { return *open_of(file).real->pMethods; }

int failed(int code, int error) {
  disk->failed_with(error);
  return code;
}

int close(sqlite3_file* file) {
  Open& open = open_of(file);
  const int code = real_of(file).xClose(open.real);
  delete open.path;
  return code;
}

int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  if (disk->is_dead() || disk->fault() == DiskFault::bad_reads)
    return failed(SQLITE_IOERR_READ, EIO);
  return real_of(file).xRead(open_of(file).real, bytes, size, offset);
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  Open& open = open_of(file);
  const bool was_dead = disk->is_dead();
  const bool goes_on = disk->goes_on();
  if (was_dead) return failed(SQLITE_IOERR_WRITE, EIO);
  if (disk->fault() == DiskFault::bad_writes) return failed(SQLITE_IOERR_WRITE, EIO);
  if (disk->fault() == DiskFault::read_only) return failed(SQLITE_IOERR_WRITE, EROFS);
  std::int64_t fits = size;
  if (disk->fault() == DiskFault::full) {
    sqlite3_int64 now = 0;
    real_of(file).xFileSize(open.real, &now);
    const std::int64_t grows = std::max<std::int64_t>(0, offset + size - now);
    fits -= grows;
    fits += static_cast<std::int64_t>(disk->take_room(static_cast<std::uint64_t>(grows)));
  }
  if (fits > 0) {
    real_of(file).xWrite(open.real, bytes, static_cast<int>(fits), offset);
    if (open.path != nullptr) {
      disk->file(*open.path)
          .since.push_back({.offset = offset,
                            .bytes = std::string(static_cast<const char*>(bytes),
                                                 static_cast<std::size_t>(fits))});
    }
  }
  if (!goes_on) return failed(SQLITE_IOERR_WRITE, EIO);
  return fits == size ? SQLITE_OK : failed(SQLITE_FULL, ENOSPC);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  Open& open = open_of(file);
  if (!disk->goes_on()) return failed(SQLITE_IOERR_TRUNCATE, EIO);
  if (disk->fault() == DiskFault::read_only) return failed(SQLITE_IOERR_TRUNCATE, EROFS);
  if (open.path != nullptr)
    disk->file(*open.path).since.push_back({.offset = size, .truncates = true});
  return real_of(file).xTruncate(open.real, size);
}

void apply(const FaultyDisk::Write& write, std::string& content) {
  const auto offset = static_cast<std::size_t>(write.offset);
  if (write.truncates) {
    content.resize(std::min(content.size(), offset));
    return;
  }
  if (content.size() < offset + write.bytes.size()) content.resize(offset + write.bytes.size());
  content.replace(offset, write.bytes.size(), write.bytes);
}

int sync(sqlite3_file* file, int /*flags*/) {
  Open& open = open_of(file);
  disk->count_sync();
  if (!disk->goes_on() || disk->fault() == DiskFault::bad_syncs)
    return failed(SQLITE_IOERR_FSYNC, EIO);
  if (open.path == nullptr) return SQLITE_OK;
  FaultyDisk::File& known = disk->file(*open.path);
  for (const FaultyDisk::Write& one : known.since)
    apply(one, known.synced);
  known.since.clear();
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return real_of(file).xFileSize(open_of(file).real, size);
}
int lock(sqlite3_file* file, int kind) { return real_of(file).xLock(open_of(file).real, kind); }
int unlock(sqlite3_file* file, int kind) { return real_of(file).xUnlock(open_of(file).real, kind); }
int check_lock(sqlite3_file* file, int* found) {
  return real_of(file).xCheckReservedLock(open_of(file).real, found);
}
int control(sqlite3_file* file, int what, void* with) {
  return real_of(file).xFileControl(open_of(file).real, what, with);
}
int sector_size(sqlite3_file* file) { return real_of(file).xSectorSize(open_of(file).real); }
int characteristics(sqlite3_file* file) {
  return real_of(file).xDeviceCharacteristics(open_of(file).real);
}
// The index of the log is memory that processes share: a power cut takes it, a fault does not.
int shared_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return real_of(file).xShmMap(open_of(file).real, page, size, extend, out);
}
int shared_lock(sqlite3_file* file, int offset, int count, int flags) {
  return real_of(file).xShmLock(open_of(file).real, offset, count, flags);
}
void shared_barrier(sqlite3_file* file) { real_of(file).xShmBarrier(open_of(file).real); }
int shared_unmap(sqlite3_file* file, int remove) {
  return real_of(file).xShmUnmap(open_of(file).real, remove);
}

constexpr sqlite3_io_methods methods{.iVersion = 2,
                                     .xClose = close,
                                     .xRead = read,
                                     .xWrite = write,
                                     .xTruncate = truncate,
                                     .xSync = sync,
                                     .xFileSize = file_size,
                                     .xLock = lock,
                                     .xUnlock = unlock,
                                     .xCheckReservedLock = check_lock,
                                     .xFileControl = control,
                                     .xSectorSize = sector_size,
                                     .xDeviceCharacteristics = characteristics,
                                     .xShmMap = shared_map,
                                     .xShmLock = shared_lock,
                                     .xShmBarrier = shared_barrier,
                                     .xShmUnmap = shared_unmap,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

int open_file(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
  Open& open = open_of(file);
  open.base.pMethods = nullptr;
  if (disk->is_dead()) return failed(SQLITE_CANTOPEN, EIO);
  if (disk->fault() == DiskFault::read_only && (flags & SQLITE_OPEN_READWRITE) != 0) {
    flags &= ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    flags |= SQLITE_OPEN_READONLY;
  }
  open.real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(Open));
  const int code = ordinary->xOpen(ordinary, name, open.real, flags, flags_out);
  if (code != SQLITE_OK) return disk->fault() == DiskFault::read_only ? failed(code, EROFS) : code;
  open.path = name == nullptr ? nullptr : new std::string(name);
  if (open.path != nullptr) (void)disk->file(*open.path);
  open.base.pMethods = &methods;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs*, const char* name, int sync_folder) {
  if (!disk->goes_on()) return failed(SQLITE_IOERR_DELETE, EIO);
  if (disk->fault() == DiskFault::read_only) return failed(SQLITE_IOERR_DELETE, EROFS);
  disk->forget(name);
  return ordinary->xDelete(ordinary, name, sync_folder);
}
int access_file(sqlite3_vfs*, const char* name, int flags, int* found) {
  return ordinary->xAccess(ordinary, name, flags, found);
}
int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  return ordinary->xFullPathname(ordinary, name, size, out);
}
int chance(sqlite3_vfs*, int size, char* out) { return ordinary->xRandomness(ordinary, size, out); }
int pause(sqlite3_vfs*, int microseconds) { return ordinary->xSleep(ordinary, microseconds); }
int time_now(sqlite3_vfs*, double* out) { return ordinary->xCurrentTime(ordinary, out); }
int last_error(sqlite3_vfs*, int size, char* out) {
  const int known = disk->last_error();
  return known != 0 ? known : ordinary->xGetLastError(ordinary, size, out);
}
int time_now_exactly(sqlite3_vfs*, sqlite3_int64* out) {
  return ordinary->xCurrentTimeInt64(ordinary, out);
}

sqlite3_vfs& file_system() {
  static sqlite3_vfs made{};
  made.iVersion = 2;
  made.szOsFile = static_cast<int>(sizeof(Open)) + ordinary->szOsFile;
  made.mxPathname = ordinary->mxPathname;
  made.zName = file_system_name;
  made.xOpen = open_file;
  made.xDelete = remove_file;
  made.xAccess = access_file;
  made.xFullPathname = full_path;
  made.xRandomness = chance;
  made.xSleep = pause;
  made.xCurrentTime = time_now;
  made.xGetLastError = last_error;
  made.xCurrentTimeInt64 = time_now_exactly;
  return made;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

FaultyDisk::FaultyDisk() {
  if (ordinary == nullptr) ordinary = sqlite3_vfs_find(nullptr);
  disk = this;
  sqlite3_vfs_register(&file_system(), 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&file_system());
  sqlite3_vfs_register(ordinary, 1);
  disk = nullptr;
}

void FaultyDisk::set(DiskFault fault, std::uint64_t room) {
  fault_ = fault;
  room_ = room;
  error_ = 0;
}

void FaultyDisk::cut_power_at(std::uint64_t operation) { dies_at_ = operations_ + operation; }

bool FaultyDisk::goes_on() {
  ++operations_;
  if (dies_at_ && operations_ >= *dies_at_) dead_ = true;
  return !dead_;
}

std::uint64_t FaultyDisk::take_room(std::uint64_t bytes) {
  const std::uint64_t taken = std::min(bytes, room_);
  room_ -= taken;
  return taken;
}

FaultyDisk::File& FaultyDisk::file(const std::string& path) {
  const auto [found, is_new] = files_.try_emplace(path);
  // What lay there before this disk was watched is on it.
  if (is_new) found->second.synced = content_of(path);
  return found->second;
}

void FaultyDisk::power_on(Survival survival, std::uint32_t seed) {
  std::mt19937 dice(seed);
  for (auto& [path, known] : files_) {
    std::string content = known.synced;
    for (const Write& one : known.since) {
      if (survival == Survival::nothing) continue;
      if (survival == Survival::everything) {
        apply(one, content);
        continue;
      }
      if (one.truncates) {
        if (dice() % 2 == 0) apply(one, content);
        continue;
      }
      // Sector by sector, each on the disk or not.
      const auto end = one.offset + static_cast<std::int64_t>(one.bytes.size());
      const bool whole = dice() % 3 == 0;
      for (std::int64_t at = one.offset; at < end;) {
        const std::int64_t next = std::min(end, (at / sector_bytes + 1) * sector_bytes);
        if (whole || dice() % 2 == 0) {
          apply({.offset = at,
                 .bytes = one.bytes.substr(static_cast<std::size_t>(at - one.offset),
                                           static_cast<std::size_t>(next - at))},
                content);
        }
        at = next;
      }
    }
    if (std::filesystem::exists(path)) {
      std::ofstream(path, std::ios::binary | std::ios::trunc)
          .write(content.data(), static_cast<std::streamsize>(content.size()));
    }
    std::filesystem::remove(path + "-shm");
  }
  files_.clear();
  dies_at_.reset();
  dead_ = false;
  fault_ = DiskFault::none;
  error_ = 0;
}

}  // namespace dealwright::tests
