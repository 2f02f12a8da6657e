#define _GNU_SOURCE
#include "CThreadState.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>

#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

_Thread_local gb_autograd_modes gb_thread_modes = {.grad_enabled = true, .records = true};
_Thread_local uint64_t gb_thread_node_count = 0;
_Thread_local gb_layer_call gb_thread_layer_call = {0};
_Thread_local int32_t gb_thread_release_depth = 0;
_Thread_local void *gb_thread_release_list = NULL;

// Weak, so that a fuzzer can put one in its place that lives on: a refusal in the library's own words is what it expects.
__attribute__((weak)) _Noreturn void gb_fail(const char *text, size_t length) {
  fflush(NULL);
  while (length > 0) {
    ssize_t written = write(STDERR_FILENO, text, length);
    if (written <= 0) break;
    text += written;
    length -= (size_t)written;
  }
  __builtin_trap();
}

void gb_warn(const char *text, size_t length) {
  fflush(stdout);
  fwrite(text, 1, length, stderr);
}

size_t gb_capture_stack(uintptr_t *addresses, size_t limit) {
  int count = backtrace((void **)addresses, (int)limit);
  return count < 0 ? 0 : (size_t)count;
}

const char *gb_image(uintptr_t address, uintptr_t *base) {
  Dl_info info;
  if (!dladdr((void *)address, &info) || !info.dli_fname) return NULL;
  *base = (uintptr_t)info.dli_fbase;
  // The loader knows the program itself by the name it was called by, which may be found in the search path alone.
  return access(info.dli_fname, R_OK) == 0 ? info.dli_fname : "/proc/self/exe";
}

const void *gb_map_file(const char *path, size_t *length) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return NULL;
  struct stat status;
  void *bytes = MAP_FAILED;
  if (fstat(file, &status) == 0 && status.st_size > 0) {
    *length = (size_t)status.st_size;
    bytes = mmap(NULL, *length, PROT_READ, MAP_PRIVATE, file, 0);
  }
  close(file);
  return bytes == MAP_FAILED ? NULL : bytes;
}

void gb_unmap_file(const void *bytes, size_t length) { munmap((void *)bytes, length); }

int gb_fork(void) {
  fflush(NULL);
  return fork();
}
