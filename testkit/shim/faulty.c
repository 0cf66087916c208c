// Calls to the file system that fail when they are told to. Loaded before libc (LD_PRELOAD).
//
//   FAULTY_UNDER  the folder whose files are meant; everything else goes through
//   FAULTY_CALLS  which calls are counted: any of r(ead) w(rite) s(ync) c(ut) n(ame: open, rename, unlink, mkdir)
//   FAULTY_HOW    eio, enospc, eintr, short (half is written), kill (before the call), killed (after it), count
//   FAULTY_FIRST  the number of the first counted call that fails, from 1
//   FAULTY_TIMES  how many calls fail from there on; 0 is all
//   FAULTY_MARK   a file that is made when the first call fails; with `count`, the number of calls at the end
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under, *calls, *how, *mark;
static long first, times;
static atomic_long counted;

__attribute__((constructor)) static void begin(void) {
  under = getenv("FAULTY_UNDER");
  calls = getenv("FAULTY_CALLS");
  how = getenv("FAULTY_HOW");
  mark = getenv("FAULTY_MARK");
  first = getenv("FAULTY_FIRST") ? atol(getenv("FAULTY_FIRST")) : 1;
  times = getenv("FAULTY_TIMES") ? atol(getenv("FAULTY_TIMES")) : 1;
}

static void leave_mark(const char *text) {
  if (!mark) return;
  int file = syscall(SYS_openat, AT_FDCWD, mark, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0) return;
  syscall(SYS_write, file, text, strlen(text));
  syscall(SYS_close, file);
}

__attribute__((destructor)) static void finish(void) {
  if (!how || strcmp(how, "count")) return;
  char text[32];
  snprintf(text, sizeof text, "%ld", atomic_load(&counted));
  leave_mark(text);
}

static int is_meant(const char *path) {
  return under && path && !strncmp(path, under, strlen(under));
}

static int fd_is_meant(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_meant(path);
}

enum { GO, FAIL, HALF, DIE_AFTER };

// What becomes of this call.
static int verdict(char kind) {
  if (!how || !calls || !strchr(calls, kind)) return GO;
  long number = atomic_fetch_add(&counted, 1) + 1;
  if (!strcmp(how, "count") || number < first) return GO;
  if (times && number >= first + times) return GO;
  if (number == first) leave_mark("failed");
  if (!strcmp(how, "kill")) kill(getpid(), SIGKILL);
  if (!strcmp(how, "killed")) return DIE_AFTER;
  if (!strcmp(how, "short")) return kind == 'w' ? HALF : GO;
  errno = !strcmp(how, "enospc") ? ENOSPC : !strcmp(how, "eintr") ? EINTR : EIO;
  return FAIL;
}

static int verdict_of(char kind, int fd) { return fd_is_meant(fd) ? verdict(kind) : GO; }

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

// The call itself; `half` is the same call with half of its work.
#define DO(verdict_now, whole, half) \
  do { \
    int now = (verdict_now); \
    if (now == FAIL) return -1; \
    __typeof__(whole) answer = now == HALF ? (half) : (whole); \
    if (now == DIE_AFTER) kill(getpid(), SIGKILL); \
    return answer; \
  } while (0)

#define HALF_OF(n) ((n) > 1 ? (n) / 2 : (n))

ssize_t read(int fd, void *to, size_t n) { REAL(read); DO(verdict_of('r', fd), real(fd, to, n), real(fd, to, n)); }
ssize_t pread(int fd, void *to, size_t n, off_t at) { REAL(pread); DO(verdict_of('r', fd), real(fd, to, n, at), real(fd, to, n, at)); }
ssize_t pread64(int fd, void *to, size_t n, off64_t at) { REAL(pread64); DO(verdict_of('r', fd), real(fd, to, n, at), real(fd, to, n, at)); }
ssize_t write(int fd, const void *from, size_t n) { REAL(write); DO(verdict_of('w', fd), real(fd, from, n), real(fd, from, HALF_OF(n))); }
ssize_t pwrite(int fd, const void *from, size_t n, off_t at) { REAL(pwrite); DO(verdict_of('w', fd), real(fd, from, n, at), real(fd, from, HALF_OF(n), at)); }
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) { REAL(pwrite64); DO(verdict_of('w', fd), real(fd, from, n, at), real(fd, from, HALF_OF(n), at)); }
ssize_t writev(int fd, const struct iovec *from, int n) { REAL(writev); DO(verdict_of('w', fd), real(fd, from, n), real(fd, from, n)); }
int fsync(int fd) { REAL(fsync); DO(verdict_of('s', fd), real(fd), real(fd)); }
int fdatasync(int fd) { REAL(fdatasync); DO(verdict_of('s', fd), real(fd), real(fd)); }
int ftruncate(int fd, off_t n) { REAL(ftruncate); DO(verdict_of('c', fd), real(fd, n), real(fd, n)); }
int ftruncate64(int fd, off64_t n) { REAL(ftruncate64); DO(verdict_of('c', fd), real(fd, n), real(fd, n)); }
int rename(const char *from, const char *to) { REAL(rename); DO(is_meant(to) ? verdict('n') : GO, real(from, to), real(from, to)); }
int unlink(const char *path) { REAL(unlink); DO(is_meant(path) ? verdict('n') : GO, real(path), real(path)); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); DO(is_meant(path) ? verdict('n') : GO, real(path, mode), real(path, mode)); }

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    mode_t mode = 0; \
    if (flags & O_CREAT) { \
      va_list more; \
      va_start(more, flags); \
      mode = va_arg(more, mode_t); \
      va_end(more); \
    } \
    DO(is_meant(path) ? verdict('n') : GO, real(path, flags, mode), real(path, flags, mode)); \
  }
OPEN(open)
OPEN(open64)
