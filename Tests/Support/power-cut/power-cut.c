/*
 * Preloaded into a program, remembers what of its files is on the disk: of each file what it was at its last sync,
 * and of each folder the names that it had at its last sync. Nothing else outlives a power cut for certain.
 *
 *   POWER_CUT_FOLDER    the folder that is looked at, with all below it
 *   POWER_CUT_SHADOW    where to remember: inodes/KEY is a file's content, folders/KEY a folder's names, log the syncs
 *
 *   POWER_CUT_DIE_AT    N or N:END: the program kills itself instead of its Nth sync, of what has a path that ends so
 *
 * A KEY is device, inode and time of birth, as numbers of inodes are given again. `power_cut.py` fills the shadow
 * with what is there at the beginning, and makes of it what a power cut leaves.
 *
 * Writing is not looked at, only syncing, so it does not matter how a program writes. What is stricter than a disk:
 * opening with O_SYNC, msync, sync_file_range, sync and syncfs make nothing durable here.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *shadow;
/* One sync is remembered at a time, so that an earlier one never overwrites a later one. */
static pthread_mutex_t remembering = PTHREAD_MUTEX_INITIALIZER;

/* A shadow with gaps would accuse the program of the library's own fault. */
__attribute__((format(printf, 1, 2), noreturn)) static void give_up(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("power-cut: ", stderr);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, ": %s\n", strerror(errno));
    _exit(99);
}

/* An empty key: there is nothing of that name any more. */
static void make_key(int at, const char *name, int flags, char key[64]) {
    struct statx facts;
    key[0] = 0;
    if (statx(at, name, flags, STATX_INO | STATX_BTIME, &facts) != 0) return;
    snprintf(key, 64, "%x.%x-%llx-%llx.%x", facts.stx_dev_major, facts.stx_dev_minor, (unsigned long long)facts.stx_ino,
             (unsigned long long)facts.stx_btime.tv_sec, facts.stx_btime.tv_nsec);
}

static void write_all(int to, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(to, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) give_up("cannot write below %s", shadow);
        bytes += written;
        count -= (size_t)written;
    }
}

static int open_new(char path[PATH_MAX], const char *kind, const char *key) {
    snprintf(path, PATH_MAX, "%s/%s/%s.new", shadow, kind, key);
    int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (to < 0) give_up("cannot make %s", path);
    return to;
}

/* Takes the place of what was remembered before, at once, as the program may be killed at any time. */
static void put_in_place(const char *new_path) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.*s", (int)(strlen(new_path) - strlen(".new")), new_path);
    if (rename(new_path, path) != 0) give_up("cannot rename %s", new_path);
}

static void remember_file(int descriptor, const char *key) {
    static char buffer[1 << 20];
    char path[PATH_MAX];
    int from = descriptor, to = open_new(path, "inodes", key);
    /* Opened anew only where it cannot be read: closing any descriptor of a file drops all of the process's locks on it. */
    if ((fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_WRONLY) {
        char own[64];
        snprintf(own, sizeof own, "/proc/self/fd/%d", descriptor);
        from = open(own, O_RDONLY | O_CLOEXEC);
        if (from < 0) give_up("cannot read %s", own);
    }
    off_t offset = 0;
    ssize_t count;
    while ((count = pread(from, buffer, sizeof buffer, offset)) != 0) {
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) give_up("cannot read what %s was synced for", key);
        write_all(to, buffer, (size_t)count);
        offset += count;
    }
    if (from != descriptor) close(from);
    close(to);
    put_in_place(path);
}

/* A line for each name: kind, key, name. */
static void remember_folder(int descriptor, const char *key) {
    char own[64], path[PATH_MAX], line[PATH_MAX], entry_key[64];
    snprintf(own, sizeof own, "/proc/self/fd/%d", descriptor);
    DIR *listing = opendir(own);
    if (!listing) give_up("cannot read %s", own);
    int to = open_new(path, "folders", key);
    struct dirent *entry;
    while ((entry = readdir(listing))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
        make_key(dirfd(listing), entry->d_name, AT_SYMLINK_NOFOLLOW, entry_key);
        char kind = entry->d_type == DT_DIR ? 'd' : entry->d_type == DT_REG ? 'f' : 'o';
        int length = snprintf(line, sizeof line, "%c %s %s\n", kind, entry_key, entry->d_name);
        if (entry_key[0]) write_all(to, line, (size_t)length);
    }
    closedir(listing);
    close(to);
    put_in_place(path);
}

static void log_sync(const char *how, const char *path) {
    char log[PATH_MAX], line[PATH_MAX + 64];
    snprintf(log, sizeof log, "%s/log", shadow);
    int to = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (to < 0) give_up("cannot open %s", log);
    write_all(to, line, (size_t)snprintf(line, sizeof line, "%s %s\n", how, path));
    close(to);
}

/* Whether the descriptor's file is one that is looked at, and its path. */
static int is_looked_at(int descriptor, char path[PATH_MAX]) {
    /* Asked for each time, as a program that is looked at from within sets them late. */
    const char *folder = getenv("POWER_CUT_FOLDER");
    char own[64];
    if (!folder || !getenv("POWER_CUT_SHADOW")) return 0;
    snprintf(own, sizeof own, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(own, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    size_t above = strlen(folder);
    return strncmp(path, folder, above) == 0 && (path[above] == '/' || path[above] == 0);
}

static void die_if_due(const char *path) {
    static int count;
    const char *due = getenv("POWER_CUT_DIE_AT");
    if (!due) return;
    const char *end = strchr(due, ':') ? strchr(due, ':') + 1 : "";
    size_t length = strlen(path), wanted = strlen(end);
    if (length < wanted || strcmp(path + length - wanted, end) != 0) return;
    if (__atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == atoi(due)) kill(getpid(), SIGKILL);
}

static void remember(int descriptor, const char *path, const char *how) {
    char key[64];
    struct stat facts;
    make_key(descriptor, "", AT_EMPTY_PATH, key);
    if (!key[0] || fstat(descriptor, &facts) != 0) return;
    pthread_mutex_lock(&remembering);
    shadow = getenv("POWER_CUT_SHADOW");
    if (S_ISREG(facts.st_mode)) remember_file(descriptor, key);
    if (S_ISDIR(facts.st_mode)) remember_folder(descriptor, key);
    log_sync(how, path);
    pthread_mutex_unlock(&remembering);
}

static int sync_and_remember(int descriptor, long call, const char *how) {
    char path[PATH_MAX];
    int looked_at = is_looked_at(descriptor, path);
    if (looked_at) die_if_due(path);
    int result = (int)syscall(call, descriptor);
    int reason = errno;
    if (result == 0 && looked_at) remember(descriptor, path, how);
    errno = reason;
    return result;
}

int fsync(int descriptor) { return sync_and_remember(descriptor, SYS_fsync, "fsync"); }

int fdatasync(int descriptor) { return sync_and_remember(descriptor, SYS_fdatasync, "fdatasync"); }

/* For power_cut.py: the key of what is at a path. */
void power_cut_key(const char *path, char key[64]) { make_key(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, key); }
