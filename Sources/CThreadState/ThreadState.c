#define _GNU_SOURCE
#include "CThreadState.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

_Thread_local gb_autograd_modes gb_thread_modes = {.grad_enabled = true, .records = true};
_Thread_local uint64_t gb_thread_node_count = 0;
_Thread_local gb_layer_call gb_thread_layer_call = {0};
_Thread_local int32_t gb_thread_release_depth = 0;
_Thread_local void *gb_thread_release_list = NULL;
_Thread_local gb_block_list gb_thread_blocks = {0};

// Of Swift's runtime.
extern void swift_release(void *object);
extern bool swift_isUniquelyReferenced_nonNull_native(const void *object);

bool gb_has_one_owner(const void *object) { return swift_isUniquelyReferenced_nonNull_native(object); }

static pthread_key_t blocks_key;
static pthread_once_t blocks_key_made = PTHREAD_ONCE_INIT;

static void release_blocks(void *unused) {
  (void)unused;
  gb_block_list *list = &gb_thread_blocks;
  // Where another destructor gives up a block after this one, they are released once more.
  list->released_at_end = false;
  for (int size = 0; size < gb_block_sizes; size++) {
    while (list->count[size] > 0) swift_release(list->blocks[size][--list->count[size]]);
  }
}

static void make_blocks_key(void) { pthread_key_create(&blocks_key, release_blocks); }

void gb_release_blocks_at_end(void) {
  pthread_once(&blocks_key_made, make_blocks_key);
  pthread_setspecific(blocks_key, &gb_thread_blocks);
  gb_thread_blocks.released_at_end = true;
}

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
