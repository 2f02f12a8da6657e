#include "CFuzz.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "CThreadState.h"

static _Thread_local jmp_buf *attempt = NULL;
static _Thread_local char refusal[512];

bool gb_try(void (*body)(void *), void *context) {
  jmp_buf place, *outer = attempt;
  gb_autograd_modes modes = gb_thread_modes;
  int32_t release_depth = gb_thread_release_depth;
  bool refused = setjmp(place) != 0;
  if (!refused) {
    attempt = &place;
    body(context);
  } else {
    gb_thread_modes = modes;
    gb_thread_release_depth = release_depth;
  }
  attempt = outer;
  return !refused;
}

const char *gb_refusal(void) { return refusal; }

// In place of the library's, which is weak.
_Noreturn void gb_fail(const char *text, size_t length) {
  size_t kept = length < sizeof refusal - 1 ? length : sizeof refusal - 1;
  memcpy(refusal, text, kept);
  refusal[kept] = 0;
  if (attempt) longjmp(*attempt, 1);
  ssize_t written = write(STDERR_FILENO, text, length);
  (void)written;
  abort();
}
