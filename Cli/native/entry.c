/*
 * What the shell gave us, noted before the runtime changes it: a constructor runs ahead of main, and with it ahead of the managed runtime, which
 * ignores SIGPIPE, installs handlers and raises the limit of open files. `launch` gives all of it back before it becomes the program.
 */
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

static uint64_t ignored_at_entry;
static uint64_t blocked_at_entry;
static struct rlimit open_files_at_entry;

__attribute__((constructor)) static void note_entry_state(void)
{
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    for (int signal = 1; signal <= 64; signal++) {
        struct sigaction action;
        if (sigaction(signal, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored_at_entry |= 1ull << (signal - 1);
        if (sigismember(&blocked, signal) == 1)
            blocked_at_entry |= 1ull << (signal - 1);
    }
    getrlimit(RLIMIT_NOFILE, &open_files_at_entry);
}

uint64_t entracte_ignored_at_entry(void) { return ignored_at_entry; }
uint64_t entracte_blocked_at_entry(void) { return blocked_at_entry; }
uint64_t entracte_open_files_at_entry(void) { return open_files_at_entry.rlim_cur; }
