// What the program may use: resource limits, and a user of its own so that its processes can be counted.
#ifndef LIMITS_H
#define LIMITS_H

#include "options.h"

/// Sets all limits for the calling process: 0, or a negative errno, and then `what` names the limit.
int limits_set(const struct options *options, const char **what);

#endif
