// Sorting and selecting in place, for elements of type GB_ELEMENT in the order GB_LESS(a, b); names end in GB_SUFFIX.
//
// Quicksort that turns to heapsort where it goes too deep, and insertion sort for what is short (Musser 1997). Where equal elements end
// up is decided by the pivot (the median of the second, the middle and the last, swapped to the front) and by partitions that stop at
// equal elements. The standard library of C++ chooses the same, so indices of equal elements agree with programs that use it.

#define GB_SWAP(a, b) \
  do { \
    GB_ELEMENT swapped = a; \
    a = b; \
    b = swapped; \
  } while (0)

// Moves the element at `at` down to its place among those before it, which are in order and hold one that is not greater.
static inline void GB_NAME(sink)(GB_ELEMENT *at) {
  GB_ELEMENT value = *at;
  for (; GB_LESS(value, at[-1]); at--) *at = at[-1];
  *at = value;
}

static void GB_NAME(insertion_sort)(GB_ELEMENT *first, GB_ELEMENT *last) {
  if (first == last) return;
  for (GB_ELEMENT *at = first + 1; at < last; at++) {
    if (GB_LESS(*at, *first)) {
      GB_ELEMENT value = *at;
      memmove(first + 1, first, (size_t)(at - first) * sizeof *first);
      *first = value;
    } else {
      GB_NAME(sink)(at);
    }
  }
}

// Fills the hole with the greater child all the way down, then lets `value` rise from there.
static void GB_NAME(fill_hole)(GB_ELEMENT *heap, ptrdiff_t hole, ptrdiff_t count, GB_ELEMENT value) {
  const ptrdiff_t top = hole;
  ptrdiff_t child = 2 * hole + 2;
  for (; child < count; child = 2 * child + 2) {
    if (GB_LESS(heap[child], heap[child - 1])) child--;
    heap[hole] = heap[child];
    hole = child;
  }
  if (child == count) {
    heap[hole] = heap[child - 1];
    hole = child - 1;
  }
  while (hole > top && GB_LESS(heap[(hole - 1) / 2], value)) {
    heap[hole] = heap[(hole - 1) / 2];
    hole = (hole - 1) / 2;
  }
  heap[hole] = value;
}

// Brings the least elements of first..<last to first..<middle, as a heap with the greatest of them on top.
static void GB_NAME(heap_select)(GB_ELEMENT *first, GB_ELEMENT *middle, GB_ELEMENT *last) {
  const ptrdiff_t count = middle - first;
  for (ptrdiff_t parent = (count - 2) / 2; count > 1 && parent >= 0; parent--) {
    GB_NAME(fill_hole)(first, parent, count, first[parent]);
  }
  for (GB_ELEMENT *at = middle; at < last; at++) {
    if (!GB_LESS(*at, *first)) continue;
    GB_ELEMENT value = *at;
    *at = *first;
    GB_NAME(fill_hole)(first, 0, count, value);
  }
}

// The least elements of first..<last, in order, in first..<middle.
static void GB_NAME(partial_sort)(GB_ELEMENT *first, GB_ELEMENT *middle, GB_ELEMENT *last) {
  if (first == middle) return;
  GB_NAME(heap_select)(first, middle, last);
  while (middle - first > 1) {
    middle--;
    GB_ELEMENT value = *middle;
    *middle = *first;
    GB_NAME(fill_hole)(first, 0, middle - first, value);
  }
}

static GB_ELEMENT *GB_NAME(partition)(GB_ELEMENT *first, GB_ELEMENT *last) {
  GB_ELEMENT *a = first + 1, *b = first + (last - first) / 2, *c = last - 1, *median;
  if (GB_LESS(*a, *b)) median = GB_LESS(*b, *c) ? b : GB_LESS(*a, *c) ? c : a;
  else median = GB_LESS(*a, *c) ? a : GB_LESS(*b, *c) ? c : b;
  GB_SWAP(*first, *median);
  const GB_ELEMENT pivot = *first;
  GB_ELEMENT *left = first + 1, *right = last;
  while (1) {
    while (GB_LESS(*left, pivot)) left++;
    do right--;
    while (GB_LESS(pivot, *right));
    if (left >= right) return left;
    GB_SWAP(*left, *right);
    left++;
  }
}

static inline int GB_NAME(depth_limit)(ptrdiff_t n) { return 2 * (63 - __builtin_clzll((unsigned long long)n)); }

static void GB_NAME(quicksort)(GB_ELEMENT *first, GB_ELEMENT *last, int depth) {
  while (last - first > 16) {
    if (depth-- == 0) {
      GB_NAME(partial_sort)(first, last, last);
      return;
    }
    GB_ELEMENT *cut = GB_NAME(partition)(first, last);
    GB_NAME(quicksort)(cut, last, depth);
    last = cut;
  }
}

static void GB_NAME(sort)(GB_ELEMENT *first, GB_ELEMENT *last) {
  if (last - first < 2) return;
  GB_NAME(quicksort)(first, last, GB_NAME(depth_limit)(last - first));
  // What is left is in order but for stretches of 16.
  GB_ELEMENT *head = last - first > 16 ? first + 16 : last;
  GB_NAME(insertion_sort)(first, head);
  for (; head < last; head++) GB_NAME(sink)(head);
}

// Puts the element that belongs at `nth` there, no greater one before it and no lesser one after it.
static void GB_NAME(select)(GB_ELEMENT *first, GB_ELEMENT *nth, GB_ELEMENT *last) {
  if (first == last || nth == last) return;
  int depth = GB_NAME(depth_limit)(last - first);
  while (last - first > 3) {
    if (depth-- == 0) {
      GB_NAME(heap_select)(first, nth + 1, last);
      GB_SWAP(*first, *nth);
      return;
    }
    GB_ELEMENT *cut = GB_NAME(partition)(first, last);
    if (cut <= nth) first = cut;
    else last = cut;
  }
  GB_NAME(insertion_sort)(first, last);
}

// The same by Hoare's selection with a pivot of three (Press et al., Numerical Recipes, section 8.5), which leaves equal elements elsewhere.
static void GB_NAME(select_between)(GB_ELEMENT *a, ptrdiff_t k, ptrdiff_t n) {
  ptrdiff_t left = 0, right = n - 1;
  while (right > left + 1) {
    GB_SWAP(a[left + (right - left) / 2], a[left + 1]);
    if (GB_LESS(a[right], a[left + 1])) GB_SWAP(a[left + 1], a[right]);
    if (GB_LESS(a[right], a[left])) GB_SWAP(a[left], a[right]);
    if (GB_LESS(a[left], a[left + 1])) GB_SWAP(a[left + 1], a[left]);
    ptrdiff_t i = left + 1, j = right;
    const GB_ELEMENT pivot = a[left];
    while (1) {
      do i++;
      while (GB_LESS(a[i], pivot));
      do j--;
      while (GB_LESS(pivot, a[j]));
      if (j < i) break;
      GB_SWAP(a[i], a[j]);
    }
    GB_SWAP(a[left], a[j]);
    if (j <= k) left = i;
    if (j >= k) right = j - 1;
  }
  if (right == left + 1 && GB_LESS(a[right], a[left])) GB_SWAP(a[left], a[right]);
}

#undef GB_SWAP
