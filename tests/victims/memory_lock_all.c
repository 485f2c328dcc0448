// mlockall(MCL_FUTURE), and in a child with MCL_ONFAULT: what is mapped later is locked, which the kernel shows as VmFlags in /proc/self/smaps.
#include "children.h"
#include <sys/mman.h>

enum { page = 4096 };

static void expect_locked(int on_fault)
{
    char line[500], wanted[40], flags[200] = "";
    int found = 0;
    void *memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EXPECT(memory != MAP_FAILED);
    snprintf(wanted, sizeof wanted, "%lx-", (unsigned long)memory);
    FILE *file = fopen("/proc/self/smaps", "r");
    EXPECT(file != NULL);
    while (flags[0] == 0 && fgets(line, sizeof line, file) != NULL) {
        found |= strncmp(line, wanted, strlen(wanted)) == 0;
        if (found)
            sscanf(line, "VmFlags: %199[^\n]", flags);
    }
    EXPECT(strstr(flags, " lo") != NULL && (strstr(flags, " lf") != NULL) == on_fault && fclose(file) == 0 && munmap(memory, page) == 0);
}

int main(int argc, char **argv)
{
    (void)argc;
    int child = child_process(), ended = -1;
    EXPECT(mlockall(child == 0 ? MCL_FUTURE | MCL_ONFAULT : MCL_FUTURE) == 0);
    EXPECT(mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
    expect_locked(child == 0);
    if (child == 0) {
        for (question = argv[1]; !asked();)
            pause_milliseconds(5);
        return expect_locked(1), 0;
    }
    await_question(argv);

    expect_locked(0);
    EXPECT(waitpid(child, &ended, 0) == child && ended == 0);
    return pass();
}
