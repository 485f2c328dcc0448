// How the process looks in /proc: exe, cmdline (overwritten by the program), comm, environment, auxiliary vector, the fields of
// its memory areas. What the program reads about itself must not change.
#include "victim.h"
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/prctl.h>

struct look {
    char exe[300], cmdline[3000], comm[40], environ[20000], auxv[1000];
    unsigned long start_stack, code[4], area[4];
};

static void slurp(const char *path, char *text, size_t size)
{
    int fd = open(path, O_RDONLY);
    EXPECT(fd >= 0 && read(fd, text, size) > 0);
    close(fd);
}

static void look(struct look *look)
{
    char stat[2000] = "";
    memset(look, 0, sizeof *look);
    EXPECT(readlink("/proc/self/exe", look->exe, sizeof look->exe) > 0);
    slurp("/proc/self/cmdline", look->cmdline, sizeof look->cmdline);
    slurp("/proc/self/comm", look->comm, sizeof look->comm);
    slurp("/proc/self/environ", look->environ, sizeof look->environ);
    slurp("/proc/self/auxv", look->auxv, sizeof look->auxv);
    slurp("/proc/self/stat", stat, sizeof stat);
    // proc_pid_stat(5): fields 26 to 28 and 45 to 51; the first after the parenthesis is number 3.
    int field = 3;
    for (char *word = strtok(strrchr(stat, ')') + 2, " "); word != NULL; word = strtok(NULL, " "), field++) {
        unsigned long value = strtoul(word, NULL, 10);
        if (field == 26 || field == 27)
            look->code[field - 26] = value;
        else if (field == 28)
            look->start_stack = value;
        else if (field == 45 || field == 46)
            look->code[field - 43] = value;
        else if (field >= 48 && field <= 51)
            look->area[field - 48] = value;
    }
}

int main(int argc, char **argv)
{
    static struct look before, after;
    EXPECT(prctl(PR_SET_NAME, "a (strange) one") == 0);
    if (argc > 2)
        memset(argv[2], 'Z', strlen(argv[2]));
    look(&before);
    await_question(argv);
    look(&after);
    EXPECT(strcmp(before.exe, after.exe) == 0 && strcmp(before.comm, after.comm) == 0);
    EXPECT(memcmp(before.cmdline, after.cmdline, sizeof before.cmdline) == 0 && memcmp(before.environ, after.environ, sizeof before.environ) == 0);
    EXPECT(memcmp(before.auxv, after.auxv, sizeof before.auxv) == 0 && getauxval(AT_SYSINFO_EHDR) != 0);
    EXPECT(before.start_stack == after.start_stack && memcmp(before.code, after.code, sizeof before.code) == 0 && memcmp(before.area, after.area, sizeof before.area) == 0);
    return pass();
}
