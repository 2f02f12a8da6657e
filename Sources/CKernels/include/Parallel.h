#pragma once

#include <stdint.h>

/// Works on the elements begin..<end of a range.
typedef void (*gb_range_body)(void *_Nullable context, int64_t begin, int64_t end);

/// Splits 0..<count into ranges of at least `grain` elements (the last may be shorter) and works on them with all the pool's threads, this
/// one among them; returns when all is done. Which thread gets which range is not determined: the body must not care.
///
/// Runs here alone where there is one range only, where the pool is at work already, and within a body.
void gb_parallel(int64_t count, int64_t grain, gb_range_body _Nonnull body, void *_Nullable context);

/// How many threads work together: as many as processors this process may use, unless set.
int gb_thread_count(void);

/// Sets how many threads work together, at least 1.
void gb_set_thread_count(int count);
