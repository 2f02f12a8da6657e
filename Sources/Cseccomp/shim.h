#include <seccomp.h>

// Macros that Swift does not import.
static const unsigned int gb_filter_allow = SCMP_ACT_ALLOW;
static inline unsigned int gb_filter_error(unsigned short number) { return SCMP_ACT_ERRNO(number); }
