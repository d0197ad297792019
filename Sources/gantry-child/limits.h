// What the program may use: resource limits, and a user of its own so that its processes can be counted.
#ifndef LIMITS_H
#define LIMITS_H

#include "options.h"

/// Sets all limits for the calling process, which gets behind a fence afterwards or not: 0, or a negative errno, and then `what` names the limit.
int limits_set(const struct options *options, bool is_fenced, const char **what);

#endif
