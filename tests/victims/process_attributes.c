// What a process has of its own: ids, directories, umask, limits, personality and the flags of prctl.
#include "victim.h"
#include <limits.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const int limits[] = { RLIMIT_NOFILE, RLIMIT_CORE, RLIMIT_STACK, RLIMIT_FSIZE, RLIMIT_NPROC, RLIMIT_AS, RLIMIT_CPU, RLIMIT_SIGPENDING };
enum { count = sizeof limits / sizeof limits[0] };

int main(int argc, char **argv)
{
    (void)argc;
    char before[PATH_MAX], after[PATH_MAX], score[20] = "";
    struct rlimit set[count], now;
    const char *directory = beside(argv, "directory");
    int pid = getpid();
    EXPECT(mkdir(directory, 0700) == 0 && chdir(directory) == 0 && getcwd(before, sizeof before) != NULL);
    umask(0137);
    for (int i = 0; i < count; i++) {
        EXPECT(getrlimit(limits[i], &set[i]) == 0);
        set[i].rlim_cur = set[i].rlim_cur > 70000000 ? set[i].rlim_cur : set[i].rlim_cur - set[i].rlim_cur / 8;
        EXPECT(setrlimit(limits[i], &set[i]) == 0);
    }
    EXPECT(personality(ADDR_NO_RANDOMIZE) >= 0);
    EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0);
    FILE *file = fopen("/proc/self/oom_score_adj", "w");
    EXPECT(file != NULL && fputs("321", file) >= 0 && fclose(file) == 0);
    await_question(argv);

    EXPECT(getpid() == pid);
    EXPECT(getcwd(after, sizeof after) != NULL && strcmp(before, after) == 0);
    EXPECT(umask(0) == 0137);
    for (int i = 0; i < count; i++) {
        EXPECT(getrlimit(limits[i], &now) == 0);
        if (now.rlim_cur != set[i].rlim_cur || now.rlim_max != set[i].rlim_max)
            fail("limit %d is %lu", limits[i], now.rlim_cur);
    }
    EXPECT(personality(0xffffffff) == ADDR_NO_RANDOMIZE);
    int subreaper = 0;
    EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && prctl(PR_GET_CHILD_SUBREAPER, &subreaper) == 0 && subreaper == 1);
    EXPECT(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1);
    file = fopen("/proc/self/oom_score_adj", "r");
    EXPECT(file != NULL && fgets(score, sizeof score, file) != NULL && atoi(score) == 321);
    return pass();
}
