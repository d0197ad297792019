#define _GNU_SOURCE
#include "fence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Landlock's interface, spelled out here because the headers of Debian 12 have its second version only.
// Source: https://docs.kernel.org/userspace-api/landlock.html
struct rules {
    uint64_t files, network, scopes;
};

struct path_rule {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed));

enum { VERSION = 1, PATH_BENEATH = 1 };

#define FILE_EXECUTE (1ULL << 0)
#define FILE_WRITE (1ULL << 1)
#define FILE_READ (1ULL << 2)
#define FOLDER_READ (1ULL << 3)
#define MAKE_DEVICE (1ULL << 6 | 1ULL << 11)
#define FILE_REFER (1ULL << 13)
#define FILE_TRUNCATE (1ULL << 14)
#define DEVICE_CONTROL (1ULL << 15)
#define NETWORK_TCP ((1ULL << 0) | (1ULL << 1))
#define SCOPES ((1ULL << 0) | (1ULL << 1))

// What can be said of a file that is no folder.
#define OF_FILES (FILE_EXECUTE | FILE_WRITE | FILE_READ | FILE_TRUNCATE | DEVICE_CONTROL)
#define READING (FILE_EXECUTE | FILE_READ | FOLDER_READ)

int fence_version(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION);
    return version < 0 ? 0 : (int)version;
}

/// All file rights that a version knows.
static uint64_t file_rights(int version) {
    // The first version ends with making symbolic links, 1 << 12.
    uint64_t rights = FILE_REFER - 1;
    if (version >= 2) rights |= FILE_REFER;
    if (version >= 3) rights |= FILE_TRUNCATE;
    if (version >= 5) rights |= DEVICE_CONTROL;
    return rights;
}

/// Lets what is beneath a path be used; a path that is not there needs no rule.
static int allow(int fence, const char *path, uint64_t rights) {
    struct path_rule rule = {.folder = open(path, O_PATH | O_CLOEXEC)};
    if (rule.folder < 0) return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? 0 : -errno;
    struct stat status;
    if (fstat(rule.folder, &status) == 0) {
        rule.allowed = S_ISDIR(status.st_mode) ? rights : rights & OF_FILES;
        if (syscall(SYS_landlock_add_rule, fence, PATH_BENEATH, &rule, 0) == 0) errno = 0;
    }
    int problem = errno;
    close(rule.folder);
    return -problem;
}

int fence_make(const struct options *options) {
    int version = fence_version();
    if (version == 0) return -1;
    struct rules rules = {.files = file_rights(version)};
    size_t size = sizeof rules.files;
    if (version >= 4) {
        size += sizeof rules.network;
        if (!options->has_network) rules.network = NETWORK_TCP;
    }
    if (version >= 6) {
        size += sizeof rules.scopes;
        rules.scopes = SCOPES;
    }
    int fence = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (fence < 0) return -errno - 1;
    for (size_t index = 0; index < options->readable_count; index++) {
        int problem = allow(fence, options->readable[index], rules.files & READING);
        if (problem) return problem - 1;
    }
    for (size_t index = 0; index < options->writable_count; index++) {
        // A device of its own would be a way around all of this, for root.
        int problem = allow(fence, options->writable[index], rules.files & ~MAKE_DEVICE);
        if (problem) return problem - 1;
    }
    return fence;
}

int fence_enter(int fence) { return syscall(SYS_landlock_restrict_self, fence, 0) == 0 ? 0 : -errno; }
