#include "CThreadState.h"

#include <stdio.h>
#include <unistd.h>

_Thread_local bool gb_thread_grad_enabled = true;
_Thread_local int32_t gb_thread_release_depth = 0;
_Thread_local void *gb_thread_release_list = NULL;

_Noreturn void gb_fail(const char *text, size_t length) {
  fflush(NULL);
  while (length > 0) {
    ssize_t written = write(STDERR_FILENO, text, length);
    if (written <= 0) break;
    text += written;
    length -= (size_t)written;
  }
  __builtin_trap();
}

int gb_fork(void) {
  fflush(NULL);
  return fork();
}
