#pragma once
#include <stdbool.h>
#include <stddef.h>

/// Runs the body. False if the library refused what it was asked: `gb_fail` comes back here in place of ending the program, and what
/// the frames between held is lost. The thread's modes of autograd are as before.
bool gb_try(void (*body)(void *), void *context);

/// The text of the last refusal.
const char *gb_refusal(void);
