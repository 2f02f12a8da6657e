#pragma once

#include "../CSandbox/include/CSandbox.h"

/// Says what could not be done and why, and ends.
_Noreturn void fail(const char *what);

_Noreturn void enter(char **arguments);
_Noreturn void start(char **arguments);

/// Restricts this process and its children, for good, to the folders and files of `read` and `write` (each list ends with a null).
void restrict_files(char *const *read, char *const *write);
