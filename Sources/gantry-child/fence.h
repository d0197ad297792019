// A fence of Landlock around the program: what it may read, write and reach.
#ifndef FENCE_H
#define FENCE_H

#include "options.h"

/// The version of Landlock that the kernel has; 0: none.
int fence_version(void);

/// A descriptor of the rules, -1 where the kernel has no Landlock, or a negative errno below -1.
int fence_make(const struct options *options);

/// Puts the calling process behind the fence, for good: 0 or a negative errno.
int fence_enter(int fence);

#endif
