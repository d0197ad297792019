#define _GNU_SOURCE
#include "limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Users that a child of root runs as, one of them each, from a range that no system gives to anybody. Many a container
// has no user above 65535; there it is one of those that systemd gives to services for a while.
// Source: https://systemd.io/UIDS-GIDS/
enum { FIRST_USER = 0x70000000, USERS = 1 << 22, FIRST_SMALL_USER = 61184, SMALL_USERS = 4336, NOBODY = 65534 };

static int limit(int resource, long long value) {
    if (value < 0) return 0;
    struct rlimit old, new = {.rlim_cur = (rlim_t)value, .rlim_max = (rlim_t)value};
    if (getrlimit(resource, &old) != 0) return -errno;
    // What is lower already stays so: it cannot be raised again.
    if (old.rlim_max != RLIM_INFINITY && new.rlim_max > old.rlim_max) new = (struct rlimit){old.rlim_max, old.rlim_max};
    return setrlimit(resource, &new) == 0 ? 0 : -errno;
}

static int write_file(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    int problem = write(file, text, strlen(text)) < 0 ? -errno : 0;
    close(file);
    return problem;
}

/// A user namespace of its own, in which every user is who they were: from then on its processes are counted apart from
/// all others of the user. Where the kernel refuses one, nothing has changed.
static int enter_namespace(void) {
    char map[64];
    uid_t user = geteuid();
    gid_t group = getegid();
    if (unshare(CLONE_NEWUSER) != 0) return -errno;
    int problem = write_file("/proc/self/setgroups", "deny");
    snprintf(map, sizeof map, "%u %u 1", user, user);
    if (!problem) problem = write_file("/proc/self/uid_map", map);
    snprintf(map, sizeof map, "%u %u 1", group, group);
    if (!problem) problem = write_file("/proc/self/gid_map", map);
    return problem;
}

/// Some systems let a namespace be made and refuse the map of its users; there is no way back from half of one, so a
/// child tries first.
static int count_apart(void) {
    int status = 1;
    pid_t trial = fork();
    if (trial == 0) _exit(enter_namespace() == 0 ? 0 : 1);
    if (trial < 0) return -errno;
    while (waitpid(trial, &status, 0) < 0 && errno == EINTR) {}
    return status == 0 ? enter_namespace() : -EPERM;
}

/// How many processes and threads the user has now.
static long long tasks_of(uid_t user) {
    DIR *processes = opendir("/proc");
    if (!processes) return -errno;
    long long count = 0;
    for (struct dirent *entry; (entry = readdir(processes));) {
        char path[300];
        struct stat status;
        snprintf(path, sizeof path, "/proc/%s/task", entry->d_name);
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || stat(path, &status) != 0) continue;
        // A folder has a link for itself, one for its name, and one for each folder in it.
        if (status.st_uid == user) count += status.st_nlink > 2 ? (long long)status.st_nlink - 2 : 1;
    }
    closedir(processes);
    return count;
}

/// Another user than root, for whom the kernel counts processes. Behind a fence, which says what it may touch, it keeps
/// root's right to read and write files, and no other right.
static int leave_root(bool is_fenced) {
    const unsigned rights[] = {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH};
    size_t count = is_fenced ? sizeof rights / sizeof *rights : 0;
    uid_t user = FIRST_USER + (uid_t)(getppid() % USERS), small = FIRST_SMALL_USER + (uid_t)(getppid() % SMALL_USERS);
    if (prctl(PR_SET_KEEPCAPS, 1) != 0 || setgroups(0, NULL) != 0) return -errno;
    if (setresgid(NOBODY, NOBODY, NOBODY) != 0) return -errno;
    if (setresuid(user, user, user) != 0 && (errno != EINVAL || setresuid(small, small, small) != 0)) return -errno;
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}, {0}};
    for (size_t index = 0; index < count; index++) data[0].permitted |= 1U << rights[index];
    data[0].effective = data[0].inheritable = data[0].permitted;
    if (syscall(SYS_capset, &header, data) != 0) return -errno;
    for (size_t index = 0; index < count; index++) {
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, rights[index], 0, 0) != 0) return -errno;
    }
    return 0;
}

/// The kernel counts per user, and never for root.
static int limit_processes(long long processes, bool is_fenced) {
    if (processes < 0) return 0;
    if (geteuid() == 0) {
        int problem = leave_root(is_fenced);
        if (problem) return problem;
    } else if (count_apart() != 0) {
        long long others = tasks_of(geteuid());
        if (others < 0) return (int)others;
        processes += others;
    }
    return limit(RLIMIT_NPROC, processes);
}

int limits_set(const struct options *options, bool is_fenced, const char **what) {
    int problem;
    *what = "core";
    if ((problem = limit(RLIMIT_CORE, 0))) return problem;
    *what = "memory";
    if ((problem = limit(RLIMIT_DATA, options->memory))) return problem;
    *what = "cpu";
    if ((problem = limit(RLIMIT_CPU, options->cpu))) return problem;
    *what = "descriptors";
    if ((problem = limit(RLIMIT_NOFILE, options->descriptors))) return problem;
    *what = "file size";
    if ((problem = limit(RLIMIT_FSIZE, options->file_size))) return problem;
    *what = "processes";
    if ((problem = limit_processes(options->processes, is_fenced))) return problem;
    *what = "no new privileges";
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : -errno;
}
